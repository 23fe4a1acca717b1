package io.subnetvalidator.scp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.incentives.NodeScore;
import io.subnetvalidator.scp.protocol.Event.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One machine, heads fed by hand: forks, lost extrinsics, restarts. Batches of the other validators come from a swarm. */
class EpochMachineTest {

    private static final Epoch OBSERVED = Swarm.FIRST;
    private static final Epoch SETTLED = OBSERVED.next();
    private static final NodeId SELF = NodeId.of(1);
    private static final NodeId OTHER = NodeId.of(2);

    private final Swarm swarm = Swarm.of(4, 1);
    private EpochMachine machine;
    private Effect.Propose otherProposal;

    EpochMachineTest() {
        machine = swarm.actor(SELF).machine;
        otherProposal = proposalOfTheOther();
    }

    /** Everything is there at the last block of the observed epoch. */
    @BeforeEach
    void observed() {
        swarm.runThrough(OBSERVED);
        machine.on(new Event.RosterRead(swarm.roster(SETTLED)));
    }

    @Test
    void the_elected_validator_proposes_at_offset_0_anchored_at_the_election_block() {
        Effect.Propose propose = only(Effect.Propose.class, head(0, SELF));
        assertThat(propose.anchor().number()).isEqualTo(block(0));
        assertThat(propose.statement().epoch()).isEqualTo(SETTLED);
        assertThat(propose.attestData().proposalDigest())
                .isEqualTo(propose.statement().digest());
        assertThat(machine.proposerPhase()).isEqualTo(ProposerPhase.SIGNED);
    }

    @Test
    void a_proposal_that_did_not_land_is_sent_again_with_the_same_bytes_once_its_era_is_over() {
        Effect.Propose first = only(Effect.Propose.class, head(0, SELF));
        for (long offset = 1; offset <= 6; offset++) {
            assertThat(of(Effect.Propose.class, head(offset, SELF)))
                    .as("offset " + offset)
                    .isEmpty();
        }
        Effect.Propose again = only(Effect.Propose.class, head(7, SELF));
        assertThat(again.statement()).isEqualTo(first.statement());
        assertThat(again.anchor().number()).isEqualTo(block(7));
    }

    @Test
    void a_dropped_proposal_is_sent_again_at_the_next_head_and_a_failed_one_never() {
        only(Effect.Propose.class, head(0, SELF));
        assertThat(of(Effect.Propose.class, receipt(Duty.PROPOSAL, Outcome.DROPPED)))
                .as("a pool that refuses at once must not be asked in a loop")
                .isEmpty();
        only(Effect.Propose.class, head(1, SELF));
        assertThat(of(Effect.Propose.class, receipt(Duty.PROPOSAL, Outcome.FAILED)))
                .isEmpty();
        assertThat(machine.proposerPhase()).isEqualTo(ProposerPhase.WITHHELD);
        assertThat(of(Effect.Propose.class, head(9, SELF))).isEmpty();
    }

    @Test
    void nothing_is_proposed_or_sent_again_after_the_last_offset_that_leaves_attestors_time() {
        only(Effect.Propose.class, head(0, SELF));
        for (long offset = 16; offset < Swarm.LENGTH; offset++) {
            assertThat(of(Effect.Propose.class, head(offset, SELF)))
                    .as("offset " + offset)
                    .isEmpty();
        }
    }

    @Test
    void an_election_first_seen_too_late_is_recorded_and_not_used() {
        List<Effect> effects = head(17, SELF);
        assertThat(of(Effect.Propose.class, effects)).isEmpty();
        assertThat(of(Effect.Note.class, effects))
                .extracting(Effect.Note::cause)
                .contains(Cause.PROPOSAL_TOO_LATE);
    }

    @Test
    void after_a_refused_signature_nothing_more_is_proposed_in_the_epoch() {
        only(Effect.Propose.class, head(0, SELF));
        receipt(Duty.PROPOSAL, Outcome.NOT_SIGNED);
        for (long offset = 1; offset < Swarm.LENGTH; offset++) {
            assertThat(of(Effect.Propose.class, head(offset, SELF))).isEmpty();
        }
    }

    @Test
    void batches_that_arrive_after_the_proposal_do_not_change_what_is_sent_again() {
        Effect.Propose first = only(Effect.Propose.class, head(0, SELF));
        Actor other = swarm.actor(3);
        SignedBatch held = other.batches.values().stream()
                .filter(batch -> batch.validator().equals(other.id))
                .findFirst()
                .orElseThrow();
        ObservationBatch changed = new ObservationBatch(
                held.batch().context(),
                held.epoch(),
                held.validator(),
                held.batch().rows().subList(0, 2),
                held.batch().modelRoot(),
                held.batch().policyDigest());
        PeerKey key = other.key;
        machine.on(new Event.BatchArrived(SignedBatch.sign(changed, key)));
        assertThat(only(Effect.Propose.class, head(7, SELF)).statement()).isEqualTo(first.statement());
    }

    @Test
    void an_attestation_is_anchored_at_the_proposals_block_and_sent_again_with_the_same_bytes() {
        head(0, OTHER);
        Effect.Attest attest = only(Effect.Attest.class, head(2, OTHER, submission(1, otherProposal.statement())));
        assertThat(attest.anchor().number()).isEqualTo(block(1));
        assertThat(attest.statement().data().proposalDigest())
                .isEqualTo(otherProposal.statement().digest());
        for (long offset = 3; offset <= 7; offset++) {
            assertThat(of(Effect.Attest.class, head(offset, OTHER, submission(1, otherProposal.statement()))))
                    .isEmpty();
        }
        Effect.Attest again = only(Effect.Attest.class, head(8, OTHER, submission(1, otherProposal.statement())));
        assertThat(again.statement()).isEqualTo(attest.statement());
        assertThat(again.anchor().number()).isEqualTo(block(8));
    }

    @Test
    void a_fork_with_another_proposal_is_not_attested_a_second_time() {
        head(0, OTHER);
        only(Effect.Attest.class, head(2, OTHER, submission(1, otherProposal.statement())));
        ProposalStatement second = withHint(otherProposal.statement());
        for (long offset = 2; offset < Swarm.LENGTH; offset++) {
            List<Effect> effects = head(offset, OTHER, submission(2, second));
            assertThat(of(Effect.Attest.class, effects)).as("offset " + offset).isEmpty();
        }
    }

    @Test
    void a_fork_that_moves_the_same_proposal_gets_the_same_attestation_again() {
        head(0, OTHER);
        Effect.Attest first = only(Effect.Attest.class, head(2, OTHER, submission(1, otherProposal.statement())));
        head(2, OTHER);
        assertThat(of(Effect.Attest.class, receipt(Duty.ATTESTATION, Outcome.DROPPED)))
                .isEmpty();
        Effect.Attest again = only(Effect.Attest.class, head(4, OTHER, submission(3, otherProposal.statement())));
        assertThat(again.statement()).isEqualTo(first.statement());
        assertThat(again.anchor().number()).isEqualTo(block(3));
    }

    @Test
    void a_proposal_reorganised_away_is_sent_again_and_confirmed_when_it_returns() {
        Effect.Propose propose = only(Effect.Propose.class, head(0, SELF));
        head(1, SELF, own(propose, 1));
        assertThat(machine.proposerPhase()).isEqualTo(ProposerPhase.ON_CHAIN);
        head(1, SELF);
        assertThat(machine.proposerPhase()).isEqualTo(ProposerPhase.SIGNED);
        assertThat(only(Effect.Propose.class, head(8, SELF)).statement()).isEqualTo(propose.statement());
        head(9, SELF, own(propose, 9));
        assertThat(machine.proposerPhase()).isEqualTo(ProposerPhase.ON_CHAIN);
    }

    @Test
    void a_fork_that_elects_somebody_else_turns_the_proposer_into_an_attestor() {
        only(Effect.Propose.class, head(0, SELF));
        head(0, OTHER);
        only(Effect.Attest.class, head(2, OTHER, submission(1, otherProposal.statement())));
        for (long offset = 3; offset < Swarm.LENGTH; offset++) {
            assertThat(of(Effect.Propose.class, head(offset, OTHER, submission(1, otherProposal.statement()))))
                    .isEmpty();
        }
    }

    @Test
    void a_proposal_of_the_own_node_that_this_process_did_not_make_raises_an_alarm() {
        List<Effect> effects = head(1, SELF, submissionOf(SELF, 1, otherProposal.statement()));
        assertThat(of(Effect.Note.class, effects))
                .extracting(Effect.Note::cause)
                .contains(Cause.UNKNOWN_OWN_PROPOSAL);
        assertThat(of(Effect.Attest.class, effects)).isEmpty();
    }

    @Test
    void an_attestation_made_before_a_restart_is_not_made_again() {
        Submission attested = new Submission(
                OTHER, anchor(1), otherProposal.statement(), Map.of(OTHER, Optional.empty(), SELF, Optional.empty()));
        assertThat(of(Effect.Attest.class, head(3, OTHER, attested))).isEmpty();
        assertThat(machine.attestorPhase()).isEqualTo(AttestorPhase.ON_CHAIN);
    }

    @Test
    void malformed_wrong_and_old_args_are_each_refused_by_their_rule() {
        ProposalArgs good =
                ProposalArgs.fromBytes(otherProposal.statement().args().orElseThrow());
        byte[] cut = good.toBytes().toBytes();
        assertRule(AttestRule.ARGS_MALFORMED, Bytes.of(Arrays.copyOf(cut, cut.length - 1)));
        assertRule(AttestRule.WRONG_EPOCH, args(good, SETTLED, good.policyDigest(), good.included()));
        assertRule(AttestRule.OTHER_POLICY, args(good, OBSERVED, Swarm.MODEL, good.included()));
        assertRule(AttestRule.SET_MALFORMED, args(good, OBSERVED, good.policyDigest(), Bytes.of(new byte[] {(byte) 0xFF
        })));
        assertRule(AttestRule.SET_TOO_SMALL, args(good, OBSERVED, good.policyDigest(), Bytes.of(new byte[] {3})));
    }

    @Test
    void inputs_that_nobody_delivers_end_in_a_dissent_that_names_what_is_missing() {
        ProposalArgs good =
                ProposalArgs.fromBytes(otherProposal.statement().args().orElseThrow());
        Hash256 unknown = Blake2b.hash256(new byte[] {55});
        ProposalArgs unresolvable = new ProposalArgs(
                OBSERVED,
                good.policyDigest(),
                unknown,
                good.proofRoot(),
                good.included(),
                0,
                good.proofs(),
                Optional.empty());
        ProposalStatement statement = statement(unresolvable.toBytes());
        head(0, OTHER);
        List<Effect> first = head(1, OTHER, submission(1, statement));
        assertThat(of(Effect.Fetch.class, first))
                .extracting(Effect.Fetch::wanted)
                .containsExactly(new Wanted.Manifest(OBSERVED, unresolvable.manifestKey(Swarm.CONTEXT)));
        assertThat(of(Effect.Fetch.class, first).get(0).from())
                .startsWith(OTHER)
                .doesNotContain(SELF);
        List<Effect.Dissent> dissents = new ArrayList<>();
        for (long offset = 2; offset < Swarm.LENGTH; offset++) {
            dissents.addAll(of(Effect.Dissent.class, head(offset, OTHER, submission(1, statement))));
        }
        assertThat(dissents).singleElement().satisfies(dissent -> {
            assertThat(dissent.rule()).isEqualTo(AttestRule.SET_UNRESOLVED);
            assertThat(dissent.difference()).contains("Manifest").contains("after 9 blocks");
        });
    }

    @Test
    void a_proof_that_takes_long_to_verify_is_neither_fetched_nor_verified_twice() {
        Hash256 proof = Blake2b.hash256(new byte[] {66});
        FaultProofNotice notice = new FaultProofNotice(Swarm.CONTEXT, OBSERVED, OTHER, proof, NodeId.of(5));
        head(0, OTHER);
        List<Effect> effects = new ArrayList<>(machine.on(new Event.NoticeArrived(notice)));
        effects.addAll(machine.on(new Event.ProofFetched(proof)));
        for (long offset = 1; offset < 10; offset++) {
            effects.addAll(head(offset, OTHER));
            effects.addAll(machine.on(new Event.ProofFetched(proof)));
        }
        assertThat(of(Effect.Fetch.class, effects))
                .extracting(Effect.Fetch::wanted)
                .containsOnlyOnce(new Wanted.Proof(proof));
        assertThat(of(Effect.VerifyProof.class, effects)).hasSize(1);
    }

    @Test
    void a_proof_that_could_not_be_judged_is_not_rejected_and_verified_again_when_it_is_at_hand() {
        Hash256 proof = Hash256.of(new byte[Hash256.LENGTH]);
        assertThat(of(Effect.VerifyProof.class, machine.on(new Event.ProofFetched(proof))))
                .hasSize(1);
        assertThat(of(Effect.VerifyProof.class, machine.on(new Event.ProofFetched(proof))))
                .isEmpty();

        assertThat(machine.on(new Event.ProofUndecided(proof))).isEmpty();

        assertThat(of(Effect.VerifyProof.class, machine.on(new Event.ProofFetched(proof))))
                .hasSize(1);
    }

    @Test
    void a_sender_of_proofs_that_do_not_hold_costs_a_few_re_executions_and_holds_up_nobody_else() {
        head(0, OTHER);
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            effects.addAll(machine.on(notice(OTHER, proof(i), NodeId.of(5))));
        }
        effects.addAll(machine.on(notice(NodeId.of(3), proof(99), NodeId.of(6))));
        List<Hash256> executed = judgeAll(effects, digest -> digest.equals(proof(99)), NodeId.of(6));
        assertThat(executed).contains(proof(99)).hasSizeLessThanOrEqualTo(1 + 3 + 2);
    }

    @Test
    void a_valid_proof_signed_again_and_again_is_re_executed_a_few_times_only() {
        head(0, OTHER);
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            effects.addAll(machine.on(notice(OTHER, proof(i), NodeId.of(5))));
        }
        assertThat(judgeAll(effects, digest -> true, NodeId.of(5))).hasSize(ObservationBatch.MAX_FAULTS_PER_ROW);
    }

    @Test
    void proofs_against_another_node_than_the_sender_said_count_as_false() {
        head(0, OTHER);
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            effects.addAll(machine.on(notice(OTHER, proof(i), NodeId.of(100 + i))));
        }
        assertThat(judgeAll(effects, digest -> true, NodeId.of(5))).hasSizeLessThanOrEqualTo(3 + 2);
    }

    @Test
    void whoever_names_a_proof_first_and_delivers_nothing_does_not_keep_it_from_being_judged() {
        head(0, OTHER);
        for (int i = 0; i < 60; i++) {
            machine.on(notice(OTHER, proof(i), NodeId.of(100 + i)));
        }
        List<Effect> effects = machine.on(notice(NodeId.of(3), proof(59), NodeId.of(159)));
        assertThat(only(Effect.Fetch.class, effects).wanted()).isEqualTo(new Wanted.Proof(proof(59)));
    }

    @Test
    void proofs_that_nobody_delivers_give_way_to_those_behind_them() {
        head(0, OTHER);
        machine.on(notice(OTHER, proof(1), NodeId.of(5)));
        machine.on(notice(OTHER, proof(2), NodeId.of(6)));
        machine.on(notice(OTHER, proof(3), NodeId.of(7)));
        machine.on(new Event.FetchFailed(new Wanted.Proof(proof(1))));
        assertThat(of(Effect.Fetch.class, head(1, OTHER)))
                .extracting(Effect.Fetch::wanted)
                .contains(new Wanted.Proof(proof(3)));
    }

    @Test
    void a_proposal_that_names_more_proofs_than_there_are_nodes_is_refused_before_anything_is_fetched() {
        List<Hash256> many = IntStream.range(0, swarm.roster(OBSERVED).size() + 1)
                .mapToObj(EpochMachineTest::proof)
                .sorted()
                .toList();
        head(0, OTHER);
        List<Effect> effects = head(1, OTHER, submission(1, statement(argsNaming(many))));
        assertThat(of(Effect.Fetch.class, effects)).isEmpty();
        assertThat(only(Effect.Dissent.class, effects).rule()).isEqualTo(AttestRule.PROOF_INVALID);
    }

    @Test
    void a_proposal_that_names_two_proofs_against_one_node_is_refused() {
        List<Hash256> two = Stream.of(proof(1), proof(2)).sorted().toList();
        head(0, OTHER);
        two.forEach(digest -> machine.on(new Event.ProofJudged(digest, OBSERVED, NodeId.of(5), true)));
        Effect.Dissent dissent = only(Effect.Dissent.class, head(1, OTHER, submission(1, statement(argsNaming(two)))));
        assertThat(dissent.rule()).isEqualTo(AttestRule.PROOF_INVALID);
        assertThat(dissent.difference()).contains("second").contains("node 5");
    }

    /** Delivers every proof asked for and answers every re-execution, until nothing more happens; what was re-executed. */
    private List<Hash256> judgeAll(List<Effect> effects, Predicate<Hash256> valid, NodeId accused) {
        List<Hash256> executed = new ArrayList<>();
        ArrayDeque<Effect> open = new ArrayDeque<>(effects);
        for (long offset = 2; offset < 14; offset++) {
            while (!open.isEmpty()) {
                Effect effect = open.removeFirst();
                if (effect instanceof Effect.Fetch fetch && fetch.wanted() instanceof Wanted.Proof proof) {
                    open.addAll(machine.on(new Event.ProofFetched(proof.digest())));
                } else if (effect instanceof Effect.VerifyProof verify) {
                    executed.add(verify.digest());
                    open.addAll(machine.on(
                            new Event.ProofJudged(verify.digest(), OBSERVED, accused, valid.test(verify.digest()))));
                }
            }
            open.addAll(head(offset, OTHER));
        }
        return executed;
    }

    private static Event.NoticeArrived notice(NodeId sender, Hash256 proof, NodeId accused) {
        return new Event.NoticeArrived(new FaultProofNotice(Swarm.CONTEXT, OBSERVED, sender, proof, accused));
    }

    private static Hash256 proof(int number) {
        return Blake2b.hash256(new byte[] {77, (byte) number});
    }

    private Bytes argsNaming(List<Hash256> proofs) {
        ProposalArgs good =
                ProposalArgs.fromBytes(otherProposal.statement().args().orElseThrow());
        return new ProposalArgs(
                        OBSERVED,
                        good.policyDigest(),
                        good.includedRoot(),
                        ProposalManifest.proofRoot(proofs),
                        good.included(),
                        proofs.size(),
                        Optional.of(proofs),
                        Optional.empty())
                .toBytes();
    }

    @Test
    void the_same_events_give_the_same_effects() {
        List<Effect> first = replay();
        assertThat(replay()).isEqualTo(first);
        assertThat(of(Effect.Attest.class, first)).isNotEmpty();
    }

    @Test
    void every_phase_can_be_reached_and_left_as_listed_only() {
        for (ProposerPhase phase : ProposerPhase.values()) {
            assertThat(phase.next()).doesNotContain(phase);
        }
        for (AttestorPhase phase : AttestorPhase.values()) {
            assertThat(phase.next()).doesNotContain(phase);
        }
        assertThat(AttestorPhase.SIGNED.next()).doesNotContain(AttestorPhase.VERIFYING, AttestorPhase.IDLE);
        assertThat(ProposerPhase.SIGNED.next()).doesNotContain(ProposerPhase.GATHERING, ProposerPhase.IDLE);
    }

    @Test
    void the_deadlines_keep_their_order_for_every_epoch_length_in_use() {
        for (long length : List.of(10L, 20L, 100L, 300L)) {
            Timing timing = Timing.of(length);
            assertThat(timing.close())
                    .isGreaterThanOrEqualTo((length * 7 + 9) / 10)
                    .isLessThan(timing.settle());
            assertThat(timing.settle()).isLessThan(length);
            assertThat(timing.lastProposal()).isLessThanOrEqualTo(length - 2).isGreaterThan(timing.proofPatience());
            assertThat(timing.lastAttestation()).isGreaterThan(timing.lastProposal());
        }
        assertThat(Timing.of(20)).isEqualTo(new Timing(14, 18, 2, 15, 18, 8));
    }

    private static List<Effect> replay() {
        Swarm swarm = Swarm.of(4, 3);
        List<Effect> effects = new ArrayList<>();
        for (Actor actor : swarm.actors.values()) {
            actor.distort = (effect, s) -> {
                effects.add(effect);
                return List.of(effect);
            };
        }
        swarm.loss = 0.1;
        swarm.runThrough(SETTLED.next());
        return effects;
    }

    private void assertRule(AttestRule rule, Bytes args) {
        List<Effect> effects = head(1, OTHER, submission(1, statement(args)));
        assertThat(only(Effect.Dissent.class, effects).rule()).isEqualTo(rule);
    }

    private ProposalStatement statement(Bytes args) {
        ProposalStatement good = otherProposal.statement();
        return new ProposalStatement(
                good.context(), good.epoch(), good.scores(), Optional.empty(), Optional.empty(), Optional.of(args));
    }

    private static Bytes args(ProposalArgs good, Epoch observed, Hash256 policy, Bytes included) {
        return new ProposalArgs(
                        observed,
                        policy,
                        good.includedRoot(),
                        good.proofRoot(),
                        included,
                        good.proofCount(),
                        good.proofs(),
                        Optional.empty())
                .toBytes();
    }

    private static ProposalStatement withHint(ProposalStatement statement) {
        List<NodeScore> more = new ArrayList<>(statement.scores().entries());
        more.add(new NodeScore(NodeId.of(99), Score.of(1)));
        return new ProposalStatement(
                statement.context(),
                statement.epoch(),
                new ScoreList(more),
                Optional.empty(),
                Optional.empty(),
                statement.args());
    }

    /** What validator 2 would propose, from a swarm that runs the same events. */
    private static Effect.Propose proposalOfTheOther() {
        Swarm twin = Swarm.of(4, 1);
        twin.chain.plan(SETTLED, OTHER);
        twin.runTo(SETTLED, 0);
        return twin.actor(OTHER).proposed.get(0);
    }

    private Submission own(Effect.Propose propose, long offset) {
        return submissionOf(SELF, offset, propose.statement());
    }

    private Submission submission(long offset, ProposalStatement statement) {
        return submissionOf(OTHER, offset, statement);
    }

    private Submission submissionOf(NodeId proposer, long offset, ProposalStatement statement) {
        return new Submission(proposer, anchor(offset), statement, new TreeMap<>(Map.of(proposer, Optional.empty())));
    }

    private List<Effect> head(long offset, NodeId elected) {
        return machine.on(new Event.HeadSeen(anchor(offset), Optional.of(elected), Optional.empty()));
    }

    private List<Effect> head(long offset, NodeId elected, Submission submission) {
        return machine.on(new Event.HeadSeen(anchor(offset), Optional.of(elected), Optional.of(submission)));
    }

    private List<Effect> receipt(Duty duty, Outcome outcome) {
        return machine.on(new Event.ReceiptSeen(duty, SETTLED, outcome, Optional.empty(), "test"));
    }

    private BlockNumber block(long offset) {
        return swarm.chain.clock.firstBlock(SETTLED).plus(offset);
    }

    private Anchor anchor(long offset) {
        return new Anchor(block(offset), FakeChain.hash(block(offset).value()));
    }

    private static <T extends Effect> List<T> of(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <T extends Effect> T only(Class<T> kind, List<Effect> effects) {
        List<T> found = of(kind, effects);
        assertThat(found).as(kind.getSimpleName() + " in " + effects).hasSize(1);
        return found.get(0);
    }
}
