package io.subnetvalidator.chain.crypto;

import io.subnetvalidator.chain.types.Hash256;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 with the padding Ethereum kept, which is not SHA3-256. */
public final class Keccak {

    private Keccak() {}

    public static Hash256 hash256(byte[] input) {
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(input, 0, input.length);
        byte[] out = new byte[Hash256.LENGTH];
        digest.doFinal(out, 0);
        return Hash256.of(out);
    }
}
