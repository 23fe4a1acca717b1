/**
 * How well the nodes together serve a model: which blocks, how often, and which losses break it. Values and decisions only; it may
 * use the types of the chain.
 * It never asks a node and knows no network.
 */
@NullMarked
package io.subnetvalidator.scp.swarm;

import org.jspecify.annotations.NullMarked;
