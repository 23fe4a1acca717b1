package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Ratio;

/**
 * What the chain pays and takes for proposals (chain reference, 5.6 and 5.7), as read from its storage.
 *
 * @param consensus least ratio of attestors for rewards
 * @param slash part of the proposer's stake at risk below it
 * @param maxSlash most that one epoch can cost
 * @param absence reputation that an elected node loses by not proposing
 * @param failed reputation that a proposer loses at ratio 0
 * @param attestorFailed reputation that every attestor of a failed proposal loses at ratio 0
 */
public record ConsensusTerms(
        Ratio consensus, Ratio slash, Balance maxSlash, Ratio absence, Ratio failed, Ratio attestorFailed) {

    /** The defaults of the hoskinson runtime. */
    public static ConsensusTerms defaults() {
        return new ConsensusTerms(
                Ratio.percent(66),
                Ratio.of(31_250_000_000_000_000L),
                Balance.ofTokens(1),
                Ratio.percent(5),
                Ratio.percent(5),
                Ratio.percent(10));
    }
}
