package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;

/** What the evidence of one session shows about the node that served it. */
public sealed interface Verdict {

    /**
     * Every answer is what the declared arithmetic gives.
     *
     * @param steps number of steps judged
     */
    record Ok(int steps) implements Verdict {}

    /**
     * The node signed an answer that its declared arithmetic does not give.
     *
     * @param step index of the first faulty step
     * @param row row of the step that shows it
     * @param kind what is wrong with it
     * @param statistics how far the rows shown are off; zero where there is nothing to measure
     * @param referenceDigest digest of what the reference has in place of the rows shown
     */
    record Fault(int step, int row, FaultKind kind, Statistics statistics, Hash256 referenceDigest) implements Verdict {

        /** @throws IllegalArgumentException when the step or the row is out of range */
        public Fault {
            if (step < 0 || step >= TranscriptLimits.MAX_STEPS || row < 0 || row >= TranscriptLimits.MAX_TOKENS) {
                throw new IllegalArgumentException("no session has a row " + row + " of step " + step);
            }
        }

        /** Raw bits of the statistics included, so that equal verdicts are equal bytes. */
        public void encode(ScaleWriter out) {
            out.u16(step).u16(row).u8(kind.code());
            statistics.encode(out);
            out.raw(referenceDigest.toBytes());
        }

        public static Fault decode(ScaleReader in) {
            int step = in.u16();
            int row = in.u16();
            FaultKind kind = Decoded.member(in, FaultKind.class);
            Statistics statistics = Statistics.decode(in);
            Hash256 reference = Decoded.hash(in);
            return Decoded.value(in, () -> new Fault(step, row, kind, statistics, reference));
        }
    }

    /**
     * The evidence says nothing about the node.
     *
     * @param reason class of the defect
     * @param detail the defect, for people
     */
    record Inadmissible(Reason reason, String detail) implements Verdict {}

    /** Why evidence is not admitted. */
    enum Reason {
        /** A signature is not that of the peer it is said to be of. */
        BAD_SIGNATURE,
        /** The session does not rely on this announcement, or the announcement did not hold yet. */
        ANOTHER_ANNOUNCEMENT,
        /** The node signed no opening of the block that the session and the beacon draw. */
        ANOTHER_CHALLENGE,
        /** Rows shown are not those that were committed to. */
        OTHER_ROWS,
        /** Rows that the verdict needs are not shown, or more are shown than it needs. */
        ROWS_MISSING,
        /** What was signed does not contradict itself. */
        NO_CONTRADICTION,
        /** The model at hand is not the one announced, or has no such blocks. */
        WRONG_MODEL,
        /** The comparison profile does not judge the declared arithmetic, model, span or number of tokens. */
        UNFIT_PROFILE,
        /** The input is not shown to come from where an input may come from. */
        BROKEN_PROVENANCE,
        /** The input, or what the model makes of it, lies outside the numbers that honest noise was measured for. */
        OUTSIDE_ENVELOPE,
        /** The sequence is longer than the model's context. */
        TOO_LONG,
        /** To judge it would take more computation than anybody can ask of others. */
        TOO_COSTLY,
        /** A deviation that honest work shows too is held against a node on one step alone. */
        ONE_PROBE_ONLY,
        /** The sessions shown are not all sessions of one requester at one node in one epoch, in order and of one seed. */
        BROKEN_SERIES,
        /** The author is not the requester of the sessions, so that the choice of sessions is not bound by their counters. */
        ANOTHER_AUTHOR
    }
}
