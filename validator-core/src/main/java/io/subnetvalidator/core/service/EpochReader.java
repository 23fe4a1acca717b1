package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.ChainEvent;
import io.subnetvalidator.chain.hypertensor.ConsensusSubmission;
import io.subnetvalidator.chain.hypertensor.EventRecord;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.NodeScore;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads from finalized blocks what the chain made of an epoch: proposal, attestations, settlement. */
public final class EpochReader {

    private final HypertensorChain chain;
    private final SubnetId subnet;
    private final EpochClock clock;

    public EpochReader(HypertensorChain chain, SubnetId subnet, EpochClock clock) {
        this.chain = chain;
        this.subnet = subnet;
        this.clock = clock;
    }

    /**
     * What the chain holds of an epoch.
     *
     * @param attestors validator-class nodes of the proposal's snapshot
     * @param rewards the settlement's rewards; empty when the epoch is open or was not accepted
     */
    public record Outcome(
            Epoch epoch,
            Optional<NodeId> elected,
            Optional<ConsensusSubmission> submission,
            int attestors,
            Optional<ChainEvent.SubnetRewards> rewards,
            List<ChainEvent.Slashing> slashes,
            List<ChainEvent.NodeReputationUpdate> reputations) {

        /** Attested share of the validator-class nodes, rounded down as on chain. */
        public Ratio ratio() {
            int attests = submission.map(s -> s.attests().size()).orElse(0);
            return Ratio.divide(BigInteger.valueOf(attests), BigInteger.valueOf(attestors));
        }

        public SortedMap<NodeId, BigInteger> scores() {
            SortedMap<NodeId, BigInteger> scores = new TreeMap<>();
            submission.ifPresent(s -> {
                for (NodeScore entry : s.data()) {
                    scores.put(entry.node(), entry.score().value());
                }
            });
            return scores;
        }
    }

    /** Whether this block settles the epoch before its own. */
    public boolean settles(Head block) {
        return clock.offsetOf(block.number()) == 0
                && clock.epochOf(block.number()).value() > 0;
    }

    /**
     * The outcome of the epoch that this block settles.
     *
     * @param block first block of the next epoch
     */
    public Future<Outcome> settledBy(Head block) {
        Epoch epoch = clock.epochOf(block.number()).previous();
        Future<Optional<ConsensusSubmission>> submission = chain.submission(subnet, epoch, block.hash());
        Future<Optional<NodeId>> elected = chain.elected(subnet, epoch, block.hash());
        Future<List<EventRecord>> events = chain.events(block.hash());
        return Future.all(submission, elected, events)
                .map(all -> outcome(epoch, elected.result(), submission.result(), events.result()));
    }

    private Outcome outcome(
            Epoch epoch, Optional<NodeId> elected, Optional<ConsensusSubmission> submission, List<EventRecord> events) {
        int attestors = submission
                .map(s -> (int) s.nodes().stream()
                        .filter(node -> node.classification().holds(NodeClass.VALIDATOR, epoch))
                        .count())
                .orElse(0);
        return new Outcome(
                epoch,
                elected,
                submission,
                attestors,
                of(events, ChainEvent.SubnetRewards.class).stream()
                        .filter(e -> e.subnet().equals(subnet))
                        .findFirst(),
                of(events, ChainEvent.Slashing.class).stream()
                        .filter(e -> e.subnet().equals(subnet))
                        .toList(),
                of(events, ChainEvent.NodeReputationUpdate.class).stream()
                        .filter(e -> e.subnet().equals(subnet))
                        .toList());
    }

    private static <T extends ChainEvent> List<T> of(List<EventRecord> events, Class<T> type) {
        return events.stream()
                .map(EventRecord::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
