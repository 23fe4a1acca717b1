package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.dispute.DisputeState.Running;
import io.subnetvalidator.proofs.dispute.Ruling.Reason;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ModelManifest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides a dispute between two validators whose traces of one block differ, without weights and without executing more than the one
 * step of the leaf. Pure: the same events in the same order give the same ruling everywhere. A party that follows its own trace of
 * the canonical computation, and moves in time, never loses.
 */
public final class Referee {

    // Places in the model's tree are numbers of two bytes in a leaf; the settings take one.
    private static final int MAX_TENSORS = 0xFFFF;

    private final Hash256 dispute;
    private final PeerId first;
    private final PeerId second;
    private final Bisection bisection;
    private final int answerBlocks;

    private Referee(Hash256 dispute, PeerId first, PeerId second, Bisection bisection, int answerBlocks) {
        this.dispute = dispute;
        this.first = first;
        this.second = second;
        this.bisection = bisection;
        this.answerBlocks = answerBlocks;
    }

    /**
     * Opens a dispute.
     *
     * @param config the model's settings, which the manifest must have the digest of
     * @param manifest the model's tensors; must have the root that the claims name
     * @param answerBlocks chain blocks each round leaves for its moves, at least 1
     * @param at the chain block that holds both claims
     */
    public static DisputeOpening open(
            ModelConfig config,
            ModelManifest manifest,
            SignedClaim first,
            SignedClaim second,
            int answerBlocks,
            BlockNumber at) {
        if (answerBlocks < 1) {
            throw new IllegalArgumentException("a round of " + answerBlocks + " blocks leaves no time for an answer");
        }
        TraceSubject subject = first.claim().subject();
        Optional<String> refused = refusal(config, manifest, first, second);
        if (refused.isPresent()) {
            return new DisputeOpening.Refused(refused.get());
        }
        BlockGraph graph;
        try {
            graph = BlockGraph.of(config, manifest, subject.block(), subject.tokens());
        } catch (ModelException | IllegalArgumentException | ArithmeticException e) {
            return new DisputeOpening.Refused("the trace cannot be disputed: " + e.getMessage());
        }
        int leaf = DisputeBounds.leafBytes(graph, manifest);
        if (leaf > LeafChecker.MAX_BYTES) {
            return new DisputeOpening.Refused("a leaf of this trace may take " + leaf + " bytes, more than the "
                    + LeafChecker.MAX_BYTES + " that can be judged");
        }
        Bisection bisection = new Bisection(graph, subject);
        Referee referee =
                new Referee(id(first, second, at), first.claimant(), second.claimant(), bisection, answerBlocks);
        Stage stage =
                bisection.start(first.claim().operationsRoot(), second.claim().operationsRoot());
        return new DisputeOpening.Opened(referee, referee.ask(0, stage, List.of(), at));
    }

    private static Optional<String> refusal(
            ModelConfig config, ModelManifest manifest, SignedClaim first, SignedClaim second) {
        TraceSubject subject = first.claim().subject();
        if (!first.verifies() || !second.verifies()) {
            return Optional.of("a claim is not signed by its claimant");
        }
        if (first.claimant().equals(second.claimant())) {
            return Optional.of(first.claimant() + " disputes with itself");
        }
        if (!subject.equals(second.claim().subject())) {
            return Optional.of(
                    "the claims are about " + subject + " and " + second.claim().subject());
        }
        if (first.claim().operationsRoot().equals(second.claim().operationsRoot())) {
            return Optional.of("the claims are equal");
        }
        if (!manifest.root().equals(subject.modelRoot())) {
            return Optional.of("the manifest at hand is of model " + manifest.root() + ", the claims are about "
                    + subject.modelRoot());
        }
        if (manifest.tensors().size() >= MAX_TENSORS) {
            return Optional.of("a leaf cannot count the " + manifest.tensors().size() + " tensors of the model");
        }
        if (!ModelManifest.settingsOf(config).equals(manifest.settings())) {
            return Optional.of("the settings at hand are not those of model " + manifest.root());
        }
        return Optional.empty();
    }

    /** Names the dispute in every move, so that moves of one cannot be used in another. */
    public Hash256 dispute() {
        return dispute;
    }

    /** What follows from an event. */
    public DisputeDecision decide(DisputeState state, DisputeEvent event) {
        if (!(state instanceof Running running)) {
            return event instanceof DisputeEvent.Message
                    ? DisputeDecision.ignored(state, "the dispute is over")
                    : DisputeDecision.unchanged(state);
        }
        if (event.at().compareTo(running.deadline()) > 0) {
            return DisputeDecision.settled(new Ruling(missing(running), Reason.SILENCE));
        }
        return event instanceof DisputeEvent.Message message
                ? receive(running, message)
                : DisputeDecision.unchanged(state);
    }

    private DisputeDecision receive(Running state, DisputeEvent.Message message) {
        SignedMove move;
        try {
            move = SignedMove.fromBytes(message.message().toBytes());
        } catch (ScaleException e) {
            return DisputeDecision.ignored(state, "not a signed move: " + e.getMessage());
        }
        if (!move.dispute().equals(dispute) || move.round() != state.round()) {
            return DisputeDecision.ignored(state, "a move of another dispute or round");
        }
        if (!move.isBy(move.side() == Side.FIRST ? first : second)) {
            return DisputeDecision.ignored(state, "a move that its party has not signed");
        }
        return judge(state, move.side(), move.body(), message.at());
    }

    private DisputeDecision judge(Running state, Side side, Bytes body, BlockNumber at) {
        Move move;
        try {
            move = Move.fromBytes(body.toBytes());
        } catch (ScaleException signedNonsense) {
            return DisputeDecision.settled(Ruling.against(side, Reason.NO_ANSWER));
        }
        if (move.equals(state.moves().get(side))) {
            return DisputeDecision.ignored(state, "the move is known already");
        }
        if (state.moves().containsKey(side)) {
            return DisputeDecision.settled(Ruling.against(side, Reason.EQUIVOCATION));
        }
        if (!Bisection.answers(state.stage(), move)) {
            return DisputeDecision.settled(Ruling.against(side, Reason.NO_ANSWER));
        }
        if (state.stage() instanceof Stage.Prove prove && move instanceof Move.Leaf leaf) {
            return DisputeDecision.settled(judgeLeaf(prove.question(), side, leaf));
        }
        if (!bisection.isConsistent(state.stage(), side, move)) {
            return DisputeDecision.settled(Ruling.against(side, Reason.INCONSISTENT));
        }
        return proceed(state, side, move, at);
    }

    private DisputeDecision proceed(Running state, Side side, Move move, BlockNumber at) {
        Map<Side, Move> moves = new EnumMap<>(Side.class);
        moves.putAll(state.moves());
        moves.put(side, move);
        Move first = moves.get(Side.FIRST);
        Move second = moves.get(Side.SECOND);
        if (first == null || second == null) {
            return DisputeDecision.unchanged(
                    new Running(state.round(), state.stage(), state.agreed(), state.deadline(), moves));
        }
        Bisection.Narrowed next = bisection.narrow(state.stage(), first, second, state.agreed());
        return ask(state.round() + 1, next.stage(), next.agreed(), at);
    }

    private DisputeDecision ask(int round, Stage stage, List<AgreedOperations> agreed, BlockNumber at) {
        BlockNumber deadline = at.plus(answerBlocks);
        return new DisputeDecision(
                new Running(round, stage, agreed, deadline, Map.of()),
                List.of(new DisputeEffect.Ask(round, stage, deadline)));
    }

    private static Ruling judgeLeaf(Question question, Side sender, Move.Leaf leaf) {
        LeafChecker.Outcome outcome = LeafChecker.decide(
                question.anchor().toBytes(), leaf.bytes().toBytes(), message -> Blake2b.hash(Hash256.LENGTH, message));
        return switch (outcome) {
            case FIRST -> Ruling.against(Side.SECOND, Reason.LEAF);
            case SECOND -> Ruling.against(Side.FIRST, Reason.LEAF);
            case NEITHER -> new Ruling(EnumSet.allOf(Side.class), Reason.LEAF);
            case INVALID -> Ruling.against(sender, Reason.INVALID_LEAF);
        };
    }

    private static Set<Side> missing(Running state) {
        Set<Side> missing = EnumSet.allOf(Side.class);
        missing.removeAll(state.moves().keySet());
        return missing;
    }

    private static Hash256 id(SignedClaim first, SignedClaim second, BlockNumber at) {
        byte[] opened = new ScaleWriter().u32(at.value()).toBytes();
        return Blake2b.domainHash(DisputeDomains.DISPUTE, first.toBytes(), second.toBytes(), opened);
    }
}
