package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;

/** A block by number, hash and the hash of its parent. */
public record Head(BlockNumber number, Hash256 hash, Hash256 parent) {

    /** {@code #123 0x1f2e3d4c}. */
    @Override
    public String toString() {
        return "#" + number + " 0x" + hash.shortText();
    }
}
