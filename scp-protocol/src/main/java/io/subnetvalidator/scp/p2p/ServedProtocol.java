package io.subnetvalidator.scp.p2p;

/** One protocol of this peer. */
record ServedProtocol(String id, int maxRequest, RequestHandler handler) {}
