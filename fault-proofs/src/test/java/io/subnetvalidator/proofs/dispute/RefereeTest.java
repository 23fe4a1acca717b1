package io.subnetvalidator.proofs.dispute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.dispute.Ruling.Reason;
import io.subnetvalidator.proofs.model.ModelConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Openings, deadlines and messages that nobody can be blamed for. */
class RefereeTest {

    private static final BlockNumber OPENED = BlockNumber.of(500);
    private static final Hash256 MODEL = Hash256.parse("0x" + "5a".repeat(32));
    private static final PeerKey HONEST = Arena.key(1);
    private static final PeerKey LIAR = Arena.key(2);

    @TempDir
    private Path directory;

    private Arena arena;
    private BlockTrace lie;
    private Referee referee;
    private DisputeState.Running start;

    @BeforeEach
    void open() {
        arena = Arena.of(SmallModel.BIASED, directory);
        lie = new Lies(arena).flipped(4, 2, 20, true);
        DisputeOpening.Opened opened =
                (DisputeOpening.Opened) open(claim(arena.truth, HONEST), claim(lie, LIAR), arena.model.config());
        referee = opened.referee();
        start = (DisputeState.Running) opened.start().state();
        assertThat(opened.start().effects())
                .containsExactly(new DisputeEffect.Ask(0, start.stage(), OPENED.plus(Arena.ANSWER_BLOCKS)));
    }

    @Test
    void claims_that_leave_nothing_to_decide_are_refused() {
        SignedClaim truth = claim(arena.truth, HONEST);
        SignedClaim other = claim(lie, LIAR);
        SignedClaim forged = new SignedClaim(other.claim(), HONEST.peerId(), other.signature());
        TraceSubject subject = truth.claim().subject();
        TraceSubject shorter =
                new TraceSubject(subject.modelRoot(), subject.block(), subject.tokens() - 1, subject.inputRoot());
        TraceSubject unknown =
                new TraceSubject(Hash256.of(new byte[32]), subject.block(), subject.tokens(), subject.inputRoot());

        assertThat(refusal(truth, forged)).contains("not signed by its claimant");
        assertThat(refusal(truth, claim(arena.truth, LIAR))).contains("the claims are equal");
        assertThat(refusal(truth, claim(lie, HONEST))).contains("disputes with itself");
        assertThat(refusal(truth, claim(shorter, lie, LIAR))).contains("the claims are about");
        assertThat(refusal(claim(unknown, arena.truth, HONEST), claim(unknown, lie, LIAR)))
                .contains("the manifest at hand is of model");
        assertThat(((DisputeOpening.Refused) open(truth, other, Shapes.llama8b())).reason())
                .contains("the settings at hand are not those");
    }

    @Test
    void blocks_and_tokens_that_the_model_does_not_have_are_refused() {
        TraceSubject subject = arena.truth.claim(arena.model.root()).subject();
        TraceSubject beyond = new TraceSubject(subject.modelRoot(), 2, subject.tokens(), subject.inputRoot());
        TraceSubject tooLong = new TraceSubject(subject.modelRoot(), 1, 2000, subject.inputRoot());

        assertThat(refusal(claim(beyond, arena.truth, HONEST), claim(beyond, lie, LIAR)))
                .contains("no block 2");
        assertThat(refusal(claim(tooLong, arena.truth, HONEST), claim(tooLong, lie, LIAR)))
                .contains("2000 positions");
    }

    @Test
    void a_move_counts_up_to_its_deadline_and_not_behind_it() {
        Bytes move = honestMove(start);
        BlockNumber deadline = start.deadline();

        DisputeState moved =
                referee.decide(start, new DisputeEvent.Message(move, deadline)).state();
        assertThat(((DisputeState.Running) moved).moves()).containsOnlyKeys(Side.FIRST);
        assertThat(referee.decide(moved, new DisputeEvent.Block(deadline)).state())
                .isEqualTo(moved);
        assertThat(referee.decide(moved, new DisputeEvent.Block(deadline.plus(1)))
                        .state())
                .isEqualTo(new DisputeState.Settled(Ruling.against(Side.SECOND, Reason.SILENCE)));
        assertThat(referee.decide(start, new DisputeEvent.Message(move, deadline.plus(1)))
                        .state())
                .isEqualTo(new DisputeState.Settled(new Ruling(Set.of(Side.FIRST, Side.SECOND), Reason.SILENCE)));
    }

    @Test
    void nobody_loses_by_what_others_send_in_his_name() {
        Move move = arena.honest().party().answer(start.stage());
        Move.Children nonsense = new Move.Children(Hash256.of(new byte[32]), Hash256.of(new byte[32]));
        Hash256 id = referee.dispute();
        List<Bytes> messages = List.of(
                Bytes.EMPTY,
                Bytes.of(new byte[3000]),
                bytes(SignedMove.sign(id, 0, Side.FIRST, nonsense, LIAR)),
                bytes(SignedMove.sign(Hash256.of(new byte[32]), 0, Side.FIRST, nonsense, HONEST)),
                bytes(SignedMove.sign(id, 1, Side.FIRST, nonsense, HONEST)));

        for (Bytes message : messages) {
            DisputeDecision decision = referee.decide(start, new DisputeEvent.Message(message, OPENED));
            assertThat(decision.state()).isEqualTo(start);
            assertThat(decision.effects()).hasOnlyElementsOfType(DisputeEffect.Ignore.class);
        }
        DisputeState moved = referee.decide(
                        start,
                        new DisputeEvent.Message(bytes(SignedMove.sign(id, 0, Side.FIRST, move, HONEST)), OPENED))
                .state();
        assertThat(referee.decide(moved, new DisputeEvent.Message(honestMove(start), OPENED)))
                .as("the same move again")
                .isEqualTo(DisputeDecision.ignored(moved, "the move is known already"));
    }

    @Test
    void a_second_different_move_in_one_round_loses() {
        DisputeState moved = referee.decide(start, new DisputeEvent.Message(honestMove(start), OPENED))
                .state();
        Move other = arena.player(lie).party().answer(start.stage());
        Bytes second = bytes(SignedMove.sign(referee.dispute(), 0, Side.FIRST, other, HONEST));

        assertThat(referee.decide(moved, new DisputeEvent.Message(second, OPENED))
                        .state())
                .isEqualTo(new DisputeState.Settled(Ruling.against(Side.FIRST, Reason.EQUIVOCATION)));
    }

    @Test
    void a_settled_dispute_stays_settled() {
        DisputeState over = referee.decide(
                        start, new DisputeEvent.Block(start.deadline().plus(1)))
                .state();

        assertThat(referee.decide(over, new DisputeEvent.Message(honestMove(start), OPENED))
                        .state())
                .isEqualTo(over);
        assertThat(referee.decide(over, new DisputeEvent.Block(start.deadline().plus(99))))
                .isEqualTo(DisputeDecision.unchanged(over));
    }

    @Test
    void disputes_over_the_same_claims_at_another_time_are_other_disputes() {
        DisputeOpening.Opened later = (DisputeOpening.Opened) Referee.open(
                arena.model.config(),
                arena.model.manifest(),
                claim(arena.truth, HONEST),
                claim(lie, LIAR),
                Arena.ANSWER_BLOCKS,
                OPENED.plus(1));
        assertThat(later.referee().dispute()).isNotEqualTo(referee.dispute());
    }

    @Test
    void claims_and_moves_survive_their_encoding_and_nothing_else_is_taken_for_one() {
        SignedClaim claim = claim(lie, LIAR);
        assertThat(SignedClaim.fromBytes(claim.toBytes())).isEqualTo(claim);
        List<Move> moves = List.of(
                new Move.Children(Hash256.of(new byte[32]), MODEL),
                new Move.Piece(Bytes.of(new byte[12])),
                new Move.States(List.of(1, -1, 0x7FC00000)),
                new Move.Leaf(Bytes.of(new byte[99])));
        for (Move move : moves) {
            assertThat(Move.fromBytes(move.toBytes())).isEqualTo(move);
            SignedMove signed = SignedMove.sign(MODEL, 3, Side.SECOND, move, LIAR);
            assertThat(SignedMove.fromBytes(signed.toBytes())).isEqualTo(signed);
            assertThat(signed.isBy(LIAR.peerId())).isTrue();
            assertThat(signed.isBy(HONEST.peerId())).isFalse();
        }
        for (byte[] bytes : List.of(new byte[0], new byte[] {9}, new byte[64], new byte[] {2, 1}, tooLong())) {
            assertThatThrownBy(() -> Move.fromBytes(bytes)).isInstanceOf(ScaleException.class);
        }
    }

    private static byte[] tooLong() {
        byte[] bytes = new byte[LeafChecker.MAX_BYTES + 2];
        bytes[0] = 3;
        return bytes;
    }

    private Bytes honestMove(DisputeState.Running state) {
        Move move = arena.honest().party().answer(state.stage());
        return bytes(SignedMove.sign(referee.dispute(), state.round(), Side.FIRST, move, HONEST));
    }

    private static Bytes bytes(SignedMove move) {
        return Bytes.of(move.toBytes());
    }

    private String refusal(SignedClaim first, SignedClaim second) {
        return ((DisputeOpening.Refused) open(first, second, arena.model.config())).reason();
    }

    private DisputeOpening open(SignedClaim first, SignedClaim second, ModelConfig config) {
        return Referee.open(config, arena.model.manifest(), first, second, Arena.ANSWER_BLOCKS, OPENED);
    }

    private SignedClaim claim(BlockTrace trace, PeerKey key) {
        return claim(arena.truth.claim(arena.model.root()).subject(), trace, key);
    }

    private static SignedClaim claim(TraceSubject subject, BlockTrace trace, PeerKey key) {
        return SignedClaim.sign(new TraceClaim(subject, trace.operationsRoot()), key);
    }
}
