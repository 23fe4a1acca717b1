package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/** An entry in the digest of a header. */
public sealed interface DigestItem {

    /** Bytes of no particular meaning. */
    record Other(Value.Bytes data) implements DigestItem {}

    /**
     * A message of or to a consensus engine.
     *
     * @param engine four bytes that name it, such as {@code aura}
     */
    record Engine(Kind kind, Value.Bytes engine, Value.Bytes data) implements DigestItem {
        public Engine {
            if (engine.length() != ENGINE_LENGTH) {
                throw new IllegalArgumentException("a consensus engine is named by 4 bytes, not " + engine.length());
            }
        }
    }

    /** The runtime was replaced in this block. */
    record RuntimeUpdated() implements DigestItem {}

    /** What an {@link Engine} message is. */
    enum Kind {
        CONSENSUS(4),
        SEAL(5),
        PRE_RUNTIME(6);

        private final int tag;

        Kind(int tag) {
            this.tag = tag;
        }
    }

    int ENGINE_LENGTH = 4;
    int MAX_DATA = 1 << 20;

    default void writeTo(ScaleWriter out) {
        if (this instanceof Other other) {
            out.u8(0).bytes(other.data().toBytes());
        } else if (this instanceof Engine engine) {
            out.u8(engine.kind().tag)
                    .raw(engine.engine().toBytes())
                    .bytes(engine.data().toBytes());
        } else {
            out.u8(8);
        }
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no digest item */
    static DigestItem read(ScaleReader in) {
        int tag = in.u8();
        return switch (tag) {
            case 0 -> new Other(Value.bytes(in.bytes(MAX_DATA)));
            case 4 -> engine(Kind.CONSENSUS, in);
            case 5 -> engine(Kind.SEAL, in);
            case 6 -> engine(Kind.PRE_RUNTIME, in);
            case 8 -> new RuntimeUpdated();
            default -> throw in.error("there is no digest item " + tag);
        };
    }

    private static DigestItem engine(Kind kind, ScaleReader in) {
        return new Engine(kind, Value.bytes(in.raw(ENGINE_LENGTH)), Value.bytes(in.bytes(MAX_DATA)));
    }
}
