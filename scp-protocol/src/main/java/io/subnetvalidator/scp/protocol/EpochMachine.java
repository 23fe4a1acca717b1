package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.protocol.ProofBook.Judged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Subnet Consensus Protocol of one validator in one subnet: events in, effects out. No clock, no randomness, no input or
 * output; the same events give the same effects. Not thread-safe: one owner feeds it.
 *
 * <p>While epoch e runs it observes e and settles e-1. Each side of that is a duty with its own phases
 * ({@link ProposerPhase}, {@link AttestorPhase}); after every event all duties look at the best head again.
 */
public final class EpochMachine {

    /** Epochs before the current one whose batches and proofs are kept. */
    private static final long KEPT_EPOCHS = 2;

    private final ProtocolSettings settings;
    private final Recomputation recomputation;
    private final AttestationCheck check;
    private final Knowledge knowledge;
    private final Map<Epoch, EpochDuties> duties = new TreeMap<>();
    private @Nullable ChainPoint point;

    private record EpochDuties(ObserverDuty observer, ProposerDuty proposer, AttestorDuty attestor) {}

    public EpochMachine(ProtocolSettings settings, ScoreFunction rule) {
        this.settings = settings;
        this.knowledge = new Knowledge(settings);
        this.recomputation = new Recomputation(rule, settings.modelBlocks());
        this.check = new AttestationCheck(settings, recomputation, knowledge);
    }

    /** Takes an event and returns what is to be done, in this order. */
    public List<Effect> on(Event event) {
        Effects out = new Effects();
        if (event instanceof Event.HeadSeen seen) {
            head(seen, out);
        } else if (event instanceof Event.RosterRead read) {
            knowledge.use(read.roster());
        } else if (event instanceof Event.HistoryRead history) {
            knowledge.history().saw(history.submission());
        } else if (event instanceof Event.ObservationsClosed closed) {
            closed(closed.epoch(), closed.rows(), out);
        } else if (event instanceof Event.BatchArrived arrived) {
            batch(arrived.batch(), out);
        } else if (event instanceof Event.EvidenceArrived arrived) {
            evidence(arrived.evidence(), out);
        } else if (event instanceof Event.NoticeArrived arrived) {
            notice(arrived.notice());
        } else if (event instanceof Event.ProofFetched fetched) {
            if (knowledge.startVerifying(fetched.digest())) {
                out.add(new Effect.VerifyProof(fetched.digest()));
            }
        } else if (event instanceof Event.ProofJudged judged) {
            judged(judged, out);
        } else if (event instanceof Event.ProofUndecided undecided) {
            knowledge.undecided(undecided.digest());
            return out.toList();
        } else if (event instanceof Event.ManifestArrived arrived) {
            knowledge.take(arrived.manifest());
        } else if (event instanceof Event.FetchFailed failed) {
            knowledge.failed(failed.wanted());
            return out.toList();
        } else if (event instanceof Event.ReceiptSeen receipt) {
            receipt(receipt, out);
        } else if (event instanceof Event.ChainStalled stalled) {
            out.note(epochNow(), Cause.CHAIN_STALLED, "seconds", stalled.seconds());
            return out.toList();
        }
        advance(out);
        return out.toList();
    }

    /** The proposer's phase in the epoch of the best head. */
    public ProposerPhase proposerPhase() {
        return duties(epochNow()).proposer().phase();
    }

    /** The attestor's phase in the epoch of the best head. */
    public AttestorPhase attestorPhase() {
        return duties(epochNow()).attestor().phase();
    }

    private void head(Event.HeadSeen seen, Effects out) {
        BlockNumber number = seen.head().number();
        ChainPoint last = point;
        ChainPoint now = new ChainPoint(
                seen, settings.clock().epochOf(number), settings.clock().offsetOf(number));
        if (last != null && last.epoch().compareTo(now.epoch()) < 0) {
            ended(last, out);
            forgetBefore(now.epoch());
        }
        point = now;
        seen.submission().ifPresent(knowledge.history()::saw);
    }

    private void ended(ChainPoint last, Effects out) {
        if (last.seen().submission().isEmpty() && last.seen().elected().isPresent()) {
            out.note(
                    last.epoch(),
                    Cause.PROPOSER_ABSENT,
                    "elected",
                    last.seen().elected().get());
        }
    }

    private void forgetBefore(Epoch current) {
        Epoch oldest = Epoch.of(Math.max(0, current.value() - KEPT_EPOCHS));
        knowledge.forgetBefore(oldest);
        duties.keySet().removeIf(epoch -> epoch.compareTo(oldest) < 0);
    }

    private void closed(Epoch epoch, List<NodeObservation> rows, Effects out) {
        knowledge.roster(epoch).ifPresent(roster -> duties(epoch).observer().close(rows, epochNow(), roster, out));
    }

    private void batch(SignedBatch signed, Effects out) {
        Optional<BatchBook> book = knowledge.book(signed.epoch());
        if (book.isEmpty()) {
            return;
        }
        Epoch epoch = signed.epoch();
        BatchBook.Outcome outcome = book.get().add(signed, epoch.equals(epochNow()), isEarly(epoch));
        if (outcome instanceof BatchBook.Outcome.Added) {
            knowledge.history().spoke(signed.validator(), epoch);
            hearOfFaults(signed.batch());
        } else if (outcome instanceof BatchBook.Outcome.Equivocation equivocation) {
            convicted(equivocation.evidence(), out);
        } else if (outcome instanceof BatchBook.Outcome.Refused refused) {
            out.note(epoch, Cause.BATCH_REFUSED, "validator", signed.validator(), "reason", refused.reason());
        }
    }

    private void hearOfFaults(ObservationBatch batch) {
        for (NodeObservation row : batch.rows()) {
            row.faults()
                    .forEach(digest -> knowledge.proofs().hear(digest, batch.epoch(), batch.validator(), row.node()));
        }
    }

    private void evidence(EquivocationEvidence evidence, Effects out) {
        boolean news = knowledge
                .book(evidence.epoch())
                .filter(book -> book.add(evidence, isEarly(evidence.epoch())))
                .isPresent();
        if (news) {
            convicted(evidence, out);
        }
    }

    private void convicted(EquivocationEvidence evidence, Effects out) {
        boolean own = evidence.validator().equals(settings.self());
        out.note(
                evidence.epoch(),
                own ? Cause.OWN_EQUIVOCATION : Cause.EQUIVOCATION,
                "validator",
                evidence.validator(),
                "first",
                evidence.first().digest(),
                "second",
                evidence.second().digest());
        out.add(new Effect.PublishEvidence(evidence));
    }

    private void notice(FaultProofNotice notice) {
        boolean fromValidator = knowledge
                .roster(notice.epoch())
                .filter(roster -> roster.isValidator(notice.sender()))
                .isPresent();
        if (fromValidator && notice.context().equals(settings.context())) {
            knowledge.proofs().hear(notice.proof(), notice.epoch(), notice.sender(), notice.accused());
        }
    }

    private void judged(Event.ProofJudged judged, Effects out) {
        Judged verdict = isCurrent(judged.epoch())
                ? new Judged(judged.epoch(), judged.accused(), judged.valid(), isEarly(judged.epoch()))
                : new Judged(epochNow(), judged.accused(), false, false);
        if (!knowledge.proofs().judge(judged.digest(), verdict)) {
            return;
        }
        out.note(
                judged.epoch(),
                verdict.valid() ? Cause.PROOF_ACCEPTED : Cause.PROOF_REJECTED,
                "proof",
                judged.digest(),
                "accused",
                judged.accused());
        if (verdict.valid()) {
            out.add(new Effect.PublishNotice(new FaultProofNotice(
                    settings.context(), judged.epoch(), settings.self(), judged.digest(), judged.accused())));
        }
    }

    private void receipt(Event.ReceiptSeen receipt, Effects out) {
        out.note(
                receipt.epoch(),
                Cause.RECEIPT,
                "duty",
                receipt.duty(),
                "outcome",
                receipt.outcome(),
                "block",
                receipt.block().map(BlockNumber::toString).orElse("-"),
                "detail",
                receipt.detail());
        EpochDuties of = duties.get(receipt.epoch());
        if (of == null) {
            return;
        }
        switch (receipt.duty()) {
            case PROPOSAL -> of.proposer().receipt(receipt.outcome());
            case ATTESTATION -> of.attestor().receipt(receipt.outcome());
            case BATCH -> {}
        }
    }

    private void advance(Effects out) {
        ChainPoint now = point;
        if (now == null) {
            return;
        }
        Optional<Roster> current = rosterOrAsk(now.epoch(), now, out);
        if (current.isPresent()) {
            duties(now.epoch()).observer().advance(now, current.get(), out);
            if (now.offset() >= settings.timing().settle()) {
                fetchMissing(now.epoch(), now, out);
            }
        }
        askForProofs(now, out);
        if (now.epoch().value() > 0) {
            settle(now, current, out);
        }
    }

    private void settle(ChainPoint now, Optional<Roster> target, Effects out) {
        Epoch observed = now.epoch().previous();
        rosterOrAsk(observed, now, out);
        Optional<BatchBook> book = knowledge.book(observed);
        if (book.isEmpty() || target.isEmpty()) {
            return;
        }
        EpochDuties duty = duties(now.epoch());
        duty.proposer().advance(now, book.get(), target.get(), out);
        duty.attestor().advance(now, book.get(), target.get(), out);
        if (duty.proposer().phase() == ProposerPhase.GATHERING) {
            fetchMissing(observed, now, out);
        }
    }

    private Optional<Roster> rosterOrAsk(Epoch epoch, ChainPoint now, Effects out) {
        Optional<Roster> roster = knowledge.roster(epoch);
        if (roster.isEmpty()) {
            knowledge
                    .askRoster(epoch, now.head().number())
                    .ifPresent(e ->
                            out.add(new Effect.ReadRoster(e, settings.clock().firstBlock(e))));
        }
        return roster;
    }

    private void fetchMissing(Epoch epoch, ChainPoint now, Effects out) {
        Optional<BatchBook> book = knowledge.book(epoch);
        if (book.isEmpty()) {
            return;
        }
        for (NodeId validator : book.get().missing()) {
            if (!validator.equals(settings.self())) {
                knowledge
                        .ask(
                                new Wanted.BatchOf(epoch, validator),
                                now.head().number(),
                                List.of(validator),
                                book.get().roster())
                        .ifPresent(out::add);
            }
        }
    }

    private void askForProofs(ChainPoint now, Effects out) {
        for (ProofBook.Turn turn : knowledge.proofs().turns()) {
            Optional<Roster> roster = knowledge.roster(turn.heard());
            if (roster.isPresent()
                    && turn.heard().value() + KEPT_EPOCHS > now.epoch().value()) {
                knowledge
                        .ask(new Wanted.Proof(turn.digest()), now.head().number(), List.of(turn.sender()), roster.get())
                        .ifPresent(out::add);
            }
        }
    }

    /** Whether a proposal of this epoch or the next may still be about that epoch. */
    private boolean isCurrent(Epoch epoch) {
        long age = epochNow().value() - epoch.value();
        return age >= 0 && age <= KEPT_EPOCHS;
    }

    /** Whether what is learned now about an epoch is learned before its settling offset. */
    private boolean isEarly(Epoch epoch) {
        ChainPoint now = point;
        return now != null
                && now.epoch().equals(epoch)
                && now.offset() < settings.timing().settle();
    }

    private Epoch epochNow() {
        return point == null ? Epoch.of(0) : point.epoch();
    }

    private EpochDuties duties(Epoch epoch) {
        return duties.computeIfAbsent(
                epoch,
                e -> new EpochDuties(
                        new ObserverDuty(settings, e),
                        new ProposerDuty(settings, recomputation, knowledge, e),
                        new AttestorDuty(settings, check, knowledge, e)));
    }
}
