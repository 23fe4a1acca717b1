package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.SequentialTest;
import io.subnetvalidator.proofs.transcript.Decoded;

/** What all sessions of one requester at a node show together. */
public sealed interface SeriesVerdict {

    /**
     * The sessions were measured, up to the step that convicts or to the last one.
     *
     * @param test where the test stands that the last step belongs to
     * @param steps number of steps measured, over all tests
     * @param references digest over what the reference has in place of every output measured
     */
    record Reached(SequentialTest test, int steps, Hash256 references) implements SeriesVerdict {

        public boolean convicts() {
            return test.decision() == SequentialTest.Decision.FAULT;
        }

        /** Raw bits of the evidence included, so that equal verdicts are equal bytes. */
        void encode(ScaleWriter out) {
            test.encode(out);
            out.u32(steps).raw(references.toBytes());
        }

        static Reached decode(ScaleReader in) {
            SequentialTest test = SequentialTest.decode(in);
            long steps = in.u32();
            int count = Decoded.value(in, () -> Math.toIntExact(steps));
            return new Reached(test, count, Decoded.hash(in));
        }
    }

    /** The sessions say nothing about the node. */
    record Refused(Verdict.Inadmissible why) implements SeriesVerdict {}
}
