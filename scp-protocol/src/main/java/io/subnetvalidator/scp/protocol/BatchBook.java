package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The batches of one epoch: what this validator holds, since when, and who signed two. Bounded by the roster: two batches per
 * validator, and those that a proposal names.
 */
final class BatchBook {

    /** A batch held; timely when it was there before its epoch ended. */
    record Held(SignedBatch signed, Hash256 digest, boolean timely) {}

    /** What became of a batch offered to the book. */
    sealed interface Outcome {
        record Added(Held held) implements Outcome {}

        record AlreadyHeld() implements Outcome {}

        record Refused(BatchRefusal reason) implements Outcome {}

        record Equivocation(EquivocationEvidence evidence) implements Outcome {}
    }

    private final BatchAdmission admission;
    private final Roster roster;
    private final SortedMap<NodeId, Held> first = new TreeMap<>();
    private final Map<Hash256, Held> byDigest = new HashMap<>();
    private final Map<NodeId, Boolean> equivocators = new HashMap<>();
    private final Set<Hash256> named = new HashSet<>();

    BatchBook(BatchAdmission admission, Roster roster) {
        this.admission = admission;
        this.roster = roster;
    }

    Roster roster() {
        return roster;
    }

    /**
     * @param timely whether the epoch of the batch is still running
     * @param early whether evidence found now was found before the settling offset
     */
    Outcome add(SignedBatch signed, boolean timely, boolean early) {
        Hash256 digest = signed.digest();
        if (byDigest.containsKey(digest)) {
            return new Outcome.AlreadyHeld();
        }
        Optional<BatchRefusal> forged = admission.authenticity(signed, roster);
        if (forged.isPresent()) {
            return new Outcome.Refused(forged.get());
        }
        Optional<EquivocationEvidence> evidence = Optional.ofNullable(first.get(signed.validator()))
                .flatMap(held -> EquivocationEvidence.between(held.signed(), signed));
        Optional<BatchRefusal> refusal = admission.refusal(signed, roster);
        if (refusal.isEmpty() && (evidence.isEmpty() || named.contains(digest))) {
            byDigest.put(digest, new Held(signed, digest, timely));
        }
        if (evidence.isPresent()) {
            return convict(evidence.get(), early)
                    ? new Outcome.Equivocation(evidence.get())
                    : new Outcome.AlreadyHeld();
        }
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        Held held = new Held(signed, digest, timely);
        first.put(signed.validator(), held);
        return new Outcome.Added(held);
    }

    /** Takes evidence from elsewhere; false when it is not new or does not hold. */
    boolean add(EquivocationEvidence evidence, boolean early) {
        return !equivocators.containsKey(evidence.validator())
                && evidence.convicts(admission, roster)
                && convict(evidence, early);
    }

    private boolean convict(EquivocationEvidence evidence, boolean early) {
        return equivocators.putIfAbsent(evidence.validator(), early) == null;
    }

    /** From now on exactly these batches are kept too, whoever else signed for the same epoch. */
    void name(List<Hash256> digests) {
        named.addAll(digests);
    }

    /** Batches that a proposal by this validator would include, by validator. */
    SortedMap<NodeId, Held> includable() {
        SortedMap<NodeId, Held> includable = new TreeMap<>(first);
        includable.keySet().removeAll(equivocators.keySet());
        return includable;
    }

    /** The batch held of this validator, the first of two. */
    Optional<Held> of(NodeId validator) {
        return Optional.ofNullable(first.get(validator));
    }

    Optional<Held> named(Hash256 digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }

    List<NodeId> missing() {
        return roster.validators().stream()
                .filter(validator -> !first.containsKey(validator))
                .toList();
    }

    boolean isEquivocator(NodeId validator) {
        return equivocators.containsKey(validator);
    }

    /** Whether the validator's two batches were known before the settling offset, so that a proposal must leave it out. */
    boolean isEarlyEquivocator(NodeId validator) {
        return equivocators.getOrDefault(validator, false);
    }

    /** The same contents judged by another roster, after a reorganisation. */
    BatchBook rebuiltFor(Roster changed) {
        BatchBook rebuilt = new BatchBook(admission, changed);
        rebuilt.named.addAll(named);
        byDigest.values().forEach(held -> rebuilt.add(held.signed(), held.timely(), false));
        equivocators.forEach((validator, early) -> {
            if (changed.isValidator(validator)) {
                rebuilt.equivocators.put(validator, early);
            }
        });
        return rebuilt;
    }
}
