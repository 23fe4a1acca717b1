package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Fault proofs heard of and judged. A proof of epoch p convicts in the proposal that observes p; one that became known only
 * after the settling offset of p may still convict in the next one.
 */
final class ProofBook {

    /** Unjudged proofs that one sender may have waiting in one epoch. */
    static final int MAX_WAITING_PER_SENDER = 64;

    /**
     * Valid proofs kept per node and epoch. One convicts, but every validator may have made its own and the proposer chooses among
     * all, so there must be room for one of each validator of a committee.
     */
    private static final int MAX_VALID_PER_NODE = 256;

    /** A proof re-executed; early when that was before the settling offset of its epoch. */
    record Judged(Epoch epoch, NodeId accused, boolean valid, boolean early) {}

    /** A proof heard of from a sender, not judged yet. */
    record Waiting(Epoch heard, NodeId sender) {}

    private final Map<Hash256, Judged> judged = new HashMap<>();
    private final Map<Hash256, Waiting> waiting = new LinkedHashMap<>();

    /** Notes a digest to be fetched and judged; false when it is known or its sender has too many waiting. */
    boolean hear(Hash256 digest, Epoch heard, NodeId sender) {
        if (judged.containsKey(digest) || waiting.containsKey(digest)) {
            return false;
        }
        long ofSender =
                waiting.values().stream().filter(w -> w.sender().equals(sender)).count();
        if (ofSender >= MAX_WAITING_PER_SENDER) {
            return false;
        }
        waiting.put(digest, new Waiting(heard, sender));
        return true;
    }

    /** Notes a verdict; false when the proof was judged before. */
    boolean judge(Hash256 digest, Judged verdict) {
        waiting.remove(digest);
        if (judged.containsKey(digest)) {
            return false;
        }
        long sameNode = judged.values().stream()
                .filter(other -> other.valid()
                        && other.accused().equals(verdict.accused())
                        && other.epoch().equals(verdict.epoch()))
                .count();
        if (verdict.valid() && sameNode >= MAX_VALID_PER_NODE) {
            return false;
        }
        judged.put(digest, verdict);
        return true;
    }

    Optional<Judged> verdict(Hash256 digest) {
        return Optional.ofNullable(judged.get(digest));
    }

    /** In the order heard. */
    Map<Hash256, Waiting> waiting() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(waiting));
    }

    /** Whether proofs heard of in this epoch or before wait for their verdict. */
    boolean undecided(Epoch observed) {
        return waiting.values().stream().anyMatch(w -> w.heard().compareTo(observed) <= 0);
    }

    /** The proofs that a proposal observing this epoch names: one per faulty node, by digest, with the node. */
    SortedMap<Hash256, NodeId> proposable(Epoch observed) {
        Map<NodeId, Hash256> one = new HashMap<>();
        judged.forEach((digest, verdict) -> {
            if (verdict.valid() && (verdict.epoch().equals(observed) || lateIn(verdict, observed))) {
                one.merge(verdict.accused(), digest, (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        });
        SortedMap<Hash256, NodeId> proofs = new TreeMap<>(Comparator.naturalOrder());
        one.forEach((node, digest) -> proofs.put(digest, node));
        return proofs;
    }

    /** Nodes that any proposal observing this epoch must convict. */
    Set<NodeId> mustConvict(Epoch observed) {
        Set<NodeId> nodes = new TreeSet<>();
        judged.values().stream()
                .filter(verdict ->
                        verdict.valid() && verdict.early() && verdict.epoch().equals(observed))
                .forEach(verdict -> nodes.add(verdict.accused()));
        return nodes;
    }

    /** Whether a proof with this verdict may stand in a proposal that observes the epoch. */
    static boolean admissible(Judged verdict, Epoch observed) {
        return verdict.valid()
                && (verdict.epoch().equals(observed) || verdict.epoch().next().equals(observed));
    }

    void forgetBefore(Epoch epoch) {
        judged.values().removeIf(verdict -> verdict.epoch().compareTo(epoch) < 0);
        waiting.values().removeIf(w -> w.heard().compareTo(epoch) < 0);
    }

    private static boolean lateIn(Judged verdict, Epoch observed) {
        return !verdict.early() && verdict.epoch().next().equals(observed);
    }
}
