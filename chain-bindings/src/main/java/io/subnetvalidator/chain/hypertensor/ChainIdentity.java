package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;

/**
 * What a chain is, read once when the connection is made.
 *
 * @param genesis hash of block 0
 * @param chainName name the node gives the chain
 * @param specName name of the runtime
 * @param specVersion version that signatures cover
 * @param transactionVersion version that signatures cover
 * @param dialect shape of the consensus calls
 * @param shape the consensus calls as found in the metadata, for messages
 * @param epochLength blocks per epoch, constant {@code Network.EpochLength}
 * @param epochsPerYear constant {@code Network.EpochsPerYear}
 * @param existentialDeposit least balance of a living account
 */
public record ChainIdentity(
        Hash256 genesis,
        String chainName,
        String specName,
        long specVersion,
        long transactionVersion,
        Dialect dialect,
        String shape,
        long epochLength,
        long epochsPerYear,
        Balance existentialDeposit) {

    /** Epoch arithmetic of a subnet in this slot. */
    public EpochClock clock(long slot) {
        return new EpochClock(epochLength, slot);
    }
}
