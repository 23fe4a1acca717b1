package io.subnetvalidator.proofs.compare;

/** A reproducible supply of honest work: probe {@code index} is the same whenever it is asked for. */
public interface HonestProbes {

    /** The probe with this number, of this many tokens. */
    HonestProbe probe(long index, int tokens);

    /**
     * One step as an honest node of the profile answers it.: the input of the span, the canonical output and the
     * output of the node's arithmetic, all row-major {@code [tokens, hidden]}.
     */
    final class HonestProbe {
        private final float[] input;
        private final float[] reference;
        private final float[] answer;

        /** The arrays are not copied; whoever makes the probe gives them away. */
        public HonestProbe(float[] input, float[] reference, float[] answer) {
            this.input = input;
            this.reference = reference;
            this.answer = answer;
        }

        float[] input() {
            return input;
        }

        float[] reference() {
            return reference;
        }

        float[] answer() {
            return answer;
        }
    }
}
