package io.subnetvalidator.proofs.compare;

/** A reproducible supply of honest work: probe {@code index} is the same whenever it is asked for, from any thread. */
public interface HonestProbes {

    /** The probe with this number, of this many tokens. */
    HonestProbe probe(long index, int tokens);

    /**
     * One step as an honest node of the profile answers it: the input of the span, the reference output and the output of the
     * node's arithmetic, all row-major {@code [tokens, hidden]}.
     */
    final class HonestProbe {
        private final String kind;
        private final float[] input;
        private final float[] reference;
        private final float[] answer;

        /**
         * The arrays are not copied; whoever makes the probe gives them away.
         *
         * @param kind of hardware that answered; probes of one kind have one distribution
         */
        public HonestProbe(String kind, float[] input, float[] reference, float[] answer) {
            this.kind = kind;
            this.input = input;
            this.reference = reference;
            this.answer = answer;
        }

        public String kind() {
            return kind;
        }

        /** The statistics of the answer. */
        public Statistics statistics(int tokens, int hidden, int depth, Whitening whitening) {
            return UpdateComparison.compare(input, reference, answer, tokens, hidden, depth, whitening);
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
