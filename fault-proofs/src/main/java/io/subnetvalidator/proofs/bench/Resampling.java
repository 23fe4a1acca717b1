package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.SequentialTest;
import io.subnetvalidator.proofs.compare.SequentialTest.Decision;
import io.subnetvalidator.proofs.compare.Statistics;
import java.util.List;
import java.util.SplittableRandom;

/** Sequential tests over steps that are drawn, with replacement, from measured ones. */
final class Resampling {

    private static final int MOST_STEPS = 1000;

    private final ComparisonProfile profile;
    private final SplittableRandom random;
    private int tests;
    private int convictions;
    private long stepsToConviction;
    private int acquittals;
    private long stepsToAcquittal;

    Resampling(ComparisonProfile profile, long seed) {
        this.profile = profile;
        this.random = new SplittableRandom(seed);
    }

    /** Runs one test over steps of one node; ends undecided after many steps. */
    void test(List<Statistics> pool) {
        SequentialTest test = SequentialTest.START;
        while (test.decision() == Decision.CONTINUE && test.steps() < MOST_STEPS) {
            test = test.after(profile, BenchModel.TOKENS, pool.get(random.nextInt(pool.size())));
        }
        tests++;
        if (test.decision() == Decision.FAULT) {
            convictions++;
            stepsToConviction += test.steps();
        } else if (test.decision() == Decision.HONEST) {
            acquittals++;
            stepsToAcquittal += test.steps();
        }
    }

    int tests() {
        return tests;
    }

    int convictions() {
        return convictions;
    }

    VerificationReport.Conviction conviction() {
        return new VerificationReport.Conviction(
                (double) convictions / tests, convictions == 0 ? 0 : (double) stepsToConviction / convictions);
    }

    double stepsToAcquittal() {
        return acquittals == 0 ? 0 : (double) stepsToAcquittal / acquittals;
    }
}
