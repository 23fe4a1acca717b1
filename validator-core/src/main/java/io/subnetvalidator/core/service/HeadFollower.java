package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.ConsensusSubmission;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.Subscription;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.incentives.NodeScore;
import io.subnetvalidator.scp.protocol.Anchor;
import io.subnetvalidator.scp.protocol.Event;
import io.subnetvalidator.scp.protocol.ProposalStatement;
import io.subnetvalidator.scp.protocol.ScoreList;
import io.subnetvalidator.scp.protocol.Submission;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows the best head and tells what each one means for the subnet. While one head is being read newer ones wait, and of those
 * that wait only the newest is read. Confined to one event loop context.
 */
final class HeadFollower {

    private final Context context;
    private final HypertensorChain chain;
    private final SubnetContext subnet;
    private final EpochClock clock;
    private final Consumer<Event.HeadSeen> heads;
    private final Consumer<Throwable> failures;
    private @Nullable Subscription subscription;
    private @Nullable Head waiting;
    private boolean reading;

    HeadFollower(
            Context context,
            HypertensorChain chain,
            SubnetContext subnet,
            EpochClock clock,
            Consumer<Event.HeadSeen> heads,
            Consumer<Throwable> failures) {
        this.context = context;
        this.chain = chain;
        this.subnet = subnet;
        this.clock = clock;
        this.heads = heads;
        this.failures = failures;
    }

    void start() {
        subscription = chain.onBest(head -> context.runOnContext(ignored -> take(head)));
    }

    void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** The submission of an epoch as the protocol sees it, read at this block. */
    Future<Optional<Submission>> submission(Epoch epoch, Hash256 at) {
        return chain.submission(subnet.subnet(), epoch, at)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : chain.blockHash(found.get().block())
                                .map(hash -> hash.map(block -> translate(epoch, found.get(), block))));
    }

    private void take(Head head) {
        waiting = head;
        if (!reading) {
            readNext();
        }
    }

    private void readNext() {
        Head head = waiting;
        if (head == null) {
            return;
        }
        waiting = null;
        reading = true;
        read(head)
                .onSuccess(heads::accept)
                .onFailure(failures::accept)
                .onComplete(done -> context.runOnContext(ignored -> {
                    reading = false;
                    readNext();
                }));
    }

    private Future<Event.HeadSeen> read(Head head) {
        Epoch epoch = clock.epochOf(head.number());
        Future<Optional<NodeId>> elected = chain.elected(subnet.subnet(), epoch, head.hash());
        Future<Optional<Submission>> submission = submission(epoch, head.hash());
        return Future.all(elected, submission)
                .map(both -> new Event.HeadSeen(
                        new Anchor(head.number(), head.hash()), elected.result(), submission.result()));
    }

    private Submission translate(Epoch epoch, ConsensusSubmission stored, Hash256 block) {
        ScoreList scores = new ScoreList(stored.data().stream()
                .map(entry -> new NodeScore(entry.node(), entry.score()))
                .toList());
        ProposalStatement statement =
                new ProposalStatement(subnet, epoch, scores, stored.prioritize(), stored.remove(), stored.args());
        Map<NodeId, Optional<Bytes>> attests = new HashMap<>(stored.attests().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().data())));
        return new Submission(stored.proposer(), new Anchor(stored.block(), block), statement, attests);
    }
}
