/**
 * Gossipsub 1.1, 1.2 and the 2.0 of py-libp2p: signed messages to everybody who subscribed their topic. The router is a state machine
 * of events and effects that knows no socket, no timer and no thread; an adapter binds it to the channels of a peer network.
 * It never knows what the messages mean: whether one is forwarded is for the application's validator to say.
 */
@NullMarked
package io.subnetvalidator.scp.p2p.gossip;

import org.jspecify.annotations.NullMarked;
