package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.AttestationDecided;
import io.subnetvalidator.accounting.BatchReceived;
import io.subnetvalidator.accounting.BatchSigned;
import io.subnetvalidator.accounting.DutyMissed;
import io.subnetvalidator.accounting.LedgerEntry;
import io.subnetvalidator.accounting.RosterMember;
import io.subnetvalidator.accounting.RosterSeen;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.core.service.RosterReader.EpochRoster;
import io.subnetvalidator.scp.exchange.PeerExchange;
import io.subnetvalidator.scp.protocol.Cause;
import io.subnetvalidator.scp.protocol.Duty;
import io.subnetvalidator.scp.protocol.Effect;
import io.subnetvalidator.scp.protocol.EpochMachine;
import io.subnetvalidator.scp.protocol.Event;
import io.subnetvalidator.scp.protocol.FaultProofNotice;
import io.subnetvalidator.scp.protocol.ProposalManifest;
import io.subnetvalidator.scp.protocol.SignedBatch;
import io.subnetvalidator.scp.protocol.Submission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Feeds the epoch machine and carries out what it asks for. Everything that touches the machine runs on one event loop context;
 * events from elsewhere are handed over to it.
 */
final class ProtocolDriver {

    private static final List<Cause> MISSED = List.of(
            Cause.BATCH_LATE,
            Cause.BATCH_EMPTY,
            Cause.EMPTY_HANDED,
            Cause.FORECAST_LOW,
            Cause.PROPOSAL_TOO_LATE,
            Cause.PROPOSER_ABSENT,
            Cause.ATTESTATION_TOO_LATE,
            Cause.CHAIN_STALLED);

    /** For people the first bytes of a digest are enough. */
    private static final Pattern DIGEST = Pattern.compile("(0x[0-9a-f]{8})[0-9a-f]{56}");

    private final Context context;
    private final EpochMachine machine;
    private final PeerKey peerKey;
    private final RosterReader rosters;
    private final EpochProber prober;
    private final ProofDesk proofs;
    private final Consumer<Event.ProofJudged> proofsHeard;
    private final PeerExchange peers;
    private final Consumer<EpochRoster> addresses;
    private final ConsensusDesk consensus;
    private final JournalDesk journal;
    private final LedgerDesk ledger;
    private final OperatorLog log;
    private final DutyBoard duties;
    private Optional<NodeId> proposerSeen = Optional.empty();

    ProtocolDriver(
            Context context,
            EpochMachine machine,
            PeerKey peerKey,
            RosterReader rosters,
            EpochProber prober,
            ProofDesk proofs,
            Consumer<Event.ProofJudged> proofsHeard,
            PeerExchange peers,
            Consumer<EpochRoster> addresses,
            ConsensusDesk consensus,
            JournalDesk journal,
            LedgerDesk ledger,
            OperatorLog log,
            DutyBoard duties) {
        this.context = context;
        this.machine = machine;
        this.peerKey = peerKey;
        this.rosters = rosters;
        this.prober = prober;
        this.proofs = proofs;
        this.proofsHeard = proofsHeard;
        this.peers = peers;
        this.addresses = addresses;
        this.consensus = consensus;
        this.journal = journal;
        this.ledger = ledger;
        this.log = log;
        this.duties = duties;
    }

    /** Takes an event from any thread. */
    void feed(Event event) {
        context.runOnContext(ignored -> take(event));
    }

    private void take(Event event) {
        if (event instanceof Event.HeadSeen seen) {
            proposerSeen = seen.submission().map(Submission::proposer);
        }
        if (event instanceof Event.BatchArrived arrived) {
            recordBatch(arrived.batch());
        }
        if (event instanceof Event.ProofJudged judged) {
            proofsHeard.accept(judged);
        }
        if (event instanceof Event.ManifestArrived arrived) {
            keepNamed(arrived.manifest());
        }
        for (Effect effect : machine.on(event)) {
            carryOut(effect);
        }
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.ReadRoster read) {
            readRoster(read);
        } else if (effect instanceof Effect.CloseObservations close) {
            feed(new Event.ObservationsClosed(close.epoch(), prober.close(close.epoch())));
        } else if (effect instanceof Effect.PublishBatch publish) {
            publish(publish);
        } else if (effect instanceof Effect.PublishNotice publish) {
            FaultProofNotice.Signed notice = publish.notice().sign(peerKey);
            peers.publish(notice).onFailure(log.warning("notice", "a fault-proof notice could not be sent"));
        } else if (effect instanceof Effect.PublishEvidence publish) {
            peers.publish(publish.evidence()).onFailure(log.warning("evidence", "evidence could not be sent"));
        } else if (effect instanceof Effect.OfferManifest offer) {
            peers.offer(offer.manifest());
            keepNamed(offer.manifest());
        } else if (effect instanceof Effect.Fetch fetch) {
            peers.fetch(fetch.wanted(), fetch.from());
        } else if (effect instanceof Effect.VerifyProof verify) {
            proofs.verify(verify.digest())
                    .onSuccess(this::feed)
                    .onFailure(log.warning("proof", "a fault proof could not be re-executed"));
        } else if (effect instanceof Effect.Propose propose) {
            consensus.propose(propose).onFailure(log.warning("propose", "the proposal was not submitted"));
        } else if (effect instanceof Effect.Attest attest) {
            consensus
                    .attest(attest, proposerSeen.orElse(NodeId.of(0)))
                    .onFailure(log.warning("attest", "the attestation was not submitted"));
        } else if (effect instanceof Effect.Dissent dissent) {
            dissent(dissent);
        } else if (effect instanceof Effect.Note note) {
            note(note);
        }
    }

    private void keepNamed(ProposalManifest manifest) {
        proofs.named(manifest.proofs())
                .onFailure(log.warning("proofs", "proofs that a proposal names could not be marked to be kept"));
    }

    private void readRoster(Effect.ReadRoster read) {
        rosters.read(read.epoch(), read.firstBlock())
                .onFailure(log.warning("roster", "the roster of epoch " + read.epoch() + " could not be read"))
                .onSuccess(found -> found.ifPresent(this::useRoster));
    }

    private void useRoster(EpochRoster roster) {
        addresses.accept(roster);
        peers.use(roster.roster());
        prober.start(roster);
        proofs.retire(roster.roster().epoch())
                .onFailure(log.warning("proofs", "old fault proofs could not be removed"));
        List<RosterMember> members = roster.roster().nodes().stream()
                .map(node -> new RosterMember(node.id(), node.nodeClass()))
                .toList();
        append(roster.roster().epoch(), new RosterSeen(members, prober.modelBlocks()));
        feed(new Event.RosterRead(roster.roster()));
    }

    private void publish(Effect.PublishBatch publish) {
        Epoch epoch = publish.batch().epoch();
        journal.record(Duty.BATCH, epoch, publish.batch().digest())
                .onFailure(log.warning("batch", "the observation batch of epoch " + epoch + " was not signed"))
                .onSuccess(recorded -> {
                    SignedBatch signed = SignedBatch.sign(publish.batch(), peerKey);
                    append(
                            epoch,
                            new BatchSigned(signed.digest(), signed.batch().rows()));
                    peers.publish(signed)
                            .onFailure(log.warning("batch", "the observation batch could not be sent to everybody"));
                    feed(new Event.BatchArrived(signed));
                });
    }

    private void recordBatch(SignedBatch batch) {
        if (!batch.batch().validator().equals(duties.self())) {
            append(
                    batch.epoch(),
                    new BatchReceived(
                            batch.validator(),
                            batch.digest(),
                            true,
                            batch.batch().rows()));
        }
    }

    private void dissent(Effect.Dissent dissent) {
        log.warn(
                "dissent",
                "does not attest the proposal of epoch " + dissent.epoch() + ": " + dissent.rule() + ", "
                        + dissent.difference());
        duties.dissented();
        append(
                dissent.epoch(),
                new AttestationDecided(
                        proposerSeen.orElse(NodeId.of(0)),
                        dissent.proposalDigest(),
                        Optional.<Hash256>empty(),
                        Optional.of(dissent.rule().name()),
                        dissent.difference()));
    }

    private void note(Effect.Note note) {
        String numbers =
                note.numbers().entrySet().stream().map(ProtocolDriver::figure).collect(Collectors.joining(", "));
        String cause = "epoch " + note.epoch() + ": " + note.cause().sentence();
        String sentence = cause + (numbers.isEmpty() ? "" : " (" + numbers + ")");
        duties.note(note.cause(), cause);
        if (MISSED.contains(note.cause())) {
            log.warn(note.cause().code(), sentence);
            append(note.epoch(), new DutyMissed(duty(note.cause()), note.cause().code(), numbers));
        } else {
            log.info(note.cause().code(), sentence);
        }
    }

    private void append(Epoch epoch, LedgerEntry entry) {
        ledger.append(epoch, Optional.empty(), List.of(entry))
                .onFailure(log.warning("ledger", "an entry could not be written to the ledger"));
    }

    private static String figure(Map.Entry<String, String> number) {
        return number.getKey() + " " + DIGEST.matcher(number.getValue()).replaceAll("$1");
    }

    private static String duty(Cause cause) {
        return switch (cause) {
            case BATCH_LATE, BATCH_EMPTY -> "batch";
            case ATTESTATION_TOO_LATE -> "attest";
            default -> "propose";
        };
    }

    /** Stops work that would only fail from now on. */
    Future<Void> close() {
        return prober.stop();
    }
}
