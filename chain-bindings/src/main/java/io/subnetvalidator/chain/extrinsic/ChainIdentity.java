package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.scale.Unsigned;
import io.subnetvalidator.chain.types.Hash256;

/** What binds a signature to one chain and one runtime version. */
public record ChainIdentity(long specVersion, long transactionVersion, Hash256 genesisHash) {

    /** @throws ArithmeticException when a version does not fit a {@code u32} */
    public ChainIdentity {
        Unsigned.requireU32(specVersion, "spec version");
        Unsigned.requireU32(transactionVersion, "transaction version");
    }
}
