package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/** Where a reward came from. */
public enum RewardSource {
    /** The node's share of the subnet's emission. */
    SETTLEMENT,
    /** The bonus for an accepted proposal. */
    PROPOSER_BONUS,
    /** The share of the subnet's delegate pool. */
    DELEGATE_POOL;

    void write(ScaleWriter out) {
        EntryChoice.write(out, values(), this);
    }

    static RewardSource read(ScaleReader in) {
        return EntryChoice.read(in, values());
    }
}
