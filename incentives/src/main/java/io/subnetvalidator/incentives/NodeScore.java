package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Score;

/** One entry of a score list, as it goes into a proposal. */
public record NodeScore(NodeId node, Score score) {}
