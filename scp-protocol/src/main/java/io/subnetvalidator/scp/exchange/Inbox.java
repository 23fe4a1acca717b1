package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.exchange.WireFormat.Push;
import io.subnetvalidator.scp.exchange.WireFormat.Status;
import io.subnetvalidator.scp.protocol.EquivocationEvidence;
import io.subnetvalidator.scp.protocol.Event;
import io.subnetvalidator.scp.protocol.FaultProofNotice;
import io.subnetvalidator.scp.protocol.ProposalManifest;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.SignedBatch;
import io.subnetvalidator.scp.protocol.Wanted;
import java.util.Optional;
import java.util.function.Consumer;

/** What peers send and ask: only nodes of a current roster are served, each within its budget of the epoch. */
final class Inbox {

    private final ExchangeSettings settings;
    private final RosterShelf rosters;
    private final PeerBudgets budgets;
    private final BatchStore batches;
    private final ProofStore proofs;
    private final ManifestShelf manifests;
    private final Consumer<Event> events;

    Inbox(
            ExchangeSettings settings,
            RosterShelf rosters,
            PeerBudgets budgets,
            BatchStore batches,
            ProofStore proofs,
            ManifestShelf manifests,
            Consumer<Event> events) {
        this.settings = settings;
        this.rosters = rosters;
        this.budgets = budgets;
        this.batches = batches;
        this.proofs = proofs;
        this.manifests = manifests;
        this.events = events;
    }

    /** Judges a push; what holds is kept and becomes an event. */
    Status received(PeerId from, byte[] bytes) {
        if (!rosters.knows(from) || !budgets.charge(from, bytes.length)) {
            return Status.REFUSED;
        }
        Push push;
        try {
            push = WireFormat.decodePush(bytes);
        } catch (ScaleException malformed) {
            return Status.REFUSED;
        }
        if (push instanceof Push.Batch batch) {
            return receivedBatch(batch.batch());
        }
        if (push instanceof Push.Notice notice) {
            return receivedNotice(from, notice.notice());
        }
        return receivedEvidence(((Push.Evidence) push).evidence());
    }

    private Status receivedBatch(SignedBatch batch) {
        if (batches.named(batch.digest()).isPresent()) {
            return Status.KNOWN;
        }
        Optional<Roster> roster = rosters.of(batch.epoch());
        if (roster.isEmpty()) {
            return tooEarly(batch.epoch());
        }
        if (settings.admission().refusal(batch, roster.get()).isPresent()) {
            return Status.REFUSED;
        }
        if (!batches.keep(batch)) {
            return Status.REFUSED;
        }
        events.accept(new Event.BatchArrived(batch));
        return Status.ACCEPTED;
    }

    /** A notice counts from the node that sends it only; its own signature makes it evidence against its sender. */
    private Status receivedNotice(PeerId from, FaultProofNotice.Signed signed) {
        FaultProofNotice notice = signed.notice();
        Optional<Roster> roster = rosters.of(notice.epoch());
        if (roster.isEmpty()) {
            return tooEarly(notice.epoch());
        }
        boolean holds = notice.context().equals(settings.admission().context())
                && rosters.peerOf(notice.sender()).equals(Optional.of(from))
                && roster.get()
                        .signingKey(notice.sender())
                        .filter(signed::isSignedBy)
                        .isPresent();
        if (!holds) {
            return Status.REFUSED;
        }
        events.accept(new Event.NoticeArrived(notice));
        return Status.ACCEPTED;
    }

    private Status receivedEvidence(EquivocationEvidence evidence) {
        Optional<Roster> roster = rosters.of(evidence.epoch());
        if (roster.isEmpty()) {
            return tooEarly(evidence.epoch());
        }
        if (!evidence.convicts(settings.admission(), roster.get())) {
            return Status.REFUSED;
        }
        boolean first = batches.keep(evidence.first());
        boolean second = batches.keep(evidence.second());
        events.accept(new Event.EvidenceArrived(evidence));
        return first || second ? Status.ACCEPTED : Status.KNOWN;
    }

    private Status tooEarly(Epoch epoch) {
        boolean next =
                rosters.newest().filter(newest -> epoch.equals(newest.next())).isPresent();
        return next ? Status.LATER : Status.REFUSED;
    }

    /** The bytes asked for, within the budget of the asker. */
    Optional<byte[]> served(PeerId from, byte[] request) {
        if (!rosters.knows(from) || !budgets.charge(from, request.length)) {
            return Optional.empty();
        }
        Wanted wanted;
        try {
            wanted = WireFormat.decodeWanted(settings.admission().context(), request);
        } catch (ScaleException malformed) {
            return Optional.empty();
        }
        return find(wanted).filter(found -> budgets.charge(from, found.length));
    }

    private Optional<byte[]> find(Wanted wanted) {
        if (wanted instanceof Wanted.BatchOf of) {
            return batches.of(of.epoch(), of.validator()).stream().findFirst().map(SignedBatch::toBytes);
        }
        if (wanted instanceof Wanted.BatchNamed named) {
            return batches.named(named.digest()).map(SignedBatch::toBytes);
        }
        if (wanted instanceof Wanted.Proof proof) {
            return proofs.named(proof.digest()).map(Bytes::toBytes);
        }
        return manifests.named(((Wanted.Manifest) wanted).key()).map(ProposalManifest::toBytes);
    }
}
