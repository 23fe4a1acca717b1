package io.subnetvalidator.chain.crypto;

import io.subnetvalidator.chain.types.AccountId;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** Verification of account signatures with the tolerance of the runtime. */
public final class AccountSignatures {

    private AccountSignatures() {}

    /**
     * The account that signed keccak-256 of the message, or nothing when the 65 bytes {@code r || s || v} are no signature at all. Like
     * the runtime it takes a recovery id with or without 27 added, and a high s; so several signatures stand for one signing, and
     * none of them may serve as an identity.
     */
    public static Optional<AccountId> recover(byte[] message, byte[] signature) {
        if (signature.length != AccountKey.SIGNATURE_LENGTH) {
            return Optional.empty();
        }
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        int v = signature[64] & 0xFF;
        int recoveryId = v >= 27 ? v - 27 : v;
        return Secp256k1.recover(Keccak.hash256(message).toBytes(), r, s, recoveryId)
                .map(Secp256k1::account);
    }
}
