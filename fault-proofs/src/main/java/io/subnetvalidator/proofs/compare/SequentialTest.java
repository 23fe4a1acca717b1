package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.WireCode;

/**
 * What the steps of one node say together. The exponential of the evidence is a product of factors whose expectation for every
 * calibrated kind of honest hardware is at most 1, whatever was seen before: a supermartingale. By the inequality of Ville 1939 it
 * ever reaches {@code (1 - beta) / alpha} with a probability of at most {@code alpha / (1 - beta)}, so the bound holds for any
 * number of steps and any rule of stopping. Strict double arithmetic: equal steps give equal bits.
 *
 * @param evidence sum of the steps' normalised evidence
 * @param steps that were added
 * @param decision final once it is not {@link Decision#CONTINUE}
 */
public record SequentialTest(double evidence, long steps, Decision decision) {

    /** Where a test stands. */
    public enum Decision implements WireCode {
        /** More steps are needed. */
        CONTINUE(0),
        /** Nothing speaks for a fault; a new test may begin. */
        HONEST(1),
        /** The node's arithmetic is not what it declared. */
        FAULT(2);

        private final int code;

        Decision(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** A test without steps. */
    public static final SequentialTest START = new SequentialTest(0, 0, Decision.CONTINUE);

    /** @throws IllegalArgumentException when the evidence is not finite */
    public SequentialTest {
        if (!Double.isFinite(evidence) || steps < 0) {
            throw new IllegalArgumentException("no test has evidence " + evidence + " after " + steps + " steps");
        }
    }

    /**
     * The test with one more step; a decided test stays as it is.
     *
     * @throws IllegalArgumentException when the profile has no scale for this many tokens
     */
    public SequentialTest after(ComparisonProfile profile, int tokens, Statistics statistics) {
        DeviationScale scale = profile.band(tokens)
                .orElseThrow(() -> new IllegalArgumentException(
                        "profile '" + profile.name() + "' has no scale for " + tokens + " tokens"))
                .deviations();
        return after(profile.sequential(), scale, statistics);
    }

    SequentialTest after(SequentialPlan plan, DeviationScale scale, Statistics statistics) {
        if (decision != Decision.CONTINUE) {
            return this;
        }
        double sum = evidence + (plan.clipped(scale.deviation(statistics)) - scale.normaliser());
        Decision next =
                sum >= plan.upper() ? Decision.FAULT : sum <= plan.lower() ? Decision.HONEST : Decision.CONTINUE;
        return new SequentialTest(sum, steps + 1, next);
    }

    /**
     * The test with this much less evidence: what its author pays for a choice he had. It is no step and decides nothing.
     *
     * @param price above 0
     */
    public SequentialTest reducedBy(double price) {
        Finite.requirePositive(price, "price of a choice");
        return decision == Decision.CONTINUE ? new SequentialTest(evidence - price, steps, decision) : this;
    }

    public void encode(ScaleWriter out) {
        out.f64Bits(evidence).u64(steps).u8(decision.code());
    }

    public static SequentialTest decode(ScaleReader in) {
        double evidence = in.f64Bits();
        long steps = in.u64();
        Decision decision = Decoded.member(in, Decision.class);
        return Decoded.value(in, () -> new SequentialTest(evidence, steps, decision));
    }
}
