package io.subnetvalidator.chain.types;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/** BLAKE2b as the chain and this product use it. */
public final class Blake2b {

    private Blake2b() {}

    /** blake2b-256 of the concatenated parts. */
    public static Hash256 hash256(byte[]... parts) {
        return Hash256.of(hash(32, parts));
    }

    /**
     * blake2b-256 of {@code domain || 0x00 || parts}: the digest of everything this product hashes or signs. The domain keeps
     * bytes of one kind from being taken for another; it must not contain a zero byte.
     */
    public static Hash256 domainHash(String domain, byte[]... parts) {
        byte[][] all = new byte[parts.length + 2][];
        all[0] = domain.getBytes(StandardCharsets.US_ASCII);
        all[1] = new byte[1];
        System.arraycopy(parts, 0, all, 2, parts.length);
        return hash256(all);
    }

    /** blake2b with a digest of {@code size} bytes (1 to 64) of the concatenated parts. */
    public static byte[] hash(int size, byte[]... parts) {
        Blake2bDigest digest = new Blake2bDigest(size * 8);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[size];
        digest.doFinal(out, 0);
        return out;
    }
}
