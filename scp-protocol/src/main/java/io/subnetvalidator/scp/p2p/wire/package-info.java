/**
 * The libp2p wire formats as pure state machines: framing, multistream-select, Noise XX with libp2p identities, yamux, identify.
 * Bytes go in, bytes and events come out; every length from outside is checked before anything is kept.
 * There is no socket, no timer and no thread here, and it never knows what the messages mean.
 */
@NullMarked
package io.subnetvalidator.scp.p2p.wire;

import org.jspecify.annotations.NullMarked;
