package io.subnetvalidator.core.devnet;

import io.subnetvalidator.core.view.EpochView;
import io.subnetvalidator.core.view.NodeView;
import io.subnetvalidator.core.view.ProofView;
import io.subnetvalidator.core.view.ServiceView;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/** Draws the conclusions of a development network from what its validators saw and what the chain settled. */
final class SummaryWriter {

    private SummaryWriter() {}

    /**
     * Summarises settled epochs.
     *
     * @param planted nodes with a fault of computation
     * @param offline nodes that do not answer
     * @param asScores whether an epoch's payments follow from its scores
     * @param first the first epoch that counts
     */
    static DevnetSummary write(
            ServiceView view, Set<Long> planted, Set<Long> offline, LongPredicate asScores, long first, Path model) {
        List<DevnetSummary.Epoch> epochs = new ArrayList<>();
        Map<Long, BigInteger> rewards = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (EpochView epoch : view.epochs()) {
            if (epoch.epoch() < first || !epoch.settled()) {
                continue;
            }
            boolean paid = asScores.test(epoch.epoch());
            epochs.add(new DevnetSummary.Epoch(
                    epoch.epoch(),
                    epoch.proposer(),
                    epoch.proposalOffset(),
                    epoch.attestRatio(),
                    epoch.accepted(),
                    epoch.scores(),
                    epoch.rewards(),
                    paid));
            epoch.rewards().forEach((node, amount) -> rewards.merge(node, amount, BigInteger::add));
            judge(epoch, paid, failures);
        }
        Set<Long> convicted = new TreeSet<>();
        view.proofs().stream().map(ProofView::accused).forEach(convicted::add);
        view.nodes().stream().filter(NodeView::convicted).map(NodeView::id).forEach(convicted::add);
        Set<Long> unjust = new TreeSet<>(convicted);
        unjust.removeAll(planted);
        Set<Long> missed = new TreeSet<>(planted);
        missed.removeAll(convicted);
        missed.forEach(node -> failures.add("node " + node + " computes wrongly but was not convicted"));
        unjust.forEach(node -> failures.add("node " + node + " is honest but was convicted"));
        paidOffline(epochs, offline, failures);
        if (epochs.isEmpty()) {
            failures.add("no epoch was settled");
        }
        List<DevnetSummary.Proof> proofs = view.proofs().stream()
                .map(proof -> new DevnetSummary.Proof(
                        proof.digest(),
                        proof.accused(),
                        proof.epoch(),
                        proof.reason(),
                        proof.meaning(),
                        proof.file().orElse("")))
                .toList();
        return new DevnetSummary(
                epochs,
                List.copyOf(convicted),
                List.copyOf(new TreeSet<>(planted)),
                List.copyOf(unjust),
                proofs,
                rewards,
                model.toString(),
                failures);
    }

    private static void judge(EpochView epoch, boolean paid, List<String> failures) {
        if (!epoch.accepted()) {
            failures.add("epoch " + epoch.epoch() + " was not accepted: "
                    + (epoch.proposalOffset().isEmpty()
                            ? "no proposal"
                            : epoch.attests() + " of " + epoch.attestors() + " attested"));
        } else if (epoch.attests() < epoch.attestors()) {
            failures.add("epoch " + epoch.epoch() + " was attested by " + epoch.attests() + " of " + epoch.attestors());
        }
        if (epoch.accepted() && !paid) {
            failures.add("epoch " + epoch.epoch() + " was not paid as its scores say");
        }
    }

    private static void paidOffline(List<DevnetSummary.Epoch> epochs, Set<Long> offline, List<String> failures) {
        for (DevnetSummary.Epoch epoch : epochs) {
            for (long node : offline) {
                if (epoch.rewards().getOrDefault(node, BigInteger.ZERO).signum() > 0) {
                    failures.add("node " + node + " is offline but was paid in epoch " + epoch.epoch());
                }
            }
        }
    }
}
