package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import java.util.function.Function;
import java.util.function.Supplier;

/** Decoding steps that several records share. */
public final class Decoded {

    private Decoded() {}

    /**
     * A value whose constructor checks what the bytes claim.
     *
     * @throws ScaleException when the constructor refuses
     */
    public static <T> T value(ScaleReader in, Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The one value that fills all bytes.
     *
     * @throws ScaleException when the bytes are not canonical or some are left over
     */
    public static <T> T all(byte[] bytes, Function<ScaleReader, T> decode) {
        ScaleReader in = new ScaleReader(bytes);
        T value = decode.apply(in);
        in.requireEnd();
        return value;
    }

    public static Hash256 hash(ScaleReader in) {
        return Hash256.of(in.raw(Hash256.LENGTH));
    }

    public static PeerId peerId(ScaleReader in) {
        byte[] multihash = in.bytes(TranscriptLimits.MAX_MULTIHASH);
        return value(in, () -> PeerId.ofMultihash(multihash));
    }

    public static void encode(ScaleWriter out, PeerId peerId) {
        out.bytes(peerId.multihash());
    }

    /** The enum member with the code read. */
    public static <E extends Enum<E> & WireCode> E member(ScaleReader in, Class<E> type) {
        int code = in.u8();
        for (E member : type.getEnumConstants()) {
            if (member.code() == code) {
                return member;
            }
        }
        throw in.error(type.getSimpleName() + " has no member " + code);
    }
}
