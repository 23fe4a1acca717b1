package io.subnetvalidator.scp.probe;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;

/**
 * One planned session.
 *
 * @param offset block offset within the epoch from which it may start
 * @param target node the session must pass through
 * @param seed draws the prompt, the route through the other blocks and the session id
 * @param steps further steps of one token each
 */
public record PlannedProbe(long offset, NodeId target, Hash256 seed, int steps) {}
