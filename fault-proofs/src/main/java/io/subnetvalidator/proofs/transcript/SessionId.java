package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import java.util.Arrays;
import java.util.HexFormat;

/** 16 random bytes that name an inference session; never used for two sessions. */
public final class SessionId {

    public static final int LENGTH = 16;

    private final byte[] bytes;

    private SessionId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #LENGTH} bytes */
    public static SessionId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a session id has 16 bytes, not " + bytes.length);
        }
        return new SessionId(bytes.clone());
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public void encode(ScaleWriter out) {
        out.raw(bytes);
    }

    public static SessionId decode(ScaleReader in) {
        return new SessionId(in.raw(LENGTH));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
