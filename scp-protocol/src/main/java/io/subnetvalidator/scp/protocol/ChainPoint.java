package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Epoch;

/** The best head with its place in the subnet's epochs. */
record ChainPoint(Event.HeadSeen seen, Epoch epoch, long offset) {

    /** Blocks for which a mortal extrinsic of the protocol is valid, from its anchor on. */
    static final long MORTAL_BLOCKS = 8;

    Anchor head() {
        return seen.head();
    }

    /** Whether an extrinsic anchored there can no longer enter a block after this head. */
    boolean outlived(Anchor anchor) {
        return head().number().since(anchor.number()) >= MORTAL_BLOCKS - 1;
    }
}
