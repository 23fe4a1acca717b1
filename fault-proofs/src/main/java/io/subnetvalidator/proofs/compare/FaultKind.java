package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.proofs.transcript.WireCode;

/** What is wrong with an answer. */
public enum FaultKind implements WireCode {
    /** The output has not {@code tokens * hidden} values. */
    OUTPUT_SIZE(0),
    /** The output is in a number format that the declared profile does not allow. */
    OUTPUT_ENCODING(1),
    /** The output holds NaN or an infinity where the reference is finite. */
    OUTPUT_NOT_FINITE(2),
    /** Declared exact, but the bits differ. */
    OUTPUT_BITS(3),
    /** Declared exact and the output is right, but the commitment to the boundaries between the blocks is not. */
    BOUNDARY_ROOT(4),
    /** M1 is above its threshold. */
    MEAN_ENERGY(5),
    /** M2 is above its threshold. */
    WORST_TOKEN(6),
    /** M3 is above its threshold. */
    WORST_ELEMENT(7);

    private final int code;

    FaultKind(int code) {
        this.code = code;
    }

    /**
     * Whether it is a deviation that honest work shows too, once in {@code 1 / alpha} steps. It is a reason to look again and
     * convicts nobody alone.
     */
    public boolean isOfNoise() {
        return this == MEAN_ENERGY || this == WORST_TOKEN || this == WORST_ELEMENT;
    }

    /** Whether it is seen from what the node signed, without any row and without the model. */
    public boolean isOfFormat() {
        return this == OUTPUT_SIZE || this == OUTPUT_ENCODING;
    }

    @Override
    public int code() {
        return code;
    }
}
