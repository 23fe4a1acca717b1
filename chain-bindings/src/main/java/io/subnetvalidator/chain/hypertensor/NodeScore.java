package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Score;

/** One line of a proposal. */
public record NodeScore(NodeId node, Score score) {}
