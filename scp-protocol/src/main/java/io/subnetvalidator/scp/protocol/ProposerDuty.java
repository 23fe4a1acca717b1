package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.protocol.BatchBook.Held;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The proposer's side of one epoch: collect, forecast, propose once, send the same proposal again while it is not on chain.
 * Two different proposals are never made, whatever arrives later.
 */
final class ProposerDuty {

    private final ProtocolSettings settings;
    private final Recomputation recomputation;
    private final Knowledge knowledge;
    private final Epoch epoch;

    private ProposerPhase phase = ProposerPhase.IDLE;
    private @Nullable Signed signed;
    private boolean sendAgain;

    /** Everything needed to send the proposal again. */
    private record Signed(ProposalStatement statement, AttestData attestData, Anchor anchor) {}

    ProposerDuty(ProtocolSettings settings, Recomputation recomputation, Knowledge knowledge, Epoch epoch) {
        this.settings = settings;
        this.recomputation = recomputation;
        this.knowledge = knowledge;
        this.epoch = epoch;
    }

    ProposerPhase phase() {
        return phase;
    }

    /** Looks at the best head again; the books of the observed and of this epoch are there. */
    void advance(ChainPoint point, BatchBook book, Roster target, Effects out) {
        Optional<Submission> submission = point.seen().submission();
        if (submission.isPresent()) {
            if (submission.get().proposer().equals(settings.self())) {
                confirm(submission.get(), out);
            }
            return;
        }
        boolean elected = point.seen().elected().equals(Optional.of(settings.self()));
        switch (phase) {
            case IDLE -> {
                if (elected) {
                    moveTo(ProposerPhase.GATHERING);
                    out.note(epoch, Cause.ELECTED, "offset", point.offset());
                    gather(point, book, target, out);
                }
            }
            case GATHERING -> {
                if (elected) {
                    gather(point, book, target, out);
                } else {
                    moveTo(ProposerPhase.IDLE);
                }
            }
            case ON_CHAIN -> moveTo(signed == null ? ProposerPhase.WITHHELD : ProposerPhase.SIGNED);
            case SIGNED -> resend(point, elected, out);
            case WITHHELD -> {}
        }
    }

    /** What became of the extrinsic. */
    void receipt(Event.Outcome outcome) {
        if (phase != ProposerPhase.SIGNED) {
            return;
        }
        switch (outcome) {
            case DROPPED -> sendAgain = true;
            case FAILED, NOT_SIGNED -> moveTo(ProposerPhase.WITHHELD);
            case INCLUDED, FINALIZED -> {}
        }
    }

    private void confirm(Submission submission, Effects out) {
        if (phase == ProposerPhase.ON_CHAIN) {
            return;
        }
        if (phase == ProposerPhase.IDLE) {
            moveTo(ProposerPhase.GATHERING);
        }
        moveTo(ProposerPhase.ON_CHAIN);
        Hash256 onChain = submission.statement().digest();
        boolean own = signed != null && signed.statement().digest().equals(onChain);
        out.note(
                epoch,
                own ? Cause.PROPOSAL_ON_CHAIN : Cause.UNKNOWN_OWN_PROPOSAL,
                "block",
                submission.at().number(),
                "proposal",
                onChain);
    }

    private void gather(ChainPoint point, BatchBook book, Roster target, Effects out) {
        SortedMap<NodeId, Held> included = book.includable();
        boolean quorate = included.size() >= book.roster().quorum();
        Forecast forecast =
                Forecast.of(settings, book.roster(), target, included.keySet(), quorate, knowledge.history());
        if (point.offset() > settings.timing().lastProposal()) {
            withhold(point, book, included.size(), forecast, out);
            return;
        }
        boolean patient = point.offset() < settings.timing().proofPatience();
        boolean waitForMore =
                !quorate || knowledge.proofs().undecided(book.roster().epoch());
        if (included.isEmpty() || !forecast.worthProposing(settings.terms()) || (patient && waitForMore)) {
            return;
        }
        propose(point, book, target, included, forecast, out);
    }

    private void propose(
            ChainPoint point,
            BatchBook book,
            Roster target,
            SortedMap<NodeId, Held> included,
            Forecast forecast,
            Effects out) {
        SortedMap<Hash256, NodeId> proofs =
                knowledge.proofs().proposable(book.roster().epoch());
        Set<NodeId> faulty = new TreeSet<>(proofs.values());
        List<ObservationBatch> batches =
                included.values().stream().map(held -> held.signed().batch()).toList();
        ScoreList scores = recomputation.scores(target, book.roster().quorum(), batches, faulty);
        if (scores.entries().isEmpty()) {
            moveTo(ProposerPhase.WITHHELD);
            out.note(epoch, Cause.EMPTY_LIST, "included", included.size(), "faulty", faulty.size());
            return;
        }
        ProposalManifest manifest = manifest(book, included, proofs);
        ProposalArgs args = ProposalArgs.of(
                manifest,
                settings.policyDigest(),
                ValidatorBits.encode(book.roster(), included.keySet()),
                settings.archiveHint());
        ProposalStatement statement = new ProposalStatement(
                settings.context(), epoch, scores, Optional.empty(), Optional.empty(), Optional.of(args.toBytes()));
        AttestData attestData = new AttestData(statement.digest(), scores.digest());
        Anchor anchor = point.head();
        signed = new Signed(statement, attestData, anchor);
        moveTo(ProposerPhase.SIGNED);

        SortedMap<String, String> numbers = forecast.numbers();
        numbers.put("included", Integer.toString(included.size()));
        numbers.put("validators", Integer.toString(book.roster().n()));
        numbers.put("faulty", faulty.toString());
        numbers.put("listed", Integer.toString(scores.entries().size()));
        numbers.put("scores", scores.digest().toString());
        numbers.put("offset", Long.toString(point.offset()));
        out.add(new Effect.OfferManifest(manifest));
        out.note(epoch, Cause.PROPOSED, numbers);
        out.add(new Effect.Propose(statement, attestData, anchor));
    }

    private ProposalManifest manifest(
            BatchBook book, SortedMap<NodeId, Held> included, SortedMap<Hash256, NodeId> proofs) {
        SortedMap<NodeId, Hash256> digests = new TreeMap<>();
        included.forEach((validator, held) -> digests.put(validator, held.digest()));
        return new ProposalManifest(settings.context(), book.roster().epoch(), digests, List.copyOf(proofs.keySet()));
    }

    private void withhold(ChainPoint point, BatchBook book, int included, Forecast forecast, Effects out) {
        moveTo(ProposerPhase.WITHHELD);
        SortedMap<String, String> numbers = forecast.numbers();
        numbers.put("included", Integer.toString(included));
        numbers.put("quorum", Integer.toString(book.roster().quorum()));
        numbers.put("offset", Long.toString(point.offset()));
        Cause cause = included < book.roster().quorum() ? Cause.EMPTY_HANDED : Cause.FORECAST_LOW;
        out.note(epoch, forecast.worthProposing(settings.terms()) ? Cause.PROPOSAL_TOO_LATE : cause, numbers);
    }

    private void resend(ChainPoint point, boolean elected, Effects out) {
        Signed last = signed;
        if (last == null || !elected || point.offset() > settings.timing().lastProposal()) {
            return;
        }
        boolean newHead = point.head().number().compareTo(last.anchor().number()) > 0;
        if (!(sendAgain && newHead) && !point.outlived(last.anchor())) {
            return;
        }
        sendAgain = false;
        signed = new Signed(last.statement(), last.attestData(), point.head());
        out.note(epoch, Cause.PROPOSAL_RESENT, "offset", point.offset());
        out.add(new Effect.Propose(last.statement(), last.attestData(), point.head()));
    }

    private void moveTo(ProposerPhase next) {
        if (!phase.next().contains(next)) {
            throw new IllegalStateException("proposer of epoch " + epoch + ": " + next + " cannot follow " + phase);
        }
        phase = next;
    }
}
