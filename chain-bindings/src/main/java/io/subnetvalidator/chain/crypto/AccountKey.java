package io.subnetvalidator.chain.crypto;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * The secp256k1 key of an account. Signatures are deterministic (RFC 6979 with HMAC-SHA-256) with low s, as the chain's own tools
 * make them. The secret never shows in {@link #toString()}.
 */
public final class AccountKey {

    public static final int SECRET_LENGTH = 32;
    public static final int SIGNATURE_LENGTH = 65;

    private final BigInteger secret;
    private final ECPoint publicKey;
    private final AccountId account;

    private AccountKey(BigInteger secret) {
        this.secret = secret;
        this.publicKey = new FixedPointCombMultiplier()
                .multiply(Secp256k1.DOMAIN.getG(), secret)
                .normalize();
        this.account = Secp256k1.account(publicKey);
    }

    /** @throws IllegalArgumentException when the secret is not 32 bytes of a number from 1 to the curve order less one */
    public static AccountKey ofSecret(byte[] secret) {
        if (secret.length != SECRET_LENGTH) {
            throw new IllegalArgumentException("an account secret has 32 bytes, not " + secret.length);
        }
        BigInteger scalar = new BigInteger(1, secret);
        if (!Secp256k1.isScalar(scalar)) {
            throw new IllegalArgumentException("the account secret is not a valid secp256k1 key (zero or too large)");
        }
        return new AccountKey(scalar);
    }

    /**
     * Reads 64 hexadecimal digits, with or without {@code 0x}.
     *
     * @throws IllegalArgumentException when the text is no key; the message does not repeat the text
     */
    public static AccountKey parse(String hex) {
        byte[] secret;
        try {
            secret = Hex.decode(hex.strip());
        } catch (IllegalArgumentException e) {
            // The cause would quote characters of the secret, so it is left out.
            throw new IllegalArgumentException("an account secret is 64 hexadecimal digits, with or without 0x");
        }
        return ofSecret(secret);
    }

    /** The address of this key. */
    public AccountId account() {
        return account;
    }

    /** The compressed public key, 33 bytes. */
    public byte[] publicKey() {
        return publicKey.getEncoded(true);
    }

    /**
     * Signs keccak-256 of the message.
     *
     * @return {@code r || s || v}, 65 bytes, v 0 or 1
     */
    public byte[] sign(byte[] messageToKeccak) {
        return signDigest(Keccak.hash256(messageToKeccak));
    }

    private byte[] signDigest(Hash256 digest) {
        byte[] hash = digest.toBytes();
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(secret, Secp256k1.DOMAIN));
        BigInteger[] signature = signer.generateSignature(hash);
        BigInteger r = signature[0];
        BigInteger s = signature[1].compareTo(Secp256k1.HALF_ORDER) > 0
                ? Secp256k1.ORDER.subtract(signature[1])
                : signature[1];
        byte[] out = new byte[SIGNATURE_LENGTH];
        put(r, out, 0);
        put(s, out, 32);
        out[64] = (byte) recoveryId(hash, r, s);
        return out;
    }

    /** Recovering also proves the signature right before it leaves. */
    private int recoveryId(byte[] digest, BigInteger r, BigInteger s) {
        for (int id = 0; id < 4; id++) {
            if (Secp256k1.recover(digest, r, s, id).filter(publicKey::equals).isPresent()) {
                return id;
            }
        }
        throw new IllegalStateException(
                "a signature of " + account + " does not verify; the computation was disturbed");
    }

    private static void put(BigInteger value, byte[] out, int at) {
        byte[] bytes = value.toByteArray();
        int size = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - size, out, at + 32 - size, size);
    }

    /** The address only. */
    @Override
    public String toString() {
        return "AccountKey[" + AccountText.format(account) + "]";
    }
}
