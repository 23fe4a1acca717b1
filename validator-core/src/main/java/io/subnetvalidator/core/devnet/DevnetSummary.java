package io.subnetvalidator.core.devnet;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a development network did, for scripts: the document that {@code devnet --json} prints.
 *
 * @param epochs settled epochs, ascending
 * @param convicted nodes that a valid fault proof names
 * @param planted nodes that were given a computation fault
 * @param falseConvictions convicted nodes that are honest
 * @param proofs files of the fault proofs
 * @param rewards stake paid by the chain over all epochs, by node
 * @param model directory of the model, for {@code verify-proof}
 * @param failures expectations that do not hold, one sentence each
 */
public record DevnetSummary(
        List<Epoch> epochs,
        List<Long> convicted,
        List<Long> planted,
        List<Long> falseConvictions,
        List<Proof> proofs,
        Map<Long, BigInteger> rewards,
        String model,
        List<String> failures) {

    /**
     * One settled epoch.
     *
     * @param rewards stake paid, by node
     * @param rewardsAsScores whether every payment is what the chain's formula makes of the scores
     */
    public record Epoch(
            long epoch,
            Optional<Long> proposer,
            Optional<Long> proposalOffset,
            double attestRatio,
            boolean accepted,
            Map<Long, BigInteger> scores,
            Map<Long, BigInteger> rewards,
            boolean rewardsAsScores) {}

    /** A fault proof. */
    public record Proof(String digest, long accused, long epoch, String reason, String meaning, String file) {}

    public boolean asExpected() {
        return failures.isEmpty();
    }
}
