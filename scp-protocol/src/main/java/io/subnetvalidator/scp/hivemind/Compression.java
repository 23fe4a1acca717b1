package io.subnetvalidator.scp.hivemind;

import java.util.Arrays;
import java.util.Optional;

/** How hivemind packs the values of a tensor (its {@code runtime.proto}). */
public enum Compression {
    /** The values in their own type. */
    NONE(0),
    /** Halves of what is left when each row's mean is taken off and its standard deviation divided out. */
    MEANSTD_16BIT(1),
    /** Halves, clamped to their range. */
    FLOAT16(2),
    /** Indices into a codebook of quantiles. */
    QUANTILE_8BIT(3),
    /** Indices into a codebook of equal steps. */
    UNIFORM_8BIT(4),
    /** Indices into a codebook that is scaled for every block of 4096 values. */
    BLOCKWISE_8BIT(5);

    private final int code;

    Compression(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    static Optional<Compression> ofCode(long code) {
        return Arrays.stream(values()).filter(known -> known.code() == code).findFirst();
    }
}
