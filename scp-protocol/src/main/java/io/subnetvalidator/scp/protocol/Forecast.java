package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import java.math.BigInteger;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many attestations a proposal can expect, and what it would cost to be wrong.
 *
 * <p>Expected are: the proposer itself; validators whose batch is held, when there are enough batches (without a quorum every
 * speaker of this protocol refuses by rule 6b); and validators of other software that attested each of the last submissions.
 * Validators that joined after the observed epoch could not show themselves; they are taken to behave like the rest.
 *
 * @param expected validators expected to attest
 * @param population validators of both epochs, the proposer among them
 * @param ratio expected / population
 * @param slash stake lost if exactly that ratio attests (chain reference, 5.7); 0 from the consensus ratio on
 * @param proposing reputation lost by proposing at that ratio, as proposer and as attestor
 * @param abstaining reputation lost by not proposing
 */
record Forecast(int expected, int population, Ratio ratio, Balance slash, Ratio proposing, Ratio abstaining) {

    static Forecast of(
            ProtocolSettings settings,
            Roster observed,
            Roster target,
            Set<NodeId> withBatch,
            boolean quorate,
            AttendanceHistory history) {
        Set<NodeId> population = new TreeSet<>(observed.validators());
        population.retainAll(target.validators());
        population.add(settings.self());
        Epoch epoch = target.epoch();
        int expected = (int) population.stream()
                .filter(node -> node.equals(settings.self())
                        || (quorate && withBatch.contains(node))
                        || (!withBatch.contains(node) && history.expectsForeign(node, epoch)))
                .count();
        Balance stake = target.node(settings.self()).map(RosterNode::stake).orElse(Balance.ZERO);
        return priced(settings.terms(), expected, population.size(), stake);
    }

    private static Forecast priced(ConsensusTerms terms, int expected, int population, Balance stake) {
        Ratio ratio = Ratio.divide(BigInteger.valueOf(expected), BigInteger.valueOf(population));
        if (ratio.compareTo(terms.consensus()) >= 0) {
            return new Forecast(expected, population, ratio, Balance.ZERO, Ratio.ZERO, terms.absence());
        }
        Ratio delta =
                Ratio.ONE.minus(Ratio.divide(ratio.value(), terms.consensus().value()));
        BigInteger slash = delta.of18(terms.slash().of18(stake.units()));
        return new Forecast(
                expected,
                population,
                ratio,
                Balance.of(slash.min(terms.maxSlash().units())),
                terms.failed().times(delta).plus(terms.attestorFailed().times(delta)),
                terms.absence());
    }

    /**
     * Whether to propose: only when consensus is expected. Below it, stake would be burned and every attestor would lose
     * reputation; not proposing costs reputation only, which earns back.
     */
    boolean worthProposing(ConsensusTerms terms) {
        return ratio.compareTo(terms.consensus()) >= 0;
    }

    SortedMap<String, String> numbers() {
        SortedMap<String, String> numbers = new TreeMap<>();
        numbers.put("expected_attestors", Integer.toString(expected));
        numbers.put("population", Integer.toString(population));
        numbers.put("forecast_ratio", ratio.toString());
        numbers.put("slash_if_proposed", slash.toString());
        numbers.put("reputation_if_proposed", proposing.toString());
        numbers.put("reputation_if_not", abstaining.toString());
        return numbers;
    }
}
