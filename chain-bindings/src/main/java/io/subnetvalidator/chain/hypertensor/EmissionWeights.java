package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the emission of one general epoch is divided.
 *
 * @param validatorEmissions amount for all subnets together
 * @param weights share of each subnet; a subnet that is missing has neither election nor settlement in the epoch
 */
public record EmissionWeights(Balance validatorEmissions, SortedMap<SubnetId, Ratio> weights) {
    public EmissionWeights {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }
}
