package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.AttestationDecided;
import io.subnetvalidator.accounting.LedgerEntry;
import io.subnetvalidator.accounting.ProposalSubmitted;
import io.subnetvalidator.accounting.ReceiptSeen;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.Mortality;
import io.subnetvalidator.chain.hypertensor.NodeScore;
import io.subnetvalidator.chain.hypertensor.Proposal;
import io.subnetvalidator.chain.hypertensor.Receipt;
import io.subnetvalidator.chain.hypertensor.Submission;
import io.subnetvalidator.chain.hypertensor.Submitter;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.scp.protocol.Anchor;
import io.subnetvalidator.scp.protocol.Duty;
import io.subnetvalidator.scp.protocol.Effect;
import io.subnetvalidator.scp.protocol.Event;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Carries proposals and attestations to the chain and reports what became of them. */
final class ConsensusDesk {

    /** Blocks in which a consensus extrinsic can be included; short, since the calls themselves name no epoch. */
    private static final int ERA_PERIOD = 8;

    /** What a failed Network call costs beside one unit per byte; a successful one is refunded (chain reference, section 1.5). */
    private static final long FAILED_CALL_FEE = 108_157_000;

    private final HypertensorChain chain;
    private final SubnetId subnet;
    private final NodeId self;
    private final EpochClock clock;
    private final JournaledSigner signer;
    private final Submitter submitter;
    private final LedgerDesk ledger;
    private final ServiceMetrics metrics;
    private final Consumer<Event> events;

    ConsensusDesk(
            HypertensorChain chain,
            SubnetId subnet,
            NodeId self,
            EpochClock clock,
            JournaledSigner signer,
            LedgerDesk ledger,
            ServiceMetrics metrics,
            Consumer<Event> events) {
        this.chain = chain;
        this.subnet = subnet;
        this.self = self;
        this.clock = clock;
        this.signer = signer;
        this.submitter = chain.submitter(signer);
        this.ledger = ledger;
        this.metrics = metrics;
        this.events = events;
    }

    /** Submits a proposal; the receipt comes as an event. */
    Future<Void> propose(Effect.Propose effect) {
        Proposal proposal = new Proposal(
                subnet,
                self,
                effect.statement().scores().entries().stream()
                        .map(entry -> new NodeScore(entry.node(), entry.score()))
                        .toList(),
                effect.statement().prioritize(),
                effect.statement().remove(),
                effect.statement().args(),
                Optional.of(effect.attestData().toBytes()));
        Hash256 args =
                Blake2b.hash256(effect.statement().args().map(Bytes::toBytes).orElse(new byte[0]));
        return submit(
                chain.calls().propose(proposal),
                Duty.PROPOSAL,
                effect.statement().epoch(),
                effect.statement().digest(),
                effect.anchor(),
                extrinsic -> new ProposalSubmitted(
                        extrinsic, effect.statement().scores().digest(), args));
    }

    /** Submits an attestation; the receipt comes as an event. */
    Future<Void> attest(Effect.Attest effect, NodeId proposer) {
        return submit(
                chain.calls()
                        .attest(
                                subnet,
                                self,
                                Optional.of(effect.statement().data().toBytes())),
                Duty.ATTESTATION,
                effect.statement().epoch(),
                effect.statement().digest(),
                effect.anchor(),
                extrinsic -> new AttestationDecided(
                        proposer,
                        effect.statement().data().proposalDigest(),
                        Optional.of(extrinsic),
                        Optional.empty(),
                        "recomputed and equal"));
    }

    private Future<Void> submit(
            Bytes call, Duty duty, Epoch epoch, Hash256 digest, Anchor anchor, Function<Hash256, LedgerEntry> entry) {
        signer.announce(call, duty, epoch, digest);
        Head head = new Head(anchor.number(), anchor.hash(), anchor.hash());
        return submitter
                .submit(call, new Mortality.Mortal(head, ERA_PERIOD), Balance.ZERO)
                .compose(submission -> {
                    follow(duty, epoch, submission);
                    return ledger.append(epoch, Optional.of(anchor.number()), List.of(entry.apply(submission.hash())));
                })
                .recover(failure -> {
                    metrics.duty(name(duty), "not_submitted");
                    events.accept(new Event.ReceiptSeen(
                            duty,
                            epoch,
                            Event.Outcome.NOT_SIGNED,
                            Optional.empty(),
                            String.valueOf(failure.getMessage())));
                    return Future.failedFuture(failure);
                });
    }

    private void follow(Duty duty, Epoch epoch, Submission submission) {
        submission.included().onSuccess(receipt -> report(duty, epoch, receipt, Event.Outcome.INCLUDED));
        submission.finalized().onSuccess(receipt -> {
            report(duty, epoch, receipt, Event.Outcome.FINALIZED);
            if (receipt instanceof Receipt.Included included) {
                record(duty, epoch, included, submission.bytes().size());
            }
        });
    }

    private void report(Duty duty, Epoch epoch, Receipt receipt, Event.Outcome whenGood) {
        if (receipt instanceof Receipt.Included included) {
            boolean good = included.outcome() instanceof Receipt.Outcome.Success;
            events.accept(new Event.ReceiptSeen(
                    duty,
                    epoch,
                    good ? whenGood : Event.Outcome.FAILED,
                    Optional.of(included.number()),
                    included.outcome() instanceof Receipt.Outcome.Failed failed ? failed.error() : "success"));
        } else if (receipt instanceof Receipt.Dropped dropped) {
            metrics.duty(name(duty), "dropped");
            events.accept(
                    new Event.ReceiptSeen(duty, epoch, Event.Outcome.DROPPED, Optional.empty(), dropped.reason()));
        } else if (receipt instanceof Receipt.Expired expired) {
            metrics.duty(name(duty), "expired");
            events.accept(new Event.ReceiptSeen(
                    duty,
                    epoch,
                    Event.Outcome.DROPPED,
                    Optional.empty(),
                    "not included by block " + expired.lastBlock()));
        }
    }

    private void record(Duty duty, Epoch epoch, Receipt.Included included, int length) {
        Optional<String> error = included.outcome() instanceof Receipt.Outcome.Failed failed
                ? Optional.of(failed.error())
                : Optional.empty();
        metrics.duty(name(duty), error.isEmpty() ? "success" : "failed");
        BlockNumber block = included.number();
        metrics.dutyIncluded(name(duty), clock.offsetOf(block));
        Balance fee = error.isEmpty() ? Balance.ZERO : Balance.of(FAILED_CALL_FEE + length);
        ledger.append(
                epoch,
                Optional.of(block),
                List.of(new ReceiptSeen(included.extrinsic(), "Network." + name(duty), included.block(), error, fee)));
    }

    private static String name(Duty duty) {
        return switch (duty) {
            case BATCH -> "batch";
            case PROPOSAL -> "propose";
            case ATTESTATION -> "attest";
        };
    }
}
