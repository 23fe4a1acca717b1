package io.subnetvalidator.chain.metadata;

import java.util.Locale;
import java.util.Optional;

/** The primitive types of the type registry, in the order of their numbers there. */
public enum PrimitiveType {
    BOOL(1, false),
    CHAR(4, false),
    STR(0, false),
    U8(1, false),
    U16(2, false),
    U32(4, false),
    U64(8, false),
    U128(16, false),
    U256(32, false),
    I8(1, true),
    I16(2, true),
    I32(4, true),
    I64(8, true),
    I128(16, true),
    I256(32, true);

    private final int size;
    private final boolean signed;

    PrimitiveType(int size, boolean signed) {
        this.size = size;
        this.signed = signed;
    }

    /** Encoded size in bytes; 0 for {@link #STR}, whose length varies. */
    public int size() {
        return size;
    }

    public boolean isSigned() {
        return signed;
    }

    public boolean isUnsignedInteger() {
        return switch (this) {
            case U8, U16, U32, U64, U128, U256 -> true;
            default -> false;
        };
    }

    /** As Rust writes it, such as {@code u32}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<PrimitiveType> ofIndex(int index) {
        PrimitiveType[] all = values();
        return index < all.length ? Optional.of(all[index]) : Optional.empty();
    }

    static Optional<PrimitiveType> ofText(String text) {
        for (PrimitiveType type : values()) {
            if (type.text().equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
