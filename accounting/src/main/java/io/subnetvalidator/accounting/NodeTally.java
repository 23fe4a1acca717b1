package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.Unsigned;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tally of one node in one epoch. */
final class NodeTally {

    /** Faults named in one row; one valid proof is enough to convict. */
    private static final int MAX_FAULTS = 64;

    private final NodeId node;
    private final Map<Hash256, ProbeObserved> probes = new HashMap<>();
    private final Set<Hash256> correct = new HashSet<>();
    private final TreeSet<Hash256> faults = new TreeSet<>();
    private Optional<BlockSpan> span = Optional.empty();
    private Hash256 modelRoot = NodeObservation.NO_MODEL;

    NodeTally(NodeId node) {
        this.node = node;
    }

    /** The first end of a probe counts; a probe ends once. */
    void observe(ProbeObserved probe) {
        probes.putIfAbsent(probe.probe(), probe);
    }

    void judge(VerdictReached verdict) {
        if (verdict.verdict() == ProbeVerdict.CORRECT) {
            correct.add(verdict.probe());
        }
        verdict.proof().ifPresent(faults::add);
    }

    /** The last announcement counts. */
    void announce(NodeAnnounced announced) {
        span = announced.span();
        modelRoot = announced.modelRoot();
    }

    NodeObservation row() {
        List<ProbeObserved> answered = probes.values().stream()
                .filter(probe -> probe.outcome() == ProbeOutcome.ANSWERED)
                .toList();
        long[] latencies =
                answered.stream().mapToLong(ProbeObserved::latencyMs).sorted().toArray();
        return new NodeObservation(
                node,
                probes.size(),
                answered.size(),
                answered.stream()
                        .filter(probe -> correct.contains(probe.probe()))
                        .count(),
                faults.stream().limit(MAX_FAULTS).toList(),
                OrderStatistics.median(latencies),
                OrderStatistics.percentile95(latencies),
                u32(answered.stream().mapToLong(ProbeObserved::tokens).sum()),
                u32(answered.stream().mapToLong(ProbeObserved::busyMs).sum()),
                span,
                modelRoot);
    }

    /** A sum that a row can carry; a node busy for 49 days within one epoch does not exist. */
    private static long u32(long sum) {
        return Math.min(sum, Unsigned.U32_MAX);
    }
}
