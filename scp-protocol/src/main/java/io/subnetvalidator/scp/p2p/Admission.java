package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;

/** Decides who may talk to this peer; asked after the handshake of every connection and before every message, both ways. */
@FunctionalInterface
public interface Admission {

    boolean admits(PeerId peer);
}
