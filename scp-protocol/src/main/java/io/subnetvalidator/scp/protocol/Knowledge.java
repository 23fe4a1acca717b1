package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one validator knows: rosters, batches, proofs, manifests asked for, and who attests. Bounded by epochs kept. */
final class Knowledge {

    /** Blocks after which an unanswered request is made again. */
    private static final long ASK_AGAIN_BLOCKS = 2;

    /** Nodes named in one request, best first. */
    private static final int CANDIDATES = 8;

    private final ProtocolSettings settings;
    private final Map<Epoch, BatchBook> books = new HashMap<>();
    private final Map<Hash256, ProposalManifest> manifests = new HashMap<>();
    private final Set<Hash256> manifestsWanted = new HashSet<>();
    private final Map<Wanted, BlockNumber> asked = new HashMap<>();
    private final Set<Hash256> verifying = new HashSet<>();
    private final Map<Epoch, BlockNumber> rostersAsked = new HashMap<>();
    private final ProofBook proofs = new ProofBook();
    private final AttendanceHistory history = new AttendanceHistory();

    Knowledge(ProtocolSettings settings) {
        this.settings = settings;
    }

    ProofBook proofs() {
        return proofs;
    }

    AttendanceHistory history() {
        return history;
    }

    Optional<BatchBook> book(Epoch epoch) {
        return Optional.ofNullable(books.get(epoch));
    }

    Optional<Roster> roster(Epoch epoch) {
        return book(epoch).map(BatchBook::roster);
    }

    void use(Roster roster) {
        BatchBook known = books.get(roster.epoch());
        if (known == null) {
            books.put(roster.epoch(), new BatchBook(settings.admission(), roster));
        } else if (!known.roster().equals(roster)) {
            books.put(roster.epoch(), known.rebuiltFor(roster));
        }
    }

    Optional<ProposalManifest> manifest(Hash256 key) {
        return Optional.ofNullable(manifests.get(key));
    }

    /** Keeps a manifest that was asked for; others are dropped. */
    void take(ProposalManifest manifest) {
        if (manifestsWanted.contains(manifest.key())) {
            manifests.put(manifest.key(), manifest);
        }
    }

    /** The request, unless the same was made within the last blocks and is not answered yet. */
    Optional<Effect> ask(Wanted wanted, BlockNumber now, List<NodeId> preferred, Roster roster) {
        BlockNumber last = asked.get(wanted);
        if (last != null && now.since(last) < ASK_AGAIN_BLOCKS && now.since(last) >= 0) {
            return Optional.empty();
        }
        if (wanted instanceof Wanted.Proof proof && verifying.contains(proof.digest())) {
            return Optional.empty();
        }
        if (wanted instanceof Wanted.Manifest manifest) {
            manifestsWanted.add(manifest.key());
        }
        asked.put(wanted, now);
        return Optional.of(new Effect.Fetch(wanted, candidates(preferred, roster, now)));
    }

    /** The epoch whose roster is to be read, unless that was asked within the last blocks. */
    Optional<Epoch> askRoster(Epoch epoch, BlockNumber now) {
        BlockNumber last = rostersAsked.get(epoch);
        if (last != null && now.since(last) < ASK_AGAIN_BLOCKS && now.since(last) >= 0) {
            return Optional.empty();
        }
        rostersAsked.put(epoch, now);
        return Optional.of(epoch);
    }

    /** Whether a proof that has arrived is to be verified now: it is not judged, and not being verified. */
    boolean startVerifying(Hash256 digest) {
        return proofs.verdict(digest).isEmpty() && verifying.add(digest);
    }

    /** A proof that could not be judged is tried again some blocks later; others come first. */
    void undecided(Hash256 digest) {
        verifying.remove(digest);
        proofs.postpone(digest);
    }

    /** An unanswered request may be made again at once. */
    void failed(Wanted wanted) {
        if (wanted instanceof Wanted.Proof proof) {
            proofs.postpone(proof.digest());
        }
        asked.remove(wanted);
    }

    void forgetBefore(Epoch epoch) {
        books.keySet().removeIf(e -> e.compareTo(epoch) < 0);
        manifests.values().removeIf(m -> m.observed().compareTo(epoch) < 0);
        manifestsWanted.retainAll(manifests.keySet());
        proofs.forgetBefore(epoch);
        history.forgetBefore(epoch);
        asked.clear();
        verifying.clear();
        rostersAsked.keySet().removeIf(e -> e.compareTo(epoch) < 0);
    }

    /** The preferred nodes first, then others in an order that differs by validator and by block, to spread the load. */
    private List<NodeId> candidates(List<NodeId> preferred, Roster roster, BlockNumber now) {
        List<NodeId> candidates = new ArrayList<>(preferred);
        List<NodeId> validators = roster.validators();
        int start = (int) ((settings.self().value() + now.value()) % Math.max(1, validators.size()));
        for (int i = 0; i < validators.size() && candidates.size() < CANDIDATES; i++) {
            NodeId next = validators.get((start + i) % validators.size());
            if (!candidates.contains(next)) {
                candidates.add(next);
            }
        }
        candidates.remove(settings.self());
        return List.copyOf(candidates);
    }
}
