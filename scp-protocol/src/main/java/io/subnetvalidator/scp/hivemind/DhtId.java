package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A place in hivemind's DHT: {@value #LENGTH} bytes, big-endian.
 *
 * @param bytes exactly {@value #LENGTH}
 */
public record DhtId(Bytes bytes) {

    public static final int LENGTH = 20;

    /** @throws IllegalArgumentException for another length */
    public DhtId {
        if (bytes.size() != LENGTH) {
            throw new IllegalArgumentException("a DHT id has " + LENGTH + " bytes, not " + bytes.size());
        }
    }

    /** Where this key is kept: the SHA-1 of its msgpack form. Nothing relies on its collision resistance. */
    public static DhtId ofKey(String key) {
        try {
            return new DhtId(
                    Bytes.of(MessageDigest.getInstance("SHA-1").digest(Msgpack.pack(new MsgpackValue.Text(key)))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
