package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Ratio;
import java.math.BigInteger;

/**
 * Constants of a chain's settlement (chain reference, sections 3.8 and 5.6 to 5.9). A subnet's owner may set the reputation
 * factors, so what counts is what the chain's storage says.
 *
 * @param minAttestation share of validators that accepts a proposal
 * @param superMajority share from which silent validators lose reputation
 * @param proposerBonus newly minted for an accepted proposal at its full factor
 * @param ownerShare of the subnet's emission
 * @param delegateShare of what the owner leaves
 * @param slashShare of the proposer's stake, at attestation 0
 * @param maxSlash most that one failed proposal costs
 * @param includedIncrease reputation gap closed by being listed
 * @param absentDecrease reputation lost by not being listed
 * @param nonAttestorDecrease reputation lost by silence under a super majority
 * @param failedAttestorDecrease reputation lost by attesting a proposal that fails, at attestation 0
 * @param failedProposerDecrease reputation lost by proposing it, at attestation 0
 * @param belowMinWeightDecrease reputation lost by a weight below {@code minWeight}
 * @param minWeight threshold for that; 0 turns it off
 * @param minReputation reputation below which a node is removed
 */
public record SettlementTerms(
        Ratio minAttestation,
        Ratio superMajority,
        Balance proposerBonus,
        Ratio ownerShare,
        Ratio delegateShare,
        Ratio slashShare,
        Balance maxSlash,
        Ratio includedIncrease,
        Ratio absentDecrease,
        Ratio nonAttestorDecrease,
        Ratio failedAttestorDecrease,
        Ratio failedProposerDecrease,
        Ratio belowMinWeightDecrease,
        Ratio minWeight,
        Ratio minReputation) {

    /** Defaults of the hoskinson runtime. */
    public static final SettlementTerms HOSKINSON = new SettlementTerms(
            Ratio.percent(66),
            Ratio.of(875_000_000_000_000_000L),
            Balance.ofTokens(1),
            Ratio.percent(23),
            Ratio.percent(10),
            Ratio.of(31_250_000_000_000_000L),
            Balance.ofTokens(1),
            Ratio.percent(10),
            Ratio.percent(10),
            Ratio.percent(10),
            Ratio.percent(10),
            Ratio.percent(5),
            Ratio.percent(10),
            Ratio.ZERO,
            Ratio.percent(10));

    /** {@code 1 - ratio / minAttestation}: how far a proposal missed acceptance; 0 when it did not. */
    Ratio shortfall(Ratio attestation) {
        Ratio reached = Ratio.divide(attestation.value(), minAttestation.value());
        return reached.compareTo(Ratio.ONE) >= 0 ? Ratio.ZERO : Ratio.ONE.minus(reached);
    }

    /** Stake that the proposer of a failed proposal loses. */
    public Balance slash(Balance stake, Ratio attestation) {
        BigInteger scaled = shortfall(attestation).of18(slashShare.of18(stake.units()));
        return Balance.of(scaled.min(maxSlash.units()));
    }
}
