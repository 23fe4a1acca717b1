package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.protocol.AttestationCheck.Verdict;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attestor's side of one epoch: check the proposal in the best head, attest it once or dissent once, send the same
 * attestation again while it is not on chain. A second proposal, on another fork, is never attested after a first.
 */
final class AttestorDuty {

    private final ProtocolSettings settings;
    private final AttestationCheck check;
    private final Knowledge knowledge;
    private final Epoch epoch;

    private AttestorPhase phase = AttestorPhase.IDLE;
    private Optional<Hash256> checking = Optional.empty();
    private BlockNumber firstSeen = BlockNumber.of(0);
    private @Nullable Signed signed;
    private boolean sendAgain;
    private boolean notedOther;

    /** The attestation, its anchor, and the head at which it was last handed to the signer. */
    private record Signed(AttestStatement statement, Anchor anchor, BlockNumber sentAt) {}

    AttestorDuty(ProtocolSettings settings, AttestationCheck check, Knowledge knowledge, Epoch epoch) {
        this.settings = settings;
        this.check = check;
        this.knowledge = knowledge;
        this.epoch = epoch;
    }

    AttestorPhase phase() {
        return phase;
    }

    /** Looks at the best head again; the books of the observed and of this epoch are there. */
    void advance(ChainPoint point, BatchBook book, Roster target, Effects out) {
        Optional<Submission> submission = point.seen().submission();
        if (submission.isEmpty() || submission.get().proposer().equals(settings.self())) {
            vanished();
            return;
        }
        if (!target.isValidator(settings.self())) {
            return;
        }
        Submission proposal = submission.get();
        if (proposal.attests().containsKey(settings.self())) {
            confirm(proposal, out);
            return;
        }
        Hash256 digest = proposal.statement().digest();
        if (signed != null) {
            resend(point, proposal, digest, signed, out);
            return;
        }
        if (!checking.equals(Optional.of(digest))) {
            vanished();
            checking = Optional.of(digest);
            firstSeen = point.head().number();
        }
        if (phase == AttestorPhase.IDLE) {
            moveTo(AttestorPhase.VERIFYING);
        }
        if (phase == AttestorPhase.VERIFYING) {
            verify(point, proposal, digest, book, target, out);
        }
    }

    /** What became of the extrinsic. */
    void receipt(Event.Outcome outcome) {
        if (phase != AttestorPhase.SIGNED) {
            return;
        }
        switch (outcome) {
            case DROPPED -> sendAgain = true;
            case FAILED, NOT_SIGNED -> moveTo(AttestorPhase.WITHHELD);
            case INCLUDED, FINALIZED -> {}
        }
    }

    private void vanished() {
        checking = Optional.empty();
        switch (phase) {
            case VERIFYING, DISSENTED -> moveTo(AttestorPhase.IDLE);
            case ON_CHAIN -> moveTo(signed == null ? AttestorPhase.WITHHELD : AttestorPhase.SIGNED);
            case IDLE, SIGNED, WITHHELD -> {}
        }
    }

    private void confirm(Submission proposal, Effects out) {
        if (phase == AttestorPhase.ON_CHAIN) {
            return;
        }
        moveTo(AttestorPhase.ON_CHAIN);
        out.note(
                epoch,
                Cause.ATTESTATION_ON_CHAIN,
                "proposer",
                proposal.proposer(),
                "attests",
                proposal.attests().size());
    }

    private void verify(
            ChainPoint point, Submission proposal, Hash256 digest, BatchBook book, Roster target, Effects out) {
        Verdict verdict = check.check(proposal, book, target);
        if (verdict instanceof Verdict.Pass pass) {
            attest(point, proposal, digest, pass.scores(), out);
        } else if (verdict instanceof Verdict.Fail fail) {
            dissent(point, proposal, digest, fail.rule(), fail.difference(), out);
        } else if (verdict instanceof Verdict.Wait wait) {
            waitFor(point, proposal, digest, wait, target, out);
        }
    }

    private void attest(ChainPoint point, Submission proposal, Hash256 digest, ScoreList own, Effects out) {
        if (point.offset() > settings.timing().lastAttestation()) {
            moveTo(AttestorPhase.WITHHELD);
            out.note(epoch, Cause.ATTESTATION_TOO_LATE, "offset", point.offset(), "proposal", digest);
            return;
        }
        AttestStatement statement =
                new AttestStatement(settings.context(), epoch, new AttestData(digest, own.digest()));
        Anchor anchor = anchorFor(point, proposal);
        signed = new Signed(statement, anchor, point.head().number());
        moveTo(AttestorPhase.SIGNED);
        out.note(
                epoch,
                Cause.ATTESTED,
                "proposer",
                proposal.proposer(),
                "proposal",
                digest,
                "scores",
                own.digest(),
                "delay_blocks",
                point.head().number().since(proposal.at().number()));
        out.add(new Effect.Attest(statement, anchor));
    }

    private void dissent(
            ChainPoint point, Submission proposal, Hash256 digest, AttestRule rule, String difference, Effects out) {
        moveTo(AttestorPhase.DISSENTED);
        out.note(
                epoch,
                Cause.DISSENTED,
                "proposer",
                proposal.proposer(),
                "proposal",
                digest,
                "rule",
                rule.code(),
                "difference",
                difference,
                "offset",
                point.offset());
        out.add(new Effect.Dissent(epoch, rule, digest, difference));
    }

    private void waitFor(
            ChainPoint point, Submission proposal, Hash256 digest, Verdict.Wait wait, Roster target, Effects out) {
        long waited = point.head().number().since(firstSeen);
        if (waited > settings.timing().fetchBlocks()
                || point.offset() > settings.timing().lastAttestation()) {
            dissent(
                    point,
                    proposal,
                    digest,
                    wait.otherwise(),
                    wait.missing() + " missing after " + waited + " blocks",
                    out);
            return;
        }
        for (Wanted wanted : wait.missing()) {
            List<NodeId> first = wanted instanceof Wanted.BatchOf batch
                    ? List.of(proposal.proposer(), batch.validator())
                    : List.of(proposal.proposer());
            knowledge.ask(wanted, point.head().number(), first, target).ifPresent(out::add);
        }
    }

    private void resend(ChainPoint point, Submission proposal, Hash256 digest, Signed last, Effects out) {
        if (phase == AttestorPhase.ON_CHAIN) {
            moveTo(AttestorPhase.SIGNED);
        }
        if (!last.statement().data().proposalDigest().equals(digest)) {
            if (!notedOther) {
                notedOther = true;
                out.note(
                        epoch,
                        Cause.ALREADY_ATTESTED_OTHER,
                        "attested",
                        last.statement().data().proposalDigest(),
                        "proposal",
                        digest);
            }
            return;
        }
        boolean newHead = point.head().number().compareTo(last.sentAt()) > 0;
        if (phase != AttestorPhase.SIGNED
                || point.offset() > settings.timing().lastAttestation()
                || (!(sendAgain && newHead) && !point.outlived(last.anchor()))) {
            return;
        }
        sendAgain = false;
        Anchor anchor = anchorFor(point, proposal);
        signed = new Signed(last.statement(), anchor, point.head().number());
        out.note(epoch, Cause.ATTESTATION_RESENT, "offset", point.offset());
        out.add(new Effect.Attest(last.statement(), anchor));
    }

    /** The proposal's block, or the head when little of an era from there would be left. */
    private static Anchor anchorFor(ChainPoint point, Submission proposal) {
        long age = point.head().number().since(proposal.at().number());
        return age <= ChainPoint.MORTAL_BLOCKS / 2 ? proposal.at() : point.head();
    }

    private void moveTo(AttestorPhase next) {
        if (!phase.next().contains(next)) {
            throw new IllegalStateException("attestor of epoch " + epoch + ": " + next + " cannot follow " + phase);
        }
        phase = next;
    }
}
