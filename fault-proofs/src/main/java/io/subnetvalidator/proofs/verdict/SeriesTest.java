package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.SequentialTest;
import io.subnetvalidator.proofs.compare.SequentialTest.Decision;

/**
 * Where the sequential test of a series stands, with what its author pays for his choices.
 *
 * <p>Who makes a charge could keep sessions back and say that they were not answered, and could wait for a chain block that draws the
 * block he likes. So every session costs evidence: a prior says of each that it is judged with a share {@code s}, the author pays
 * {@code ln(1 / s)} for one that is and {@code ln(1 / (1 - s))} for one that is not. The mixture over all choices is a supermartingale
 * for honest nodes as one test is, and no single choice exceeds it, so that the bound of a test holds whatever was chosen.
 *
 * @param test where the running test stands; after an acquittal the next session begins a new one
 * @param blocks among which every session judged was drawn; 1 for whole spans, of which nothing is drawn
 */
public record SeriesTest(SequentialTest test, int blocks) {

    /** Share of sessions that are expected to be answered. */
    private static final double ANSWERED_SHARE = 0.875;

    /** @throws IllegalArgumentException when there is no block */
    public SeriesTest {
        if (blocks < 1) {
            throw new IllegalArgumentException("a block is drawn among 1 or more, not " + blocks);
        }
    }

    /** The test over the first steps of whole spans. */
    public static SeriesTest ofWholeSpans() {
        return new SeriesTest(SequentialTest.START, 1);
    }

    /** The test over the sessions in which one block was opened, of so many that could have been. */
    public static SeriesTest ofOneBlock(int blocks) {
        return new SeriesTest(SequentialTest.START, blocks);
    }

    /** Behind a session that is not judged: not answered, or another block of it was opened. */
    public SeriesTest withheld() {
        return new SeriesTest(running().reducedBy(-StrictMath.log(1 - share())), blocks);
    }

    /** Behind a session whose first step was measured. */
    public SeriesTest judged(ComparisonProfile profile, Measured.Step step) {
        return new SeriesTest(
                running().reducedBy(-StrictMath.log(share())).after(profile, step.tokens(), step.statistics()), blocks);
    }

    public boolean convicts() {
        return test.decision() == Decision.FAULT;
    }

    private double share() {
        return ANSWERED_SHARE / blocks;
    }

    private SequentialTest running() {
        return test.decision() == Decision.HONEST ? SequentialTest.START : test;
    }
}
