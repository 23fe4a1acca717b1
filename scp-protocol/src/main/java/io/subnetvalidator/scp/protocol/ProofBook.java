package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Waiting proofs of one sender that are fetched and re-executed at the same time, so that nobody can keep others waiting. */
    static final int MAX_ACTIVE_PER_SENDER = 2;

    /** Proofs that do not hold, or not against the node named, after which a sender is not heard for the rest of the epoch. */
    static final int MAX_REJECTED_PER_SENDER = 3;

    /** Proofs against one node that are taken up from one sender in one epoch; a valid proof can be signed again without end. */
    static final int MAX_PER_SENDER_AND_ACCUSED = ObservationBatch.MAX_FAULTS_PER_ROW;

    /**
     * Valid proofs kept per node and epoch. One convicts, but every validator may have made its own and the proposer chooses among
     * all, so there must be room for one of each validator of a committee.
     */
    private static final int MAX_VALID_PER_NODE = 256;

    /** A proof re-executed; early when that was before the settling offset of its epoch. */
    record Judged(Epoch epoch, NodeId accused, boolean valid, boolean early) {}

    /** A proof heard of, not judged yet. */
    private record Waiting(Epoch heard, SortedMap<NodeId, NodeId> accusedBySender) {}

    /** A proof whose turn it is, with a validator that should have it. */
    record Turn(Hash256 digest, Epoch heard, NodeId sender) {}

    private record Claim(Epoch heard, NodeId sender, NodeId accused) {}

    private final Map<Hash256, Judged> judged = new HashMap<>();
    private final Map<Hash256, Waiting> waiting = new LinkedHashMap<>();
    private final Map<Claim, Integer> takenUp = new HashMap<>();
    private final Map<NodeId, Integer> rejected = new HashMap<>();

    /**
     * Notes a digest to be fetched and judged, unless it is judged or its sender has used up its share. Whoever else names a waiting
     * proof gives it a place among his own, so that nobody holds up a proof by naming it first.
     *
     * @param heard the epoch that the sender speaks about
     * @param accused the node that the proof is said to be about
     */
    void hear(Hash256 digest, Epoch heard, NodeId sender, NodeId accused) {
        boolean refused = judged.containsKey(digest)
                || rejected.getOrDefault(sender, 0) >= MAX_REJECTED_PER_SENDER
                || waitingOf(sender) >= MAX_WAITING_PER_SENDER;
        if (refused) {
            return;
        }
        Waiting known = waiting.get(digest);
        if (known != null) {
            known.accusedBySender().putIfAbsent(sender, accused);
        } else if (takenUp.merge(new Claim(heard, sender, accused), 1, Integer::sum) <= MAX_PER_SENDER_AND_ACCUSED) {
            waiting.put(digest, new Waiting(heard, new TreeMap<>(Map.of(sender, accused))));
        }
    }

    /** The waiting proofs to be fetched and judged now, in the order heard. */
    List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        Map<NodeId, Integer> places = new HashMap<>();
        waiting.forEach((digest, proof) -> {
            Optional<NodeId> next = Optional.empty();
            for (NodeId sender : proof.accusedBySender().keySet()) {
                if (places.merge(sender, 1, Integer::sum) <= MAX_ACTIVE_PER_SENDER && next.isEmpty()) {
                    next = Optional.of(sender);
                }
            }
            next.ifPresent(sender -> turns.add(new Turn(digest, proof.heard(), sender)));
        });
        return turns;
    }

    /** Nobody delivered the proof; others come first. */
    void postpone(Hash256 digest) {
        Waiting proof = waiting.remove(digest);
        if (proof != null) {
            waiting.put(digest, proof);
        }
    }

    /** Notes a verdict; false when the proof was judged before. */
    boolean judge(Hash256 digest, Judged verdict) {
        Waiting heard = waiting.remove(digest);
        if (heard != null) {
            heard.accusedBySender().forEach((sender, accused) -> {
                if (!verdict.valid() || !verdict.accused().equals(accused)) {
                    reject(sender);
                }
            });
        }
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

    private void reject(NodeId sender) {
        if (rejected.merge(sender, 1, Integer::sum) >= MAX_REJECTED_PER_SENDER) {
            waiting.values().forEach(proof -> proof.accusedBySender().remove(sender));
            waiting.values().removeIf(proof -> proof.accusedBySender().isEmpty());
        }
    }

    private long waitingOf(NodeId sender) {
        return waiting.values().stream()
                .filter(proof -> proof.accusedBySender().containsKey(sender))
                .count();
    }

    Optional<Judged> verdict(Hash256 digest) {
        return Optional.ofNullable(judged.get(digest));
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

    /** A new epoch has begun: forgets what is older than the given one, and lets every sender be heard again. */
    void forgetBefore(Epoch epoch) {
        judged.values().removeIf(verdict -> verdict.epoch().compareTo(epoch) < 0);
        waiting.values().removeIf(w -> w.heard().compareTo(epoch) < 0);
        takenUp.keySet().removeIf(claim -> claim.heard().compareTo(epoch) < 0);
        rejected.clear();
    }

    private static boolean lateIn(Judged verdict, Epoch observed) {
        return !verdict.early() && verdict.epoch().next().equals(observed);
    }
}
