package io.subnetvalidator.scp.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.Challenge;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.OpeningSeal;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.subnetvalidator.proofs.verdict.ContradictoryOpening;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.subnetvalidator.scp.p2p.PeerNetworkListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionRunnerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final List<Integer> PROMPT = List.of(7, 3, 11);
    private static final int NEW_TOKENS = 6;

    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final List<Libp2pNetwork> networks = new ArrayList<>();
    private final PeerKey key = PeerKey.generate(random);
    private final InferenceClient client = new InferenceClient(network(key));
    private final MemoryCounters counters = new MemoryCounters();

    @AfterEach
    void close() {
        networks.forEach(network -> await(network.close()));
        await(vertx.close());
    }

    @Test
    void a_session_through_three_nodes_gives_the_tokens_of_a_local_run() {
        SessionRecord record = run(List.of(honest(0, 2), honest(2, 3), honest(3, 6)), List.of());

        assertThat(record.brokenOff()).isEmpty();
        assertThat(record.tokens()).isEqualTo(locally());
        assertThat(record.hops()).hasSize(3).allSatisfy(hop -> {
            assertThat(hop.failure()).isEmpty();
            assertThat(hop.transcript().orElseThrow().steps()).hasSize(NEW_TOKENS);
            assertThat(hop.millis()).hasSize(NEW_TOKENS).allMatch(millis -> millis >= 5);
        });
    }

    @Test
    void every_recorded_step_is_signed_by_both_sides_and_follows_the_one_before() {
        SessionRecord record = run(List.of(honest(0, 3), honest(3, 6)), List.of());

        for (SessionRecord.Hop hop : record.hops()) {
            List<HopTranscript.Step> steps = hop.transcript().orElseThrow().steps();
            for (int i = 0; i < steps.size(); i++) {
                StepRequest request = steps.get(i).request().request();
                assertThat(steps.get(i).request().verifies()).isTrue();
                assertThat(steps.get(i).answer().verifies(hop.node().peer())).isTrue();
                if (i > 0) {
                    assertThat(request.header()
                                    .violationAfter(
                                            steps.get(i - 1).request().request().header()))
                            .isEmpty();
                }
            }
        }
        StepRequest second = record.hops()
                .get(1)
                .transcript()
                .orElseThrow()
                .steps()
                .get(2)
                .request()
                .request();
        InputProvenance provenance = record.hops()
                .get(1)
                .transcript()
                .orElseThrow()
                .steps()
                .get(2)
                .provenance()
                .content();
        assertThat(provenance).isInstanceOfSatisfying(InputProvenance.PreviousHop.class, hop -> {
            assertThat(hop.server()).isEqualTo(record.hops().get(0).node().peer());
            assertThat(hop.covers(second.header().input())).isTrue();
        });
    }

    @Test
    void sessions_at_one_node_are_numbered_without_a_gap_and_an_unanswered_one_is_shown_by_its_request() {
        Candidate failing = failingAfter(0, 0, 6);
        Candidate node = honest(0, 6);
        List<SessionSeries.First> opened = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SessionRecord record = run(List.of(failing), List.of(node));
            opened.add(hopOf(record, node).opened().orElseThrow());
            SessionSeries.First refused = hopOf(record, failing).opened().orElseThrow();
            assertThat(refused.header().terms().counter()).isEqualTo(i);
            assertThat(refused.signature().isBy(key.peerId(), refused.header().digest()))
                    .isTrue();
        }

        assertThat(SessionSeries.gap(opened)).isEmpty();
    }

    @Test
    void a_drawn_prompt_comes_from_its_seed_at_the_first_node_and_is_plain_tokens_at_its_replacement() {
        Candidate failing = failingAfter(2, 0, 6);
        Candidate spare = honest(0, 6);
        InputProvenance.Seeded seed = new InputProvenance.Seeded(beacon(1), Hash256.of(new byte[32]));

        SessionRecord record = run(List.of(failing), List.of(spare), new Prompt.Drawn(seed, ToyNode.VOCABULARY));

        HopTranscript first = hopOf(record, failing).transcript().orElseThrow();
        InputProvenance.TokenIds drawn =
                seed.tokens(failing.peer(), first.terms().counter(), ToyNode.VOCABULARY);
        assertThat(first.steps().get(0).provenance().content()).isEqualTo(seed);
        assertThat(hopOf(record, spare)
                        .transcript()
                        .orElseThrow()
                        .steps()
                        .get(0)
                        .provenance()
                        .content())
                .isEqualTo(drawn);
        assertThat(first.steps().get(0).request().request().input().values())
                .isEqualTo(ToyNode.Ends.embedding(drawn.toArray()));
    }

    @Test
    void requests_of_one_session_do_not_show_where_their_inputs_come_from() {
        SessionRecord record = run(List.of(honest(0, 6)), List.of());

        List<HopTranscript.Step> steps =
                record.hops().get(0).transcript().orElseThrow().steps();
        assertThat(steps).extracting(step -> step.provenance().blind()).doesNotHaveDuplicates();
        assertThat(steps)
                .allSatisfy(step -> assertThat(step.request().request().header().provenance())
                        .isEqualTo(step.provenance().digest()));
    }

    @Test
    void a_session_that_has_ended_is_opened_at_the_block_that_the_chain_draws() {
        Candidate node = honest(0, 6);
        HopTranscript session =
                run(List.of(node), List.of()).hops().get(0).transcript().orElseThrow();

        for (int number = 0; number < 12; number++) {
            Opening opening = await(client.open(node, session, beacon(number), DEADLINE));
            int block = Challenge.block(session.digest(), beacon(number), 6);

            assertThat(opening.steps()).hasSize(NEW_TOKENS).allSatisfy(step -> {
                assertThat(step.before().isPresent()).isEqualTo(block > 0);
                assertThat(step.behind().isPresent()).isEqualTo(block < 5);
            });
            assertThat(ContradictoryOpening.in(node.announcement(), session, opening))
                    .isEmpty();
        }
    }

    @Test
    void what_is_not_the_sealed_opening_of_the_block_that_is_due_is_no_opening() {
        PeerKey impostor = PeerKey.generate(random);
        BlockSpan span = new BlockSpan(0, 6);
        Candidate forging = serve(
                nodeKey -> new ToyNode(nodeKey, span) {
                    @Override
                    public synchronized Future<Opening> open(PeerId from, SessionId id, int steps, Beacon beacon) {
                        return super.open(from, id, steps, beacon)
                                .map(opening -> new Opening(
                                        opening.steps(),
                                        new OpeningSeal(
                                                beacon,
                                                opening.seal().content(),
                                                PeerSignature.sign(beacon.hash(), impostor))));
                    }
                },
                span);
        Candidate late = serve(
                nodeKey -> new ToyNode(nodeKey, span) {
                    @Override
                    public synchronized Future<Opening> open(PeerId from, SessionId id, int steps, Beacon beacon) {
                        return super.open(from, id, steps, beacon(99));
                    }
                },
                span);
        for (Candidate node : List.of(forging, late)) {
            HopTranscript session =
                    run(List.of(node), List.of()).hops().get(0).transcript().orElseThrow();

            assertThat(failureOf(client.open(node, session, beacon(1), DEADLINE)))
                    .isInstanceOfSatisfying(
                            PeerException.class, e -> assertThat(e.reason()).isEqualTo(PeerException.Reason.MALFORMED));
        }
    }

    @Test
    void a_node_that_keeps_nothing_refuses_to_open_with_a_code() {
        Candidate node = honest(0, 6);
        HopTranscript session =
                run(List.of(honest(0, 6)), List.of()).hops().get(0).transcript().orElseThrow();

        assertThat(failureOf(client.open(node, session, beacon(1), DEADLINE)))
                .isInstanceOfSatisfying(
                        InferenceException.class,
                        e -> assertThat(e.code()).isEqualTo(InferenceException.Code.NOT_OPENED));
    }

    @Test
    void nodes_forget_a_session_that_ended() {
        ToyNode first = new ToyNode(PeerKey.generate(random), new BlockSpan(0, 6));
        Candidate served = serve(first, first.announcement().announcement().span());
        run(List.of(served), List.of());

        assertThat(first.sessions()).isZero();
        assertThat(first.answers()).isEqualTo(NEW_TOKENS);
    }

    @Test
    void when_a_node_fails_in_the_middle_another_is_fed_its_inputs_and_the_tokens_stay_the_same() {
        Candidate failing = failingAfter(3, 2, 4);
        Candidate spare = honest(2, 4);

        SessionRecord record = run(List.of(honest(0, 2), failing, honest(4, 6)), List.of(spare));

        assertThat(record.brokenOff()).isEmpty();
        assertThat(record.tokens()).isEqualTo(locally());
        assertThat(record.hops()).extracting(SessionRecord.Hop::node).contains(failing, spare);
        SessionRecord.Hop failed = hopOf(record, failing);
        assertThat(failed.failure())
                .hasValueSatisfying(failure -> assertThat(failure.kind()).isEqualTo(HopFailure.Kind.REFUSED));
        assertThat(failed.transcript().orElseThrow().steps()).hasSize(3);
        assertThat(hopOf(record, spare).transcript().orElseThrow().steps()).hasSize(NEW_TOKENS);
    }

    @Test
    void two_nodes_can_take_over_from_one_and_one_of_them_may_fail_while_it_is_fed() {
        Candidate failing = failingAfter(4, 0, 4);
        Candidate failsInReplay = failingAfter(2, 2, 4);
        List<Candidate> spares = List.of(honest(0, 2), failsInReplay, costly(honest(2, 4)));

        SessionRecord record = run(List.of(failing, honest(4, 6)), spares);

        assertThat(record.brokenOff()).isEmpty();
        assertThat(record.tokens()).isEqualTo(locally());
        assertThat(record.hops()).hasSize(5);
        assertThat(hopOf(record, failsInReplay).failure()).isPresent();
    }

    @Test
    void without_a_replacement_the_session_breaks_off_and_keeps_what_it_has() {
        Candidate failing = failingAfter(2, 3, 6);

        SessionRecord record = run(List.of(honest(0, 3), failing), List.of());

        assertThat(record.brokenOff())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains("3-5")
                        .contains(failing.peer().text()));
        assertThat(record.tokens()).isEqualTo(locally().subList(0, 2));
        assertThat(hopOf(record, failing).transcript().orElseThrow().steps()).hasSize(2);
    }

    @Test
    void a_node_that_forgot_the_session_is_asked_again_after_a_pause_that_doubles_and_fed_all_inputs() {
        Candidate forgetful = forgettingEvery(3, new BlockSpan(2, 2));
        List<Duration> paused = new ArrayList<>();

        SessionRecord record = run(List.of(honest(0, 2), forgetful, honest(4, 6)), List.of(), patient(20, 3), paused);

        assertThat(record.brokenOff()).isEmpty();
        assertThat(record.tokens()).isEqualTo(locally());
        List<SessionRecord.Hop> tries = record.hops().stream()
                .filter(hop -> hop.node().equals(forgetful))
                .toList();
        assertThat(tries).hasSizeGreaterThan(2);
        assertThat(tries.get(tries.size() - 1).transcript().orElseThrow().steps())
                .hasSize(NEW_TOKENS);
        assertThat(SessionSeries.gap(
                        tries.stream().map(hop -> hop.opened().orElseThrow()).toList()))
                .isEmpty();
        assertThat(paused)
                .hasSize(tries.size() - 1)
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(50), Duration.ofMillis(400)));
    }

    @Test
    void a_healthy_spare_is_asked_at_once_rather_than_the_failed_node_after_a_pause() {
        Candidate failing = failingAfter(3, 0, 6);
        List<Duration> paused = new ArrayList<>();

        SessionRecord record = run(List.of(failing), List.of(costly(honest(0, 6))), patient(20, 3), paused);

        assertThat(record.tokens()).isEqualTo(locally());
        assertThat(paused).isEmpty();
        assertThat(record.hops()).hasSize(2);
    }

    @Test
    void a_node_that_keeps_failing_is_left_after_its_failures_and_the_session_names_the_blocks_it_lacks() {
        Candidate failing = failingAfter(2, 2, 6);
        List<Duration> paused = new ArrayList<>();

        SessionRecord record = run(List.of(honest(0, 2), failing), List.of(honest(4, 6)), patient(20, 3), paused);

        assertThat(record.tokens()).isEqualTo(locally().subList(0, 2));
        assertThat(paused).hasSize(2);
        assertThat(record.brokenOff())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains("the blocks 2-3;")
                        .contains(failing.peer().text())
                        .contains("no more"));
    }

    @Test
    void a_session_bears_so_many_failures_and_no_more() {
        Candidate failing = failingAfter(2, 0, 6);
        List<Duration> paused = new ArrayList<>();

        SessionRecord record = run(List.of(failing), List.of(), patient(4, 1000), paused);

        assertThat(record.brokenOff())
                .hasValueSatisfying(reason -> assertThat(reason).contains("failed 4 times"));
        assertThat(record.hops()).hasSize(4);
    }

    @Test
    void where_no_node_fits_in_for_the_failed_one_it_is_replaced_together_with_its_neighbour() {
        Candidate failing = failingAfter(3, 2, 4);
        Candidate neighbour = honest(4, 6);
        Candidate wider = honest(2, 6);

        SessionRecord record = run(List.of(honest(0, 2), failing, neighbour), List.of(wider));

        assertThat(record.brokenOff()).isEmpty();
        assertThat(record.tokens()).isEqualTo(locally());
        assertThat(hopOf(record, neighbour).failure()).isEmpty();
        assertThat(hopOf(record, neighbour).transcript().orElseThrow().steps()).hasSize(3);
        assertThat(hopOf(record, wider).transcript().orElseThrow().steps()).hasSize(NEW_TOKENS);
    }

    @Test
    void nodes_whose_spans_do_not_line_up_are_no_replacement_and_the_session_says_so() {
        Candidate failing = failingAfter(1, 0, 6);

        SessionRecord record = run(List.of(failing), List.of(honest(0, 4), honest(3, 6)));

        assertThat(record.brokenOff())
                .hasValueSatisfying(reason -> assertThat(reason).contains("do not follow each other"));
    }

    @Test
    void a_node_that_is_not_there_is_replaced_before_the_first_step() {
        PeerKey absent = PeerKey.generate(random);
        Candidate offline = new Candidate(
                new PeerAddress(absent.peerId(), "127.0.0.1", freePort()),
                ToyNode.announcement(absent, new BlockSpan(0, 6), (byte) 1),
                0);

        SessionRecord record = run(List.of(offline), List.of(honest(0, 6)));

        assertThat(record.tokens()).isEqualTo(locally());
        assertThat(hopOf(record, offline).failure())
                .hasValueSatisfying(failure -> assertThat(failure.kind()).isEqualTo(HopFailure.Kind.UNREACHABLE));
        assertThat(hopOf(record, offline).transcript()).isEmpty();
    }

    @Test
    void a_signed_answer_of_another_shape_or_without_finite_values_goes_on_record_and_ends_the_hop() {
        Candidate wrongShape = answering(Rows.of(RowEncoding.F32, new float[3]));
        Candidate notFinite = answering(Rows.of(RowEncoding.F32, filled(PROMPT.size(), Float.NaN)));

        SessionRecord record = run(List.of(wrongShape), List.of(notFinite, costly(honest(0, 6))));

        assertThat(record.tokens()).isEqualTo(locally());
        for (Candidate bad : List.of(wrongShape, notFinite)) {
            assertThat(hopOf(record, bad).failure())
                    .hasValueSatisfying(failure -> assertThat(failure.kind()).isEqualTo(HopFailure.Kind.BAD_ANSWER));
            assertThat(hopOf(record, bad).transcript().orElseThrow().steps()).hasSize(1);
        }
    }

    @Test
    void an_answer_signed_by_somebody_else_is_no_answer() {
        PeerKey impostor = PeerKey.generate(random);
        Candidate dishonest = serve(
                nodeKey -> new ToyNode(nodeKey, new BlockSpan(0, 6)) {
                    @Override
                    public synchronized Future<SignedStepAnswer> step(PeerId from, SignedStepRequest request) {
                        return super.step(from, request)
                                .map(answer -> SignedStepAnswer.sign(answer.answer(), impostor));
                    }
                },
                new BlockSpan(0, 6));

        SessionRecord record = run(List.of(dishonest), List.of());

        assertThat(record.brokenOff()).isPresent();
        assertThat(hopOf(record, dishonest).failure())
                .hasValueSatisfying(failure -> assertThat(failure.kind()).isEqualTo(HopFailure.Kind.BAD_ANSWER));
    }

    @Test
    void the_announcement_comes_signed_and_one_of_another_peer_is_refused() {
        Candidate node = honest(0, 6);
        PeerKey other = PeerKey.generate(random);
        Candidate liar = serve(nodeKey -> new ToyNode(other, new BlockSpan(0, 6)), new BlockSpan(0, 6));

        assertThat(await(client.announce(node.address(), DEADLINE))).isEqualTo(node.announcement());
        assertThat(failureOf(client.announce(liar.address(), DEADLINE)))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(PeerException.Reason.MALFORMED));
    }

    @Test
    void requests_that_are_unsigned_or_of_another_peer_are_refused_with_a_code() {
        Candidate node = honest(0, 6);
        PeerKey other = PeerKey.generate(random);
        SignedStepRequest ofOther = SignedStepRequest.sign(firstRequest(node, other), other);
        SignedStepRequest unsigned = new SignedStepRequest(firstRequest(node, key), ofOther.signature());

        for (SignedStepRequest bad : List.of(ofOther, unsigned)) {
            assertThat(failureOf(client.step(node.address(), bad, DEADLINE)))
                    .isInstanceOfSatisfying(
                            InferenceException.class,
                            e -> assertThat(e.code()).isEqualTo(InferenceException.Code.BAD_REQUEST));
        }
    }

    @Test
    void garbage_instead_of_a_request_is_refused_with_a_code() {
        Candidate node = honest(0, 6);
        Libp2pNetwork asker = network(PeerKey.generate(random));
        for (byte[] garbage : List.of(new byte[0], new byte[] {9}, new byte[] {1, 2, 3}, new byte[1000])) {
            byte[] answer = await(asker.request(
                    node.address(), InferenceRequest.PROTOCOL, garbage, InferenceRequest.MAX_BYTES, DEADLINE));
            assertThat(InferenceResponse.fromBytes(answer))
                    .isInstanceOfSatisfying(
                            InferenceResponse.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(InferenceException.Code.BAD_REQUEST));
        }
    }

    @Test
    void the_first_of_equal_logits_is_the_likeliest() {
        assertThat(SessionRunner.likeliest(new float[] {1, 3, 3, 2})).isEqualTo(1);
        assertThat(SessionRunner.likeliest(new float[] {-1})).isZero();
    }

    private SessionRecord run(List<Candidate> route, List<Candidate> spares) {
        return run(route, spares, new Prompt.Given(PROMPT));
    }

    private SessionRecord run(List<Candidate> route, List<Candidate> spares, Prompt prompt) {
        AtomicLong clock = new AtomicLong();
        SessionRunner runner =
                new SessionRunner(client, new ToyNode.Ends(), key, counters, random, () -> clock.getAndAdd(5));
        Hash256 commitment = Hash256.of(new byte[Hash256.LENGTH]);
        return await(runner.run(new SessionPlan(Epoch.of(4), route, spares, prompt, NEW_TOKENS, DEADLINE, commitment)));
    }

    private SessionRecord run(
            List<Candidate> route, List<Candidate> spares, Endurance endurance, List<Duration> paused) {
        AtomicLong clock = new AtomicLong();
        SessionRunner runner = new SessionRunner(
                client, new ToyNode.Ends(), key, counters, random, () -> clock.getAndAdd(5), endurance, pause -> {
                    paused.add(pause);
                    clock.addAndGet(pause.toMillis());
                    return Future.succeededFuture();
                });
        Hash256 commitment = Hash256.of(new byte[Hash256.LENGTH]);
        return await(runner.run(new SessionPlan(
                Epoch.of(4), route, spares, new Prompt.Given(PROMPT), NEW_TOKENS, DEADLINE, commitment)));
    }

    private static Endurance patient(int failures, int perNode) {
        return new Endurance(failures, perNode, Duration.ofMillis(120), Duration.ofMillis(400));
    }

    private static Beacon beacon(int number) {
        byte[] hash = new byte[Hash256.LENGTH];
        hash[0] = (byte) number;
        return new Beacon(BlockNumber.of(number), Hash256.of(hash));
    }

    /** The same tokens without any network. */
    private static List<Integer> locally() {
        BlockSpan all = new BlockSpan(0, ToyNode.BLOCKS);
        float[][] sums = new float[ToyNode.BLOCKS][ToyNode.HIDDEN];
        List<Integer> tokens = new ArrayList<>();
        List<Integer> fed = PROMPT;
        while (tokens.size() < NEW_TOKENS) {
            int[] ids = fed.stream().mapToInt(Integer::intValue).toArray();
            float[][] boundaries = ToyNode.through(sums, all, ToyNode.Ends.embedding(ids), ids.length);
            float[] last = boundaries[ToyNode.BLOCKS - 1];
            float[] row = java.util.Arrays.copyOfRange(last, last.length - ToyNode.HIDDEN, last.length);
            int token = SessionRunner.likeliest(ToyNode.Ends.head(row));
            tokens.add(token);
            fed = List.of(token);
        }
        return tokens;
    }

    private static SessionRecord.Hop hopOf(SessionRecord record, Candidate node) {
        return record.hops().stream()
                .filter(hop -> hop.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    @FunctionalInterface
    private interface NodeOf {
        InferenceService with(PeerKey key);
    }

    private Candidate honest(int first, int end) {
        BlockSpan span = BlockSpan.between(first, end);
        return serve(nodeKey -> new ToyNode(nodeKey, span), span);
    }

    private Candidate failingAfter(int steps, int first, int end) {
        BlockSpan span = BlockSpan.between(first, end);
        return serve(
                nodeKey -> new ToyNode(nodeKey, span) {
                    @Override
                    public synchronized Future<SignedStepAnswer> step(PeerId from, SignedStepRequest request) {
                        return answers() < steps
                                ? super.step(from, request)
                                : Future.failedFuture(
                                        new InferenceException(InferenceException.Code.OVERLOADED, "no more"));
                    }
                },
                span);
    }

    /** Serves the steps that a restart now and then leaves it able to; in the third life it stays up. */
    private Candidate forgettingEvery(int steps, BlockSpan span) {
        return serve(
                nodeKey -> new ToyNode(nodeKey, span) {
                    @Override
                    public synchronized Future<SignedStepAnswer> step(PeerId from, SignedStepRequest request) {
                        if (answers() == steps || answers() == steps + 2) {
                            forget();
                        }
                        return super.step(from, request);
                    }
                },
                span);
    }

    private Candidate answering(Rows output) {
        BlockSpan span = new BlockSpan(0, 6);
        return serve(
                nodeKey -> new ToyNode(nodeKey, span) {
                    @Override
                    public synchronized Future<SignedStepAnswer> step(PeerId from, SignedStepRequest request) {
                        return super.step(from, request)
                                .map(answer -> SignedStepAnswer.sign(
                                        new StepAnswer(
                                                new AnswerCommitment(
                                                        request.request().digest(),
                                                        answer.answer()
                                                                .commitment()
                                                                .boundaryRoot(),
                                                        output.commitment(ToyNode.HIDDEN)),
                                                output),
                                        nodeKey));
                    }
                },
                span);
    }

    private static Candidate costly(Candidate candidate) {
        return new Candidate(candidate.address(), candidate.announcement(), 100);
    }

    private Candidate serve(NodeOf node, BlockSpan span) {
        PeerKey nodeKey = PeerKey.generate(random);
        return serve(nodeKey, node.with(nodeKey), span);
    }

    private Candidate serve(ToyNode node, BlockSpan span) {
        return serve(node.key(), node, span);
    }

    private Candidate serve(PeerKey nodeKey, InferenceService service, BlockSpan span) {
        Libp2pNetwork network = network(nodeKey);
        InferenceServer.serve(network, service);
        PeerAddress address = await(network.listen("127.0.0.1", 0));
        return new Candidate(address, ToyNode.announcement(nodeKey, span, (byte) 1), 1);
    }

    private StepRequest firstRequest(Candidate node, PeerKey requester) {
        Hash256 random32 = Hash256.of(new byte[Hash256.LENGTH]);
        SessionId session = SessionId.of(new byte[SessionId.LENGTH]);
        SessionTerms terms = SessionTerms.of(node.announced(), Epoch.of(4), session, 0, requester.peerId(), random32);
        SealedProvenance provenance = new SealedProvenance(random32, InputProvenance.TokenIds.of(5));
        return StepRequest.first(terms, 1, provenance, Rows.of(RowEncoding.F32, ToyNode.Ends.embedding(new int[] {5})));
    }

    private static float[] filled(int tokens, float value) {
        float[] values = new float[tokens * ToyNode.HIDDEN];
        java.util.Arrays.fill(values, value);
        return values;
    }

    /** A port that was free a moment ago. */
    private int freePort() {
        Libp2pNetwork network = network(PeerKey.generate(random));
        int port = await(network.listen("127.0.0.1", 0)).port();
        await(network.close());
        return port;
    }

    private Libp2pNetwork network(PeerKey of) {
        Libp2pNetwork network = new Libp2pNetwork(
                vertx, of, peer -> true, PeerNetworkLimits.defaults(), PeerNetworkListener.NONE, random);
        networks.add(network);
        return network;
    }

    private static Throwable failureOf(Future<?> future) {
        try {
            await(future);
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("succeeded where a failure was due");
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("nothing happened within 30 seconds", e);
        }
    }
}
