package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.ElectionSeen;
import io.subnetvalidator.accounting.LedgerEntry;
import io.subnetvalidator.accounting.ReputationSeen;
import io.subnetvalidator.accounting.RewardSeen;
import io.subnetvalidator.accounting.RewardSource;
import io.subnetvalidator.accounting.SettlementSeen;
import io.subnetvalidator.accounting.SlashSeen;
import io.subnetvalidator.chain.hypertensor.ChainEvent;
import io.subnetvalidator.chain.hypertensor.ConsensusSubmission;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.SnapshotNode;
import io.subnetvalidator.chain.hypertensor.SubnetNodeInfo;
import io.subnetvalidator.chain.hypertensor.Subscription;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.service.EpochReader.Outcome;
import io.subnetvalidator.core.view.EpochView;
import io.subnetvalidator.core.view.NodeView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes what finalized blocks say of settled epochs into the ledger and onto the board. */
final class ChainBooks {

    private static final double FIXED_POINT = 1e18;

    private final Context context;
    private final HypertensorChain chain;
    private final SubnetId subnet;
    private final EpochClock clock;
    private final EpochReader reader;
    private final LedgerDesk ledger;
    private final ProcessBoard board;
    private final OperatorLog log;
    private final Consumer<Head> finalizedHeads;
    private Future<Void> last = Future.succeededFuture();
    private @Nullable Subscription subscription;

    ChainBooks(
            Context context,
            HypertensorChain chain,
            SubnetId subnet,
            EpochClock clock,
            LedgerDesk ledger,
            ProcessBoard board,
            OperatorLog log,
            Consumer<Head> finalizedHeads) {
        this.context = context;
        this.chain = chain;
        this.subnet = subnet;
        this.clock = clock;
        this.reader = new EpochReader(chain, subnet, clock);
        this.ledger = ledger;
        this.board = board;
        this.log = log;
        this.finalizedHeads = finalizedHeads;
    }

    void start() {
        subscription = chain.onFinalized(head -> context.runOnContext(ignored -> take(head)));
    }

    void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private void take(Head head) {
        board.finalized(head.number().value());
        finalizedHeads.accept(head);
        if (reader.settles(head)) {
            // One after the other, so that the ledger has epochs in their order.
            last = last.transform(done -> settle(head))
                    .onFailure(log.warning("books", "the settlement in block " + head + " could not be read"));
        }
    }

    private Future<Void> settle(Head head) {
        return reader.settledBy(head)
                .compose(outcome -> chain.nodes(subnet, head.hash()).compose(nodes -> {
                    show(outcome, nodes);
                    return outcome.elected().isEmpty()
                            ? Future.<Void>succeededFuture()
                            : ledger.append(outcome.epoch(), Optional.of(head.number()), entries(outcome))
                                    .compose(written -> ledger.closeEpoch(outcome.epoch()));
                }));
    }

    private List<LedgerEntry> entries(Outcome outcome) {
        List<LedgerEntry> entries = new ArrayList<>();
        outcome.elected().ifPresent(node -> entries.add(new ElectionSeen(node)));
        outcome.submission()
                .ifPresent(submission -> entries.add(new SettlementSeen(
                        submission.proposer(),
                        outcome.ratio(),
                        outcome.rewards().isPresent())));
        outcome.rewards()
                .ifPresent(rewards -> rewards.nodeRewards()
                        .forEach((node, amount) -> entries.add(new RewardSeen(node, RewardSource.SETTLEMENT, amount))));
        for (ChainEvent.Slashing slash : outcome.slashes()) {
            node(outcome, slash).ifPresent(node -> entries.add(new SlashSeen(node, slash.amount())));
        }
        outcome.reputations()
                .forEach(change -> entries.add(new ReputationSeen(change.node(), change.before(), change.after())));
        return entries;
    }

    private static Optional<NodeId> node(Outcome outcome, ChainEvent.Slashing slash) {
        return outcome.submission().stream()
                .map(ConsensusSubmission::nodes)
                .flatMap(List::stream)
                .filter(node -> node.hotkey().equals(Optional.of(slash.hotkey())))
                .map(SnapshotNode::id)
                .findFirst();
    }

    private void show(Outcome outcome, List<SubnetNodeInfo> nodes) {
        for (SubnetNodeInfo node : nodes) {
            String nodeClass =
                    node.queued() ? "queued" : node.classification().nodeClass().name();
            String address = node.peer().multiaddr().map(Object::toString).orElse("");
            board.register(NodeView.registered(
                    node.id().value(),
                    node.peer().peerId().map(Object::toString).orElse("?"),
                    address,
                    nodeClass));
            board.update(
                    node.id().value(),
                    view -> view.withRegistration(
                                    address,
                                    nodeClass,
                                    node.stake().units(),
                                    node.reputation().value())
                            .withScore(outcome.scores().getOrDefault(node.id(), BigInteger.ZERO)));
        }
        if (outcome.elected().isPresent()) {
            board.epoch(view(outcome));
        }
    }

    private EpochView view(Outcome outcome) {
        Map<Long, BigInteger> scores = new TreeMap<>();
        outcome.scores().forEach((node, score) -> scores.put(node.value(), score));
        Map<Long, BigInteger> rewards = new TreeMap<>();
        Map<NodeId, Balance> paid = outcome.rewards()
                .map(ChainEvent.SubnetRewards::nodeRewards)
                .<Map<NodeId, Balance>>map(m -> m)
                .orElse(Map.of());
        paid.forEach((node, amount) -> rewards.put(node.value(), amount.units()));
        Optional<ConsensusSubmission> submission = outcome.submission();
        return new EpochView(
                outcome.epoch().value(),
                outcome.elected().map(NodeId::value),
                submission.map(s -> clock.offsetOf(s.block())),
                submission.map(s -> s.attests().size()).orElse(0),
                outcome.attestors(),
                outcome.ratio().value().doubleValue() / FIXED_POINT,
                scores,
                rewards,
                true,
                outcome.rewards().isPresent());
    }
}
