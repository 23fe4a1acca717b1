package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;

/** What became of an extrinsic. */
public sealed interface Receipt {

    /** Its hash: blake2b-256 of all its bytes. */
    Hash256 extrinsic();

    /**
     * A block holds it.
     *
     * @param index position in the block
     * @param outcome whether the call did its work
     */
    record Included(Hash256 extrinsic, BlockNumber number, Hash256 block, long index, Outcome outcome)
            implements Receipt {}

    /** No node will include it; the reason is what the node said. */
    record Dropped(Hash256 extrinsic, String reason) implements Receipt {}

    /** The last block that could hold it has passed. */
    record Expired(Hash256 extrinsic, BlockNumber lastBlock) implements Receipt {}

    /** Result of an included call. */
    sealed interface Outcome {

        record Success() implements Outcome {}

        /** The call failed, with an error such as {@code Network.AlreadyAttested}; the fee is lost. */
        record Failed(String error) implements Outcome {}
    }
}
