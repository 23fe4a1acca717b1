/**
 * Inference sessions over the peer network: client and server side of the session protocol, the choice of a route, and the
 * runner that passes a session through it and records what was said. It may use the peer network, the transcript records and,
 * for both ends of a model, the reference model.
 * It never judges an answer and never chooses a score.
 */
@NullMarked
package io.subnetvalidator.scp.inference;

import org.jspecify.annotations.NullMarked;
