package io.subnetvalidator.scp.hivemind;

import java.util.Arrays;
import java.util.Optional;

/** Types of tensor elements that are understood. */
public enum ElementType {
    FLOAT32("float32", 4),
    FLOAT16("float16", 2),
    BFLOAT16("bfloat16", 2),
    INT64("int64", 8);

    private final String wireName;
    private final int bytes;

    ElementType(String wireName, int bytes) {
        this.wireName = wireName;
        this.bytes = bytes;
    }

    /** The name in a tensor message. */
    public String wireName() {
        return wireName;
    }

    /** Bytes of one element without compression. */
    public int bytes() {
        return bytes;
    }

    static Optional<ElementType> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(known -> known.wireName.equals(name))
                .findFirst();
    }
}
