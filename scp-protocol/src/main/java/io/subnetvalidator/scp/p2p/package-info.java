/**
 * The peer network: TCP, multistream-select, Noise XX, yamux, identify, ping, request/response streams, call streams and
 * message channels on libp2p identities.
 * The only package that touches peer sockets; who may connect is asked of an admission port.
 * It never knows what the messages mean.
 */
@NullMarked
package io.subnetvalidator.scp.p2p;

import org.jspecify.annotations.NullMarked;
