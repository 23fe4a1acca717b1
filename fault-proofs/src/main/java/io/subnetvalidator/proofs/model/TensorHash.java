package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.Hash256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/** Blake2b-256 over the bytes of tensors, read in bounded parts. */
final class TensorHash {

    private static final int MAP_BYTES = 1 << 28;
    private static final int PART_BYTES = 1 << 16;

    private final Blake2bDigest digest = new Blake2bDigest(8 * Hash256.LENGTH);
    private final byte[] part = new byte[PART_BYTES];

    /** Separates digests of one kind from those of another, in the same form as {@code Blake2b.domainHash}. */
    TensorHash domain(String domain) {
        byte[] bytes = domain.getBytes(StandardCharsets.US_ASCII);
        digest.update(bytes, 0, bytes.length);
        digest.update((byte) 0);
        return this;
    }

    TensorHash add(SafetensorsFile file, TensorInfo tensor) {
        for (long at = 0; at < tensor.bytes(); at += MAP_BYTES) {
            ByteBuffer bytes = file.map(tensor, at, (int) Math.min(MAP_BYTES, tensor.bytes() - at));
            while (bytes.hasRemaining()) {
                int length = Math.min(part.length, bytes.remaining());
                bytes.get(part, 0, length);
                digest.update(part, 0, length);
            }
        }
        return this;
    }

    Hash256 finish() {
        byte[] hash = new byte[Hash256.LENGTH];
        digest.doFinal(hash, 0);
        return Hash256.of(hash);
    }
}
