package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.journal.SigningRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongPredicate;

/** One validator of a swarm: its machine, its key, what it holds, how it misbehaves. */
final class Actor {

    final NodeId id;
    final PeerKey key;
    final EpochMachine machine;

    /** Rows that the validator would report of an epoch; liars replace it. */
    BiFunction<Epoch, List<NodeObservation>, List<NodeObservation>> rows = (epoch, honest) -> honest;

    /** What the validator really does instead of an effect; cheats replace it. */
    BiFunction<Effect, Swarm, List<Effect>> distort = (effect, swarm) -> List.of(effect);

    LongPredicate online = block -> true;
    boolean honest = true;

    SigningRecord signed = SigningRecord.EMPTY;
    final Map<Hash256, SignedBatch> batches = new HashMap<>();
    final Map<Hash256, ProposalManifest> manifests = new HashMap<>();
    final Set<Hash256> proofs = new TreeSet<>();
    final List<Effect.Note> notes = new ArrayList<>();
    final List<Effect.Dissent> dissents = new ArrayList<>();
    final Map<Epoch, AttestStatement> attested = new HashMap<>();
    final List<Effect.Propose> proposed = new ArrayList<>();

    Actor(NodeId id, PeerKey key, EpochMachine machine) {
        this.id = id;
        this.key = key;
        this.machine = machine;
    }

    List<Effect.Note> notes(Cause cause) {
        return notes.stream().filter(note -> note.cause() == cause).toList();
    }

    List<Effect.Note> notes(Cause cause, Epoch epoch) {
        return notes(cause).stream().filter(note -> note.epoch().equals(epoch)).toList();
    }
}
