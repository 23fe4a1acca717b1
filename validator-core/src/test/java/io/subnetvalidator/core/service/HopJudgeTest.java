package io.subnetvalidator.core.service;

import static io.subnetvalidator.core.service.ProbedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.accounting.ProbeVerdict;
import io.subnetvalidator.accounting.VerdictReached;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.fixtures.node.Fault;
import io.subnetvalidator.fixtures.node.NodeArithmetic;
import io.subnetvalidator.proofs.compare.Calibration;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.emulation.EmulatedProbes;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.verdict.ContradictoryOpening;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.KnownProfiles;
import io.subnetvalidator.proofs.verdict.OpenedModel;
import io.subnetvalidator.proofs.verdict.ProofCheck;
import io.subnetvalidator.proofs.verdict.ProofScope;
import io.subnetvalidator.proofs.verdict.ProofVerifier;
import io.subnetvalidator.proofs.verdict.SequentialDeviation;
import io.subnetvalidator.proofs.verdict.WrongComputation;
import io.subnetvalidator.scp.protocol.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of real nodes with a tiny model, judged as the service does. */
class HopJudgeTest {

    private static final BlockSpan SPAN = new BlockSpan(2, 2);
    private static final int SESSIONS = 12;

    @TempDir
    private static Path shared;

    private static ReferenceModel weights;
    private static ComparisonProfile strict;

    @TempDir
    private Path directory;

    private ProofRoom room;
    private HopJudge judge;

    @BeforeAll
    static void calibrate() {
        TinyModel.write(shared, 1, TinyShape.DEFAULT);
        weights = ReferenceModel.open(shared);
        strict = new Calibration(
                        "strict",
                        NodeArithmetic.STRICT.declared(),
                        Optional.of(weights.root()),
                        weights.hiddenSize(),
                        SPAN.count(),
                        new Calibration.Effort(
                                List.of(new Calibration.Lengths(
                                        InputProvenance.Seeded.FEWEST_TOKENS, InputProvenance.Seeded.MOST_TOKENS)),
                                120,
                                500,
                                new Guarantee(0.01, 0.99),
                                SequentialPlan.DEFAULT))
                .run(EmulatedProbes.of(weights, NodeArithmetic.STRICT.declared(), SPAN.count(), 1));
    }

    @BeforeEach
    void open() throws IOException {
        KnownProfiles profiles = ProofRoom.accepting(strict);
        room = new ProofRoom(directory, Optional.of(new SpanCache(weights)), profiles);
        judge = room.judge(new SpanCache(weights), profiles);
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void an_exact_node_that_does_right_is_correct_by_an_opened_block_and_by_its_whole_span() {
        ProbedNode node = node(NodeArithmetic.EXACT, Fault.NONE);
        HopTranscript session = node.session(0);

        assertThat(verdict(node.hop(session, Optional.empty(), Optional.empty())))
                .isEqualTo(ProbeVerdict.CORRECT);
        assertThat(verdict(node.hop(session, Optional.of(node.opening(session, 1)), Optional.empty())))
                .isEqualTo(ProbeVerdict.CORRECT);
        assertThat(room.events).isEmpty();
    }

    @Test
    void the_first_fault_of_an_exact_node_becomes_one_proof_that_later_ones_name() throws IOException {
        ProbedNode node = node(NodeArithmetic.EXACT, Fault.INT8);
        VerdictReached first = await(judge.judge(node.hop(node.session(0), Optional.empty(), Optional.empty())));
        VerdictReached second = await(judge.judge(node.hop(node.session(1), Optional.empty(), Optional.empty())));

        assertThat(first.verdict()).isEqualTo(ProbeVerdict.FAULTY);
        assertThat(second.proof()).isEqualTo(first.proof()).isPresent();
        assertThat(room.events).hasSize(1);
        assertThat(proof(first.proof()).charge()).isInstanceOf(WrongComputation.class);
    }

    @Test
    void an_opening_of_other_values_is_a_proof_without_weights() throws IOException {
        ProbedNode node = node(NodeArithmetic.EXACT, Fault.FALSE_OPENING);
        HopTranscript session = node.session(0);
        VerdictReached reached =
                await(judge.judge(node.hop(session, Optional.of(node.opening(session, 0)), Optional.empty())));

        assertThat(reached.verdict()).isEqualTo(ProbeVerdict.FAULTY);
        assertThat(proof(reached.proof()).charge()).isInstanceOf(ContradictoryOpening.class);
    }

    @Test
    void a_proof_of_somebody_else_against_the_same_node_saves_an_own_one() {
        ProbedNode node = node(NodeArithmetic.EXACT, Fault.ZEROS);
        Hash256 known = ProbedNode.filled(3);
        judge.heard(new Event.ProofJudged(known, ProbedNode.EPOCH, ProbedNode.NODE, true));

        VerdictReached reached = await(judge.judge(node.hop(node.session(0), Optional.empty(), Optional.empty())));

        assertThat(reached.proof()).contains(known);
        assertThat(room.events).isEmpty();
    }

    @Test
    void an_honest_strict_node_is_correct_in_every_session() {
        ProbedNode node = node(NodeArithmetic.STRICT, Fault.NONE);
        SaltAnchor anchor = node.anchor();

        assertThat(judged(node, anchor, 0, SESSIONS)).allMatch(one -> one.verdict() == ProbeVerdict.CORRECT);
        assertThat(room.events).isEmpty();
    }

    @Test
    void a_strict_node_with_int8_weights_is_convicted_by_its_sessions_together_and_anybody_can_confirm_it()
            throws IOException {
        ProbedNode node = node(NodeArithmetic.STRICT, Fault.INT8);
        List<VerdictReached> reached = judged(node, node.anchor(), 0, SESSIONS);
        VerdictReached last = reached.get(SESSIONS - 1);

        assertThat(reached.get(0).verdict()).isNotEqualTo(ProbeVerdict.FAULTY);
        assertThat(last.verdict()).isEqualTo(ProbeVerdict.FAULTY);
        FaultProof proof = proof(last.proof());
        assertThat(proof.charge()).isInstanceOf(SequentialDeviation.class);
        ProofVerifier elsewhere = new ProofVerifier(
                ProofRoom.accepting(strict), Optional.of(OpenedModel.open(shared)), ProofScope.ANYWHERE);
        assertThat(elsewhere.verify(proof.toBytes())).isEqualTo(new ProofCheck.Valid(proof));
    }

    @Test
    void a_test_goes_on_after_a_restart_where_it_stood() throws IOException {
        ProbedNode node = node(NodeArithmetic.STRICT, Fault.INT8);
        SaltAnchor anchor = node.anchor();
        assertThat(judged(node, anchor, 0, 4)).noneMatch(one -> one.verdict() == ProbeVerdict.FAULTY);
        judge = room.judge(new SpanCache(weights), ProofRoom.accepting(strict));

        assertThat(judged(node, anchor, 4, SESSIONS)).anyMatch(one -> one.verdict() == ProbeVerdict.FAULTY);
    }

    @Test
    void a_counter_that_is_missing_holds_the_test_until_it_is_known_that_it_was_not_answered() {
        ProbedNode node = node(NodeArithmetic.STRICT, Fault.INT8);
        SaltAnchor anchor = node.anchor();
        assertThat(judged(node, anchor, 1, SESSIONS)).noneMatch(one -> one.verdict() == ProbeVerdict.FAULTY);
        HopTranscript refused = node.session(0);
        await(judge.unanswered(
                node.announcement(),
                SessionSeries.First.of(refused.steps().get(0).request())));

        assertThat(judged(node, anchor, SESSIONS, SESSIONS + 1)).allMatch(one -> one.verdict() == ProbeVerdict.FAULTY);
    }

    @Test
    void without_an_anchor_of_the_epoch_before_or_a_profile_a_strict_node_is_undecided() throws IOException {
        ProbedNode node = node(NodeArithmetic.STRICT, Fault.INT8);
        assertThat(verdict(node.hop(node.session(0), Optional.empty(), Optional.empty())))
                .isEqualTo(ProbeVerdict.UNDECIDED);
        judge = room.judge(new SpanCache(weights), KnownProfiles.builtIn());
        assertThat(verdict(node.hop(node.session(1), Optional.empty(), Optional.of(node.anchor()))))
                .isEqualTo(ProbeVerdict.UNDECIDED);
    }

    private ProbedNode node(NodeArithmetic arithmetic, Fault fault) {
        return new ProbedNode(weights, SPAN, arithmetic, fault, room.workers);
    }

    private List<VerdictReached> judged(ProbedNode node, SaltAnchor anchor, int from, int to) {
        List<VerdictReached> reached = new ArrayList<>();
        for (int counter = from; counter < to; counter++) {
            reached.add(await(judge.judge(node.hop(node.session(counter), Optional.empty(), Optional.of(anchor)))));
        }
        return reached;
    }

    private ProbeVerdict verdict(HopJudge.Hop hop) {
        return await(judge.judge(hop)).verdict();
    }

    private FaultProof proof(Optional<Hash256> digest) {
        return FaultProof.fromBytes(
                room.store.named(digest.orElseThrow()).orElseThrow().toBytes());
    }
}
