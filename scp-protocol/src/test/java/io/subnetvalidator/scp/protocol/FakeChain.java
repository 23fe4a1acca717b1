package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One block after the other: elects, includes what waits in the pool, keeps submissions for ever. */
final class FakeChain {

    final EpochClock clock;
    final Map<Epoch, NodeId> elected = new TreeMap<>();
    final Map<Epoch, Submission> submissions = new TreeMap<>();
    final List<String> failed = new ArrayList<>();

    private final Random random;
    private final List<Consumer<FakeChain>> pool = new ArrayList<>();
    private final Map<Epoch, NodeId> planned = new HashMap<>();
    private long number;

    FakeChain(EpochClock clock, long startBlock, long seed) {
        this.clock = clock;
        this.number = startBlock - 1;
        this.random = new Random(seed);
    }

    /** Fixes who will be elected for an epoch. */
    void plan(Epoch epoch, NodeId node) {
        planned.put(epoch, node);
    }

    BlockNumber number() {
        return BlockNumber.of(number);
    }

    Epoch epoch() {
        return clock.epochOf(number());
    }

    long offset() {
        return clock.offsetOf(number());
    }

    Anchor anchor() {
        return new Anchor(number(), hash(number));
    }

    /** The submission of an epoch; there must be one. */
    Submission submission(Epoch epoch) {
        return Objects.requireNonNull(submissions.get(epoch), () -> "no submission in epoch " + epoch);
    }

    void produce(Roster roster) {
        number++;
        if (offset() == 0) {
            List<NodeId> validators = roster.validators();
            NodeId lot = validators.get(random.nextInt(validators.size()));
            elected.put(epoch(), planned.getOrDefault(epoch(), lot));
        }
        List<Consumer<FakeChain>> waiting = List.copyOf(pool);
        pool.clear();
        waiting.forEach(extrinsic -> extrinsic.accept(this));
    }

    void submitProposal(NodeId from, ProposalStatement statement, Optional<Bytes> attestData) {
        pool.add(chain -> {
            if (!from.equals(elected.get(epoch())) || submissions.containsKey(epoch())) {
                failed.add("proposal of node " + from + " in epoch " + epoch());
                return;
            }
            submissions.put(epoch(), new Submission(from, anchor(), statement, Map.of(from, attestData)));
        });
    }

    void submitAttestation(NodeId from, Optional<Bytes> data) {
        pool.add(chain -> {
            Submission submission = submissions.get(epoch());
            if (submission == null || submission.attests().containsKey(from)) {
                failed.add("attestation of node " + from + " in epoch " + epoch());
                return;
            }
            Map<NodeId, Optional<Bytes>> attests = new TreeMap<>(submission.attests());
            attests.put(from, data);
            submissions.put(
                    epoch(), new Submission(submission.proposer(), submission.at(), submission.statement(), attests));
        });
    }

    Event.HeadSeen head() {
        return new Event.HeadSeen(
                anchor(), Optional.ofNullable(elected.get(epoch())), Optional.ofNullable(submissions.get(epoch())));
    }

    static Hash256 hash(long number) {
        return Blake2b.hash256(ByteBuffer.allocate(8).putLong(number).array());
    }
}
