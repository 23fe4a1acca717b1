/**
 * Inference sessions over the peer network: client and server side of the session protocol.
 * It carries signed transcripts; it may use the peer network and the transcript records.
 * It never judges an answer and never chooses a score.
 */
@NullMarked
package io.subnetvalidator.scp.inference;

import org.jspecify.annotations.NullMarked;
