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
 */
public record NumericProfile(Kind kind, NumberFormat weights, NumberFormat activations) {

    /** Classes of agreement with the reference. */
    public enum Kind implements WireCode {
        /** Canonical kernels: equal bits after output encoding. */
        EXACT(0),
        /** bf16 with fp32 accumulation. */
        STRICT(1),
        /** Any bf16 arithmetic. */
        WIDE(2);

        private final int code;

        Kind(int code) {
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

    /** Canonical kernels over weights of this format. */
    public static NumericProfile exact(NumberFormat weights) {
        return new NumericProfile(Kind.EXACT, weights, NumberFormat.F32);
    }

    public void encode(ScaleWriter out) {
        out.u8(kind.code()).u8(weights.code()).u8(activations.code());
    }

    public static NumericProfile decode(ScaleReader in) {
        Kind kind = Decoded.member(in, Kind.class);
        NumberFormat weights = Decoded.member(in, NumberFormat.class);
        return new NumericProfile(kind, weights, Decoded.member(in, NumberFormat.class));
    }
}
