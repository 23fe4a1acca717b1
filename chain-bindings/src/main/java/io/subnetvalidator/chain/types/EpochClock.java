package io.subnetvalidator.chain.types;

/**
 * Subnet epoch arithmetic of one subnet (chain reference, section 2.1).
 *
 * @param epochLength blocks per epoch, at least 1, read from the chain's constant {@code EpochLength}
 * @param slot the subnet's slot, {@code SubnetSlot[subnet]}
 */
public record EpochClock(long epochLength, long slot) {

    public EpochClock {
        if (epochLength < 1 || slot < 0 || slot >= epochLength) {
            throw new IllegalArgumentException("epoch length must be positive and the slot below it, but they are "
                    + epochLength + " and " + slot);
        }
    }

    /** Subnet epoch of a block; 0 for the blocks before the subnet's first slot. */
    public Epoch epochOf(BlockNumber block) {
        return new Epoch(block.value() < slot ? 0 : (block.value() - slot) / epochLength);
    }

    /** Position of a block within its subnet epoch, 0 .. epochLength-1. */
    public long offsetOf(BlockNumber block) {
        return Math.floorMod(block.value() - slot, epochLength);
    }

    public BlockNumber firstBlock(Epoch epoch) {
        return new BlockNumber(Math.addExact(Math.multiplyExact(epoch.value(), epochLength), slot));
    }

    public BlockNumber lastBlock(Epoch epoch) {
        return firstBlock(epoch).plus(epochLength - 1);
    }
}
