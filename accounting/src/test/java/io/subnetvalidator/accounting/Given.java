package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.chain.types.SubnetId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values that the tests of this module speak about. */
public final class Given {

    public static final SubnetId SUBNET = SubnetId.of(128_001);
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
    public static final LedgerIdentity IDENTITY = new LedgerIdentity(digest("genesis"), SUBNET, NodeId.of(7));

    private Given() {}

    public static Hash256 digest(String text) {
        return Blake2b.hash256(text.getBytes(StandardCharsets.UTF_8));
    }

    public static EntryScope epoch(long epoch) {
        return EntryScope.of(SUBNET, Epoch.of(epoch), BlockNumber.of(epoch * 20 + 3), NOW);
    }

    public static ProbeObserved probe(long node, String name, ProbeOutcome outcome, long latencyMs) {
        return new ProbeObserved(NodeId.of(node), digest(name), outcome, latencyMs, 16, 12);
    }

    public static VerdictReached correct(long node, String name) {
        return new VerdictReached(NodeId.of(node), digest(name), ProbeVerdict.CORRECT, Optional.empty());
    }

    public static VerdictReached faulty(long node, String name) {
        return new VerdictReached(
                NodeId.of(node), digest(name), ProbeVerdict.FAULTY, Optional.of(digest("proof of " + name)));
    }

    public static NodeObservation observation(long node) {
        return new NodeObservation(
                NodeId.of(node),
                8,
                7,
                6,
                List.of(digest("fault")),
                120,
                480,
                112,
                900,
                Optional.of(BlockSpan.between(0, 4)),
                digest("model"));
    }

    /** One entry of every kind but the first. */
    public static List<LedgerEntry> oneOfEach() {
        NodeId node = NodeId.of(3);
        return List.of(
                new RosterSeen(List.of(new RosterMember(node, NodeClass.VALIDATOR)), 32),
                new NodeAnnounced(node, Optional.of(BlockSpan.between(4, 8)), digest("model")),
                probe(3, "probe", ProbeOutcome.ANSWERED, 250),
                faulty(3, "probe"),
                new BatchSigned(digest("batch"), List.of(observation(3), NodeObservation.none(NodeId.of(7)))),
                new BatchReceived(NodeId.of(4), digest("other batch"), true, List.of(observation(3))),
                new ScoresComputed(
                        digest("policy"),
                        List.of(NodeId.of(4), NodeId.of(7)),
                        List.of(node),
                        digest("scores"),
                        List.of(new ScoreEntry(NodeId.of(4), Score.of(BigInteger.TEN.pow(30))))),
                new ElectionSeen(NodeId.of(7)),
                new ProposalSubmitted(digest("extrinsic"), digest("scores"), digest("args")),
                new AttestationDecided(
                        NodeId.of(4),
                        digest("proposal"),
                        Optional.empty(),
                        Optional.of("scores-differ"),
                        "node 3 has 5 but 0 was computed, \"quoted\" \\ and\nbroken"),
                new DutyMissed("reveal", "SV-2001", "only 2 of 5 peers were reachable"),
                new ReceiptSeen(
                        digest("extrinsic"),
                        "Network.attest",
                        digest("block"),
                        Optional.of("AlreadyAttested"),
                        Balance.of(108_157_098)),
                new SettlementSeen(NodeId.of(7), Ratio.percent(100), true),
                new RewardSeen(node, RewardSource.PROPOSER_BONUS, Balance.ofTokens(1)),
                new SlashSeen(node, Balance.ofTokens(1)),
                new ReputationSeen(node, Ratio.percent(95), Ratio.percent(90)),
                new ProofStored(digest("proof"), node, true, 1L << 40),
                new EpochClosed(3, digest("root")),
                new OperatorAction("alice", "config reload", "probe_rate 4 -> 8"));
    }
}
