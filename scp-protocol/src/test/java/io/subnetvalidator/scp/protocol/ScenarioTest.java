package io.subnetvalidator.scp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.incentives.NodeScore;
import io.subnetvalidator.incentives.ScoreRule;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole epochs of several validators; the seeds replay. Epoch 5 is observed first, so epoch 6 is the first settled one. */
class ScenarioTest {

    private static final Epoch OBSERVED = Swarm.FIRST;
    private static final Epoch SETTLED = OBSERVED.next();

    static Stream<long[]> sizesAndSeeds() {
        return Stream.of(4L, 5L, 8L).flatMap(n -> Swarm.seeds(10).mapToObj(seed -> new long[] {n, seed}));
    }

    static Stream<Long> seeds() {
        return Swarm.seeds(10).boxed();
    }

    @ParameterizedTest
    @MethodSource("sizesAndSeeds")
    void honest_validators_propose_at_once_and_attest_unanimously_in_every_epoch(long[] run) {
        Swarm swarm = Swarm.of((int) run[0], run[1]);
        swarm.runThrough(Epoch.of(SETTLED.value() + 5));
        for (long e = SETTLED.value(); e <= SETTLED.value() + 5; e++) {
            Invariants.fullyAttested(swarm, Epoch.of(e), (int) run[0]);
        }
        Invariants.honestAgree(swarm);
        Invariants.noFailedExtrinsics(swarm);
    }

    @ParameterizedTest
    @MethodSource("sizesAndSeeds")
    void up_to_f_liars_move_no_score_beyond_what_honest_validators_observed(long[] run) {
        int n = (int) run[0];
        int f = (n - 1) / 3;
        NodeId victim = NodeId.of(n + 1);
        Swarm honest = Swarm.of(n, run[1]);
        Swarm lied = Swarm.of(n, run[1]);
        for (int i = 1; i <= f; i++) {
            lied.actor(i).rows = (epoch, rows) -> rows.stream()
                    .map(row -> row.node().value() == n ? silenced(row) : row)
                    .toList();
        }
        honest.runThrough(SETTLED);
        lied.runThrough(SETTLED);
        Score before = score(honest, SETTLED, NodeId.of(n));
        Score after = score(lied, SETTLED, NodeId.of(n));
        // Uptime is 20/20 or 19/20 in honest eyes, and enters squared; f liars cannot push the median out of that
        // range.
        assertThat(after.value())
                .as(lied.replay())
                .isBetween(
                        before.value().multiply(BigInteger.valueOf(90)).divide(BigInteger.valueOf(100)),
                        before.value());
        assertThat(score(lied, SETTLED, victim)).isEqualTo(score(honest, SETTLED, victim));
        Invariants.fullyAttested(lied, SETTLED, n);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_proposer_that_lies_about_scores_stands_alone_and_the_rule_is_named(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        Actor liar = swarm.actor(2);
        swarm.chain.plan(SETTLED, liar.id);
        cheatProposal(
                liar,
                statement -> new ProposalStatement(
                        statement.context(),
                        statement.epoch(),
                        new ScoreList(statement.scores().entries().stream()
                                .map(entry -> entry.node().equals(liar.id)
                                        ? new NodeScore(
                                                entry.node(), entry.score().plus(Score.of(1)))
                                        : entry)
                                .toList()),
                        statement.prioritize(),
                        statement.remove(),
                        statement.args()));
        swarm.runThrough(SETTLED);
        assertDissent(swarm, liar, AttestRule.SCORES_DIFFER, "node 2 =");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_proposer_that_sends_a_queue_command_is_not_attested(long seed) {
        Swarm swarm = Swarm.of(4, seed);
        Actor liar = swarm.actor(1);
        swarm.chain.plan(SETTLED, liar.id);
        cheatProposal(
                liar,
                statement -> new ProposalStatement(
                        statement.context(),
                        statement.epoch(),
                        statement.scores(),
                        Optional.empty(),
                        Optional.of(NodeId.of(4)),
                        statement.args()));
        swarm.runThrough(SETTLED);
        assertDissent(swarm, liar, AttestRule.QUEUE_COMMAND, "remove");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_proposer_that_includes_fewer_than_two_thirds_is_not_attested(long seed) {
        Swarm swarm = Swarm.of(8, seed);
        Actor liar = swarm.actor(3);
        swarm.chain.plan(SETTLED, liar.id);
        liar.honest = false;
        liar.distort = (effect, s) -> {
            if (!(effect instanceof Effect.Propose propose)) {
                return List.of(effect);
            }
            return List.of(replaced(s, liar, propose, List.of(NodeId.of(1), NodeId.of(2), NodeId.of(4))));
        };
        swarm.runThrough(SETTLED);
        assertDissent(swarm, liar, AttestRule.SET_TOO_SMALL, "5 batches of 8");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_proposer_that_silences_more_than_f_validators_is_not_attested(long seed) {
        // n = 6 has f = 1 and the quorum 4, so two can be left out without breaking the quorum.
        Swarm swarm = Swarm.of(6, seed);
        Actor liar = swarm.actor(3);
        swarm.chain.plan(SETTLED, liar.id);
        liar.honest = false;
        liar.distort = (effect, s) -> effect instanceof Effect.Propose propose
                ? List.of(replaced(s, liar, propose, List.of(NodeId.of(1), NodeId.of(5))))
                : List.of(effect);
        swarm.runThrough(SETTLED);
        assertDissent(swarm, liar, AttestRule.SILENCED, "[1, 5]");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void leaving_out_f_validators_is_no_reason_to_dissent(long seed) {
        Swarm swarm = Swarm.of(6, seed);
        Actor proposer = swarm.actor(3);
        swarm.chain.plan(SETTLED, proposer.id);
        proposer.honest = false;
        proposer.distort = (effect, s) -> effect instanceof Effect.Propose propose
                ? List.of(replaced(s, proposer, propose, List.of(NodeId.of(1))))
                : List.of(effect);
        swarm.runThrough(SETTLED);
        Invariants.fullyAttested(swarm, SETTLED, 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_proposer_that_forgets_a_known_fault_proof_is_not_attested(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        Actor liar = swarm.actor(4);
        swarm.chain.plan(SETTLED, liar.id);
        swarm.runTo(OBSERVED, 5);
        swarm.convict(swarm.actor(1), NodeId.of(5), true);
        liar.honest = false;
        liar.distort = (effect, s) -> effect instanceof Effect.Propose propose
                ? List.of(replaced(s, liar, propose, List.of()))
                : List.of(effect);
        swarm.runThrough(SETTLED);
        assertDissent(swarm, liar, AttestRule.PROOF_OMITTED, "[5]");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_node_proven_faulty_is_left_out_by_everybody_and_the_proposal_names_the_proof(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        swarm.runTo(OBSERVED, 5);
        Hash256 proof = swarm.convict(swarm.actor(1), NodeId.of(6), true);
        swarm.runThrough(SETTLED);
        Submission submission = swarm.chain.submission(SETTLED);
        assertThat(submission.statement().scores().entries())
                .extracting(NodeScore::node)
                .doesNotContain(NodeId.of(6))
                .contains(NodeId.of(7));
        assertThat(ProposalArgs.fromBytes(submission.statement().args().orElseThrow())
                        .proofs())
                .contains(List.of(proof));
        Invariants.fullyAttested(swarm, SETTLED, 5);
        swarm.runThrough(SETTLED.next());
        assertThat(swarm.chain.submission(SETTLED.next()).statement().scores().entries())
                .as("a proof convicts once")
                .extracting(NodeScore::node)
                .contains(NodeId.of(6));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_false_fault_proof_convicts_nobody(long seed) {
        Swarm swarm = Swarm.of(4, seed);
        swarm.runTo(OBSERVED, 5);
        Actor framer = swarm.actor(1);
        Hash256 digest = swarm.convict(framer, NodeId.of(5), false);
        swarm.broadcast(
                framer,
                new Event.NoticeArrived(
                        new FaultProofNotice(Swarm.CONTEXT, OBSERVED, framer.id, digest, NodeId.of(5))));
        swarm.runThrough(SETTLED);
        assertThat(swarm.chain.submission(SETTLED).statement().scores().entries())
                .extracting(NodeScore::node)
                .contains(NodeId.of(5));
        assertThat(swarm.actor(2).notes(Cause.PROOF_REJECTED)).hasSize(1);
        Invariants.fullyAttested(swarm, SETTLED, 4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_proof_that_comes_after_the_settling_offset_convicts_in_this_epoch_or_the_next(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        swarm.runTo(OBSERVED, 19);
        swarm.convict(swarm.actor(1), NodeId.of(6), true);
        swarm.runThrough(SETTLED.next());
        long omissions = Stream.of(SETTLED, SETTLED.next())
                .filter(epoch -> swarm.chain.submission(epoch).statement().scores().entries().stream()
                        .noneMatch(entry -> entry.node().equals(NodeId.of(6))))
                .count();
        assertThat(omissions).as(swarm.replay()).isPositive();
        Invariants.fullyAttested(swarm, SETTLED, 5);
        Invariants.fullyAttested(swarm, SETTLED.next(), 5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_batch_that_one_validator_missed_is_fetched(long seed) {
        Swarm swarm = Swarm.of(4, seed);
        Actor deaf = swarm.actor(3);
        // The other three hear everything; this one hears no broadcast while batches are published.
        swarm.runTo(OBSERVED, 13);
        deaf.online = block -> false;
        swarm.runTo(OBSERVED, 16);
        assertThat(deaf.batches).isEmpty();
        deaf.online = block -> true;
        swarm.runThrough(SETTLED);
        assertThat(deaf.batches).hasSizeGreaterThanOrEqualTo(3);
        Invariants.fullyAttested(swarm, SETTLED, 4);
        Invariants.honestAgree(swarm);
    }

    @ParameterizedTest
    @MethodSource("sizesAndSeeds")
    void with_a_fifth_of_all_messages_lost_everybody_still_attests(long[] run) {
        Swarm swarm = Swarm.of((int) run[0], run[1]);
        swarm.loss = 0.2;
        swarm.runThrough(Epoch.of(SETTLED.value() + 3));
        for (long e = SETTLED.value(); e <= SETTLED.value() + 3; e++) {
            assertThat(swarm.chain.submission(Epoch.of(e)).attests())
                    .as("epoch %s, %s", e, swarm.replay())
                    .hasSize((int) run[0]);
        }
        Invariants.honestAgree(swarm);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_equivocating_validator_is_excluded_by_all_and_its_evidence_recorded(long seed) {
        Swarm swarm = Swarm.of(4, seed);
        Actor two = swarm.actor(2);
        two.honest = false;
        two.distort = (effect, s) ->
                effect instanceof Effect.PublishBatch publish && s.chain.epoch().equals(OBSERVED)
                        ? tellTwoStories(s, two, publish.batch())
                        : List.of(effect);
        swarm.chain.plan(SETTLED, NodeId.of(1));
        swarm.runThrough(SETTLED);
        for (Actor actor : swarm.honest()) {
            assertThat(actor.notes(Cause.EQUIVOCATION))
                    .as("node %s, %s", actor.id, swarm.replay())
                    .hasSize(1);
        }
        ProposalArgs args = ProposalArgs.fromBytes(
                swarm.chain.submission(SETTLED).statement().args().orElseThrow());
        assertThat(ValidatorBits.decode(swarm.roster(OBSERVED), args.included()).orElseThrow())
                .containsExactly(NodeId.of(1), NodeId.of(3), NodeId.of(4));
        assertThat(swarm.chain.submission(SETTLED).attests()).containsKeys(NodeId.of(3), NodeId.of(4));
        Invariants.honestAgree(swarm);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_proposer_that_includes_an_equivocator_known_in_time_is_not_attested(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        Actor two = swarm.actor(2);
        Actor liar = swarm.actor(5);
        two.honest = false;
        liar.honest = false;
        two.distort = (effect, s) ->
                effect instanceof Effect.PublishBatch publish && s.chain.epoch().equals(OBSERVED)
                        ? tellTwoStories(s, two, publish.batch())
                        : List.of(effect);
        swarm.chain.plan(SETTLED, liar.id);
        liar.distort = (effect, s) -> effect instanceof Effect.Propose propose
                ? List.of(replaced(s, liar, propose, List.of(NodeId.of(1))))
                : List.of(effect);
        swarm.runThrough(SETTLED);
        for (Actor actor : swarm.honest()) {
            assertThat(actor.dissents)
                    .as("node %s, %s", actor.id, swarm.replay())
                    .singleElement()
                    .extracting(Effect.Dissent::rule)
                    .isEqualTo(AttestRule.EQUIVOCATOR_INCLUDED);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void two_batches_that_meet_only_in_the_proposal_are_resolved_by_the_manifest(long seed) {
        // Node 2 tells node 1 one story and the others another, and nobody talks about it before the proposal.
        Swarm swarm = Swarm.of(4, seed);
        Actor two = swarm.actor(2);
        two.honest = false;
        two.distort = (effect, s) -> {
            if (!(effect instanceof Effect.PublishBatch publish)
                    || !s.chain.epoch().equals(OBSERVED)) {
                return List.of(effect);
            }
            SignedBatch first = SignedBatch.sign(publish.batch(), two.key);
            SignedBatch second = SignedBatch.sign(altered(publish.batch()), two.key);
            two.batches.put(first.digest(), first);
            s.deliver(two, new Event.BatchArrived(first));
            s.receive(s.actor(1), second);
            s.receive(s.actor(3), first);
            s.receive(s.actor(4), first);
            return List.of();
        };
        swarm.chain.plan(SETTLED, NodeId.of(1));
        swarm.runThrough(SETTLED);
        Submission submission = swarm.chain.submission(SETTLED);
        assertThat(submission.attests()).as(swarm.replay()).containsKeys(NodeId.of(3), NodeId.of(4));
        assertThat(swarm.actor(3).notes(Cause.EQUIVOCATION)).hasSize(1);
        assertThat(swarm.actor(1).notes(Cause.EQUIVOCATION))
                .as("told by the others")
                .hasSize(1);
        Invariants.honestAgree(swarm);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_validator_that_starts_in_the_middle_attests_what_it_can_recompute(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        Actor late = swarm.actor(4);
        long start = swarm.chain.clock.firstBlock(OBSERVED).value() + 17;
        late.online = block -> block >= start;
        late.rows = (epoch, rows) -> epoch.equals(OBSERVED) ? List.of() : rows;
        for (Epoch epoch = SETTLED; epoch.value() <= SETTLED.value() + 1; epoch = epoch.next()) {
            swarm.chain.plan(epoch, NodeId.of(1));
        }
        swarm.runThrough(SETTLED.next());
        assertThat(late.notes(Cause.BATCH_EMPTY)).hasSize(1);
        Invariants.fullyAttested(swarm, SETTLED, 5);
        Invariants.fullyAttested(swarm, SETTLED.next(), 5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_validator_that_starts_as_the_elected_proposer_proposes_from_fetched_batches(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        Actor late = swarm.actor(4);
        long start = swarm.chain.clock.firstBlock(SETTLED).value();
        late.online = block -> block >= start;
        swarm.chain.plan(SETTLED, late.id);
        swarm.runThrough(SETTLED);
        Invariants.fullyAttested(swarm, SETTLED, 5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void one_validator_offline_costs_one_attestation_and_nothing_else(long seed) {
        Swarm swarm = Swarm.of(4, seed);
        swarm.actor(4).online = block -> false;
        swarm.chain.plan(SETTLED, NodeId.of(2));
        swarm.runThrough(SETTLED);
        Invariants.fullyAttested(swarm, SETTLED, 3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_absent_proposer_leaves_an_epoch_without_proposal_and_the_next_one_works(long seed) {
        Swarm swarm = Swarm.of(4, seed);
        swarm.chain.plan(SETTLED, NodeId.of(3));
        swarm.chain.plan(SETTLED.next(), NodeId.of(1));
        swarm.actor(3).online =
                block -> !swarm.chain.clock.epochOf(BlockNumber.of(block)).equals(SETTLED);
        swarm.runThrough(SETTLED.next());
        assertThat(swarm.chain.submissions).doesNotContainKey(SETTLED);
        assertThat(swarm.actor(1).notes(Cause.PROPOSER_ABSENT, SETTLED)).hasSize(1);
        assertThat(swarm.chain.submission(SETTLED.next()).attests()).hasSizeGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void without_a_quorum_of_batches_nobody_proposes_and_the_numbers_are_recorded(long seed) {
        Swarm swarm = Swarm.of(5, seed);
        for (long id : List.of(3L, 4L)) {
            swarm.actor(id).online = block -> false;
        }
        swarm.chain.plan(SETTLED, NodeId.of(1));
        swarm.runThrough(SETTLED);
        assertThat(swarm.chain.submissions).doesNotContainKey(SETTLED);
        assertThat(swarm.actor(1).notes(Cause.EMPTY_HANDED, SETTLED))
                .singleElement()
                .satisfies(note -> assertThat(note.numbers())
                        .containsEntry("included", "3")
                        .containsEntry("quorum", "4")
                        .containsEntry("expected_attestors", "1")
                        .containsEntry("forecast_ratio", "200000000000000000")
                        // 100 TENSOR * 3.125 % * (1 - 0.2/0.66) = 2.18, capped at 1 (chain reference, 5.7)
                        .containsEntry("slash_if_proposed", "1000000000000000000"));
    }

    @Test
    void foreign_proposals_are_never_attested_under_never() {
        Swarm swarm = foreign(new ForeignPolicy.Never(), scores -> scores);
        assertDissent(swarm, swarm.actor(2), AttestRule.FOREIGN_PROPOSAL, "never");
    }

    @Test
    void foreign_proposals_are_attested_under_equal_when_the_lists_are_equal() {
        Swarm same = foreign(new ForeignPolicy.Equal(), scores -> scores);
        assertThat(same.chain.submission(SETTLED).attests()).hasSize(4);
        Swarm other = foreign(new ForeignPolicy.Equal(), ScenarioTest::alittleMoreForTheFirst);
        assertDissent(other, other.actor(2), AttestRule.FOREIGN_PROPOSAL, "node 1");
    }

    @Test
    void foreign_proposals_are_attested_under_close_when_every_share_is_close() {
        Swarm close = foreign(new ForeignPolicy.Close(Ratio.percent(5)), ScenarioTest::alittleMoreForTheFirst);
        assertThat(close.chain.submission(SETTLED).attests()).hasSize(4);
        Swarm far = foreign(new ForeignPolicy.Close(Ratio.of(1)), ScenarioTest::alittleMoreForTheFirst);
        assertDissent(far, far.actor(2), AttestRule.FOREIGN_PROPOSAL, "share");
    }

    @Test
    void a_lone_speaker_among_foreign_validators_proposes_once_it_has_seen_them_attest() {
        Swarm swarm = Swarm.of(5, 1);
        for (long id = 2; id <= 5; id++) {
            Actor foreign = swarm.actor(id);
            foreign.honest = false;
            foreign.distort = (effect, s) -> List.of();
        }
        swarm.chain.plan(SETTLED, NodeId.of(2));
        swarm.chain.plan(SETTLED.next(), NodeId.of(1));
        swarm.runTo(SETTLED, 0);
        ProposalStatement list = new ProposalStatement(
                Swarm.CONTEXT,
                SETTLED,
                new ScoreList(List.of(new NodeScore(NodeId.of(2), Score.of(5)))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        swarm.chain.submitProposal(NodeId.of(2), list, Optional.empty());
        swarm.block();
        List.of(3L, 4L, 5L).forEach(id -> swarm.chain.submitAttestation(NodeId.of(id), Optional.empty()));
        swarm.runThrough(SETTLED.next());
        assertThat(swarm.actor(1).proposed)
                .singleElement()
                .satisfies(propose -> assertThat(propose.statement().epoch()).isEqualTo(SETTLED.next()));
        assertThat(swarm.actor(1).dissents)
                .singleElement()
                .satisfies(d -> assertThat(d.rule()).isEqualTo(AttestRule.FOREIGN_PROPOSAL));
    }

    private static Swarm foreign(ForeignPolicy policy, UnaryOperator<ScoreList> change) {
        Swarm swarm = Swarm.of(4, policy, 1);
        Actor foreigner = swarm.actor(2);
        swarm.chain.plan(SETTLED, foreigner.id);
        cheatProposal(
                foreigner,
                statement -> new ProposalStatement(
                        statement.context(),
                        statement.epoch(),
                        change.apply(statement.scores()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        swarm.runThrough(SETTLED);
        return swarm;
    }

    private static ScoreList alittleMoreForTheFirst(ScoreList scores) {
        List<NodeScore> entries = new ArrayList<>(scores.entries());
        NodeScore first = entries.get(0);
        entries.set(
                0,
                new NodeScore(
                        first.node(),
                        Score.of(first.score()
                                .value()
                                .multiply(BigInteger.valueOf(102))
                                .divide(BigInteger.valueOf(100)))));
        return new ScoreList(entries);
    }

    private static void cheatProposal(Actor liar, UnaryOperator<ProposalStatement> cheat) {
        liar.honest = false;
        liar.distort = (effect, swarm) -> effect instanceof Effect.Propose propose
                ? List.of(new Effect.Propose(cheat.apply(propose.statement()), propose.attestData(), propose.anchor()))
                : List.of(effect);
    }

    /** A proposal, correct in itself, over all batches the liar holds except those of some validators, without proofs. */
    private static Effect replaced(Swarm swarm, Actor liar, Effect.Propose honest, List<NodeId> without) {
        Roster roster = swarm.roster(OBSERVED);
        TreeMap<NodeId, Hash256> included = new TreeMap<>();
        List<ObservationBatch> batches = new ArrayList<>();
        liar.batches.forEach((digest, batch) -> {
            if (batch.epoch().equals(OBSERVED)
                    && !without.contains(batch.validator())
                    && included.putIfAbsent(batch.validator(), digest) == null) {
                batches.add(batch.batch());
            }
        });
        ProposalManifest manifest = new ProposalManifest(Swarm.CONTEXT, OBSERVED, included, List.of());
        swarm.carryOut(liar, new Effect.OfferManifest(manifest));
        ScoreList scores = new Recomputation(
                        input -> ScoreRule.compute(swarm.policy, input).entries(), Swarm.BLOCKS)
                .scores(swarm.roster(SETTLED), roster.quorum(), batches, Set.of());
        Bytes args = ProposalArgs.of(
                        manifest,
                        swarm.policy.digest(),
                        ValidatorBits.encode(roster, included.keySet()),
                        Optional.empty())
                .toBytes();
        ProposalStatement statement = new ProposalStatement(
                Swarm.CONTEXT, SETTLED, scores, Optional.empty(), Optional.empty(), Optional.of(args));
        return new Effect.Propose(statement, honest.attestData(), honest.anchor());
    }

    private static List<Effect> tellTwoStories(Swarm swarm, Actor actor, ObservationBatch batch) {
        swarm.publish(actor, SignedBatch.sign(altered(batch), actor.key));
        return List.of(new Effect.PublishBatch(batch));
    }

    private static ObservationBatch altered(ObservationBatch batch) {
        List<NodeObservation> rows =
                batch.rows().stream().map(ScenarioTest::silenced).toList();
        return new ObservationBatch(
                batch.context(), batch.epoch(), batch.validator(), rows, batch.modelRoot(), batch.policyDigest());
    }

    /** The row of somebody who claims that the node never answered. */
    private static NodeObservation silenced(NodeObservation row) {
        return new NodeObservation(row.node(), row.sent(), 0, 0, List.of(), 0, 0, 0, 0, row.span(), row.modelRoot());
    }

    private static Score score(Swarm swarm, Epoch epoch, NodeId node) {
        return swarm.chain.submission(epoch).statement().scores().entries().stream()
                .filter(entry -> entry.node().equals(node))
                .findFirst()
                .orElseThrow()
                .score();
    }

    private static void assertDissent(Swarm swarm, Actor proposer, AttestRule rule, String difference) {
        assertThat(swarm.chain.submission(SETTLED).attests()).as(swarm.replay()).containsOnlyKeys(proposer.id);
        for (Actor actor : swarm.honest()) {
            assertThat(actor.dissents)
                    .as("dissent of node %s (%s)", actor.id, swarm.replay())
                    .singleElement()
                    .satisfies(dissent -> {
                        assertThat(dissent.rule()).isEqualTo(rule);
                        assertThat(dissent.difference()).contains(difference);
                    });
        }
    }
}
