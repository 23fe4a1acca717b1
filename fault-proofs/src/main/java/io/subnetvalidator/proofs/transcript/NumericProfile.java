package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * What arithmetic a node declares, under signature, to run. An answer is judged by the declared class; arithmetic that was not
 * declared is a fault.
 *
 * @param kind how close the answer is to the reference
 * @param weights number format of the weights in use
 * @param activations number format of the residual stream between operations
 * @param rounding where results are rounded; declared by {@link Kind#MATCHED} profiles and by no others
 */
public record NumericProfile(Kind kind, NumberFormat weights, NumberFormat activations, RoundingPoints rounding) {

    /** Classes of agreement with the reference. */
    public enum Kind implements WireCode {
        /** Canonical kernels: equal bits after output encoding. */
        EXACT(0),
        /** bf16 with fp32 accumulation. */
        STRICT(1),
        /** Any bf16 arithmetic. */
        WIDE(2),
        /** The declared rounding points with fp32 accumulation; only the order of sums is the node's own. */
        MATCHED(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** After which operations results are rounded to the format of the activations. */
    public enum RoundingPoints implements WireCode {
        /** Not declared. */
        UNDECLARED(0),
        /** After every operation, as frameworks without fusion do. */
        EAGER(1),
        /** After fused kernels: attention with a running maximum, SiLU with its product, residual sum with its norm. */
        FUSED(2);

        private final int code;

        RoundingPoints(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** Number formats. */
    public enum NumberFormat implements WireCode {
        F32(0),
        BF16(1),
        F16(2);

        private final int code;

        NumberFormat(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** @throws IllegalArgumentException when rounding points are missing or have no place */
    public NumericProfile {
        if ((kind == Kind.MATCHED) == (rounding == RoundingPoints.UNDECLARED)) {
            throw new IllegalArgumentException(
                    "rounding points " + rounding + " do not go with a " + kind + " profile");
        }
    }

    /** A profile of a class that declares no rounding points. */
    public NumericProfile(Kind kind, NumberFormat weights, NumberFormat activations) {
        this(kind, weights, activations, RoundingPoints.UNDECLARED);
    }

    /** Canonical kernels over weights of this format. */
    public static NumericProfile exact(NumberFormat weights) {
        return new NumericProfile(Kind.EXACT, weights, NumberFormat.F32);
    }

    public void encode(ScaleWriter out) {
        out.u8(kind.code()).u8(weights.code()).u8(activations.code());
        if (kind == Kind.MATCHED) {
            out.u8(rounding.code());
        }
    }

    public static NumericProfile decode(ScaleReader in) {
        Kind kind = Decoded.member(in, Kind.class);
        NumberFormat weights = Decoded.member(in, NumberFormat.class);
        NumberFormat activations = Decoded.member(in, NumberFormat.class);
        RoundingPoints rounding =
                kind == Kind.MATCHED ? Decoded.member(in, RoundingPoints.class) : RoundingPoints.UNDECLARED;
        return Decoded.value(in, () -> new NumericProfile(kind, weights, activations, rounding));
    }
}
