package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Ratio;

/**
 * How a subnet's emission of one epoch is divided (chain reference, section 5.9), every part rounded down, what remains for
 * the nodes.
 *
 * @param overall the subnet's share of the chain's emission
 * @param owner paid to the subnet's owner
 * @param delegates paid into the subnet's delegate pool
 * @param nodes what the score list divides
 */
public record EmissionSplit(Balance overall, Balance owner, Balance delegates, Balance nodes) {

    /** The split of an emission of the whole chain, for a subnet with this weight. */
    public static EmissionSplit of(SettlementTerms terms, Balance validatorEmissions, Ratio subnetWeight) {
        return ofOverall(terms, Balance.of(subnetWeight.of18(validatorEmissions.units())));
    }

    /** The split of a subnet's own emission. */
    public static EmissionSplit ofOverall(SettlementTerms terms, Balance overall) {
        Balance owner = Balance.of(terms.ownerShare().of18(overall.units()));
        Balance rest = overall.minus(owner);
        Balance delegates = Balance.of(terms.delegateShare().of18(rest.units()));
        return new EmissionSplit(overall, owner, delegates, rest.minus(delegates));
    }
}
