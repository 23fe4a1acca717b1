package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.model.ModelManifest;
import io.subnetvalidator.proofs.model.NamedWeights;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TensorChunk;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A model with the true trace of one of its blocks, and a referee before whom players dispute it. */
final class Arena {

    static final int ANSWER_BLOCKS = 10;
    private static final BlockNumber OPENED = BlockNumber.of(1000);
    private static final PeerKey FIRST_KEY = key(1);
    private static final PeerKey SECOND_KEY = key(2);

    final ReferenceModel model;
    final BlockGraph graph;
    final NamedWeights weights;
    final WeightPieces pieces;
    final BlockTrace truth;
    private final ModelManifest manifest;

    private Arena(ReferenceModel model, int block, float[] input, int tokens) {
        this.model = model;
        this.manifest = model.manifest();
        this.graph = BlockGraph.of(model.config(), manifest, block, tokens);
        this.weights = model.weights(WeightTransform.NONE);
        this.truth = BlockTrace.compute(graph, weights, input);
        Map<String, TensorChunk> kept = new ConcurrentHashMap<>();
        this.pieces = (tensor, row, piece) ->
                kept.computeIfAbsent(tensor + "/" + row + "/" + piece, key -> model.chunk(tensor, row, piece));
    }

    /** How a dispute went. */
    record Result(Ruling ruling, int rounds, int moves, List<Bytes> leaves, List<Question> questions) {}

    static Arena of(SmallModel small, Path directory) {
        return new Arena(small.open(directory), 1, small.input(small.tokens()), small.tokens());
    }

    static Arena of(ReferenceModel model, float[] input, int tokens) {
        return new Arena(model, 0, input, tokens);
    }

    static PeerKey key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return PeerKey.ofSeed(seed);
    }

    Player.Honest honest() {
        return player(truth);
    }

    /** Answers from this trace with the true weights. */
    Player.Honest player(BlockTrace trace) {
        return new Player.Honest(trace, new Disputant(trace, weights, pieces));
    }

    SignedClaim claim(Hash256 operationsRoot, PeerKey key) {
        return SignedClaim.sign(new TraceClaim(truth.claim(manifest.root()).subject(), operationsRoot), key);
    }

    DisputeOpening open(Player first, Player second) {
        return Referee.open(
                model.config(),
                manifest,
                claim(first.operationsRoot(), FIRST_KEY),
                claim(second.operationsRoot(), SECOND_KEY),
                ANSWER_BLOCKS,
                OPENED);
    }

    /** Plays to the end; within a round the first player's messages arrive first. */
    Result play(Player first, Player second) {
        DisputeOpening.Opened opened = (DisputeOpening.Opened) open(first, second);
        Referee referee = opened.referee();
        DisputeDecision decision = opened.start();
        List<Bytes> leaves = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        int moves = 0;
        int rounds = 0;
        while (decision.state() instanceof DisputeState.Running running) {
            DisputeEffect.Ask ask = new DisputeEffect.Ask(running.round(), running.stage(), running.deadline());
            BlockNumber at = running.deadline();
            rounds++;
            if (running.stage() instanceof Stage.Prove prove) {
                questions.add(prove.question());
            }
            List<Bytes> messages = new ArrayList<>();
            messages.addAll(first.answer(ask, new Player.Seat(referee.dispute(), Side.FIRST, FIRST_KEY)));
            messages.addAll(second.answer(ask, new Player.Seat(referee.dispute(), Side.SECOND, SECOND_KEY)));
            for (Bytes message : messages) {
                DisputeState before = decision.state();
                decision = referee.decide(before, new DisputeEvent.Message(message, at));
                boolean counts = decision.effects().stream().noneMatch(e -> e instanceof DisputeEffect.Ignore);
                moves += counts ? 1 : 0;
                if (counts
                        && decision.state() instanceof DisputeState.Settled settled
                        && settled.ruling().reason() == Ruling.Reason.LEAF) {
                    Bytes body = SignedMove.fromBytes(message.toBytes()).body();
                    leaves.add(((Move.Leaf) Move.fromBytes(body.toBytes())).bytes());
                }
            }
            if (decision.state() instanceof DisputeState.Running still && still.round() == running.round()) {
                decision = referee.decide(still, new DisputeEvent.Block(at.plus(1)));
            }
        }
        Ruling ruling = ((DisputeState.Settled) decision.state()).ruling();
        return new Result(ruling, rounds, moves, leaves, questions);
    }
}
