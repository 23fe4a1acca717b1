package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;

/** A block that an extrinsic's mortal era starts at, so that it is valid only on forks that contain the block. */
public record Anchor(BlockNumber number, Hash256 hash) {}
