package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.SequentialTest;
import io.subnetvalidator.proofs.compare.SequentialTest.Decision;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a charge over several sessions has to show, and what nobody can make of it. */
class SequentialDeviationTest {

    private static final int[] NEXT = {2};
    private static final int SESSIONS = 12;

    /** Coprime to 8, so that every bit of a byte has its turn. */
    private static final int FLIPPED = 11;

    private final FakeModel model = new FakeModel(1);
    private final Scene scene = new Scene(model, new BlockSpan(1, 3), Scene.STRICT);
    private final SaltAnchor anchor = scene.anchor(Scene.SALT);
    private final ComparisonProfile profile = profile("strict-test");
    private final ProofVerifier verifier = new ProofVerifier(
            KnownProfiles.builtIn().with(profile).with(profile("another")), Optional.of(model), ProofScope.ANYWHERE);
    private final List<Series.Session> bad = IntStream.range(0, SESSIONS)
            .mapToObj(counter -> whole(counter, false))
            .toList();
    private final SequentialDeviation charge = charge(bad);
    private final FaultProof proof = FaultProof.sign(charge, Scene.VALIDATOR);

    @Test
    void sessions_that_deviate_together_are_proved_from_the_bytes_and_end_with_the_step_that_convicts() {
        assertThat(verifier.verify(proof.toBytes())).isEqualTo(new ProofCheck.Valid(proof));
        assertThat(FaultProof.fromBytes(proof.toBytes())).isEqualTo(proof);
        assertThat(charge.claim().test().decision()).isEqualTo(Decision.FAULT);
        assertThat(proof.toBytes()).hasSizeLessThan(16_000);
        assertThat(charge.series().sessions()).hasSize(5);
        assertThat(charge.accused()).isEqualTo(Scene.NODE.peerId());
        assertThat(verifier.verify(proof).reason()).contains("SEQUENTIAL_DEVIATION over 5 steps in 5 sessions");
    }

    @Test
    void one_block_that_was_opened_again_and_again_convicts_at_the_price_of_its_choice() {
        List<Series.Session> sessions =
                IntStream.range(0, 20).mapToObj(counter -> opened(counter, 1)).toList();
        SequentialDeviation opened = charge(sessions);
        FaultProof signed = FaultProof.sign(opened, Scene.VALIDATOR);

        assertThat(verifier.verify(signed.toBytes())).isEqualTo(new ProofCheck.Valid(signed));
        assertThat(opened.claim().steps()).isEqualTo(8);
        List<Series.Session> everyThird = IntStream.range(0, 40)
                .mapToObj(counter -> counter % 3 == 0 ? opened(counter, 1) : withheld(opened(counter, 0)))
                .toList();
        assertThat(charge(everyThird).claim().steps()).isEqualTo(13);
        List<Series.Session> mixed = new ArrayList<>(sessions);
        mixed.set(1, bad.get(1));
        refused(mixed, Reason.BROKEN_SERIES, "other blocks");
        mixed.set(1, opened(1, 0));
        refused(mixed, Reason.BROKEN_SERIES, "other blocks");
    }

    @Test
    void a_session_counts_with_its_first_step_alone() {
        Scene.Asked first = scene.drawn(scene.terms(0, 0)).get(0);
        Scene.Asked next = Scene.asked(
                first, InputProvenance.TokenIds.of(NEXT), Rows.of(RowEncoding.BF16, model.embed(NEXT)), NEXT.length);
        Evidence both =
                scene.serve(List.of(first, next), bad(), RowEncoding.BF16).whole(anchor);

        assertThat(((Series.Judged) Series.judged(both)).evidence().steps()).hasSize(1);
        refused(List.of(new Series.Judged(both)), Reason.BROKEN_PROVENANCE, "tokens of step 1");
    }

    @Test
    void sessions_drawn_from_several_seeds_are_no_series() {
        Hash256 other = Blake2b.domainHash("test/other-salt");
        int count = new InputProvenance.Seeded(Scene.beacon(1), other).length(Scene.NODE.peerId(), 1);
        Series.Session session =
                Series.judged(scene.serve(scene.seeded(scene.terms(1, 1), other, count), bad(), RowEncoding.BF16)
                        .whole(scene.anchor(other)));

        refused(with(1, session), Reason.BROKEN_SERIES, "another seed");
    }

    @Test
    void a_prompt_of_another_length_or_encoding_than_is_drawn_is_somebodys_choice() {
        int due = new InputProvenance.Seeded(Scene.beacon(1), Scene.SALT).length(Scene.NODE.peerId(), 1);
        for (List<Scene.Asked> chosen : List.of(
                scene.seeded(scene.terms(1, 1), Scene.SALT, due - 1),
                scene.seeded(scene.terms(1, 1), Scene.SALT, due + 1),
                scene.seeded(scene.terms(1, 1), Scene.SALT, due, RowEncoding.F32))) {
            Series.Session session =
                    Series.judged(scene.serve(chosen, bad(), RowEncoding.BF16).whole(anchor));
            refused(with(1, session), Reason.BROKEN_PROVENANCE, "could have been chosen");
        }
    }

    @Test
    void an_output_that_another_node_signed_is_no_input_to_hold_a_tolerant_node_to() {
        Series.Session session = Series.judged(scene.serve(
                        scene.requests(scene.terms(0, 0), new int[] {3, 1, 4, 1, 5, 9}), bad(), RowEncoding.BF16)
                .whole(anchor));

        refused(List.of(session), Reason.BROKEN_PROVENANCE, "not drawn from a seed");
    }

    @Test
    void a_charge_says_what_only_the_chain_can_confirm() {
        assertThat(charge.assumptions())
                .containsExactly(
                        new Assumption.Registered(
                                Scene.EPOCH,
                                Scene.NODE.peerId(),
                                Optional.of(scene.announcement.announcement().node())),
                        new Assumption.Validates(Scene.EPOCH, Scene.VALIDATOR.peerId()),
                        new Assumption.FirstBlock(Scene.EPOCH, Scene.beacon(1)));
        SequentialDeviation opened = charge(
                IntStream.range(0, 20).mapToObj(counter -> opened(counter, 1)).toList());
        assertThat(opened.assumptions()).hasAtLeastOneElementOfType(Assumption.OnChain.class);
    }

    @Test
    void a_series_that_takes_too_long_to_judge_is_inadmissible_before_anything_is_computed() {
        long rows = bad.stream()
                .mapToLong(session -> session.first().header().tokens() * 4L)
                .sum();
        int needed = (int) (ComputeBudget.MAX_ROWS / (rows / SESSIONS)) + SESSIONS;
        List<Series.Session> many = IntStream.range(0, needed)
                .mapToObj(counter -> whole(counter, true))
                .toList();

        refused(many, Reason.TOO_COSTLY, "rows through one block");
    }

    @Test
    void unanswered_sessions_are_shown_by_their_first_requests_and_cost_evidence() {
        List<Series.Session> sessions = new ArrayList<>(bad);
        sessions.set(1, withheld(sessions.get(1)));
        SequentialDeviation gaps = charge(sessions);
        FaultProof signed = FaultProof.sign(gaps, Scene.VALIDATOR);

        assertThat(verifier.verify(signed.toBytes())).isEqualTo(new ProofCheck.Valid(signed));
        assertThat(gaps.series().sessions()).hasSize(7);
        assertThat(gaps.claim().steps()).isEqualTo(6);
    }

    @Test
    void keeping_back_what_speaks_for_the_node_does_not_convict_it() {
        List<Series.Session> oneInFour = IntStream.range(0, 40)
                .mapToObj(counter -> whole(counter, counter % 4 != 0))
                .toList();
        List<Series.Session> picked = new ArrayList<>();
        for (int counter = 0; counter < oneInFour.size(); counter++) {
            picked.add(counter % 4 == 0 ? oneInFour.get(counter) : withheld(oneInFour.get(counter)));
        }

        assertThat(SequentialDeviation.of(model, profile, series(oneInFour))).isEmpty();
        assertThat(SequentialDeviation.of(model, profile, series(picked))).isEmpty();
    }

    @Test
    void sessions_left_out_shown_twice_or_in_another_order_are_inadmissible() {
        List<Series.Session> gap = new ArrayList<>(bad);
        gap.remove(2);
        refused(gap, Reason.BROKEN_SERIES, "counter 2 is missing");
        refused(bad.subList(1, 7), Reason.BROKEN_SERIES, "counter 0 is missing");
        List<Series.Session> twice = new ArrayList<>(bad);
        twice.set(3, bad.get(2));
        refused(twice, Reason.BROKEN_SERIES, "behind counter 2");
        List<Series.Session> swapped = new ArrayList<>(bad);
        swapped.set(2, bad.get(3));
        swapped.set(3, bad.get(2));
        refused(swapped, Reason.BROKEN_SERIES, "behind counter 3");
    }

    @Test
    void a_session_of_another_epoch_requester_or_announcement_does_not_belong_to_the_series() {
        SessionTerms later = scene.terms(Epoch.of(43), 1, 1, Hash256.of(new byte[32]));
        refused(with(1, judged(later)), Reason.BROKEN_SERIES, "another epoch");
        SessionTerms other = SessionTerms.of(
                scene.announcement.announcement(),
                Scene.EPOCH,
                Scene.session(2),
                1,
                Scene.key(9).peerId(),
                Hash256.of(new byte[32]));
        refused(with(1, withheld(other, Scene.key(9))), Reason.BROKEN_SERIES, "requester");
        SignedAnnouncement again = scene.announce(Scene.STRICT, Epoch.of(41));
        SessionTerms relying = SessionTerms.of(
                again.announcement(),
                Scene.EPOCH,
                Scene.session(2),
                1,
                Scene.VALIDATOR.peerId(),
                Hash256.of(new byte[32]));
        Evidence elsewhere = Evidence.wholeSpan(again, serve(relying, false).transcript(), Optional.of(anchor));
        refused(with(1, new Series.Judged(elsewhere)), Reason.ANOTHER_ANNOUNCEMENT, "session 1");
        SessionTerms unsigned = scene.terms(1, 1);
        refused(with(1, withheld(unsigned, Scene.NODE)), Reason.BROKEN_SERIES, "not signed");
    }

    @Test
    void only_the_requester_of_the_sessions_makes_the_charge() {
        FaultProof copied = FaultProof.sign(charge, Scene.NODE_BEFORE);

        assertThat(verifier.verify(copied.toBytes()))
                .isInstanceOfSatisfying(
                        ProofCheck.Inadmissible.class,
                        check -> assertThat(check.reason()).contains("not the requester"));
    }

    @Test
    void other_figures_another_profile_and_another_program_do_not_hold() {
        SequentialTest test = charge.claim().test();
        for (SeriesVerdict.Reached other : List.of(
                new SeriesVerdict.Reached(
                        new SequentialTest(Math.nextUp(test.evidence()), test.steps(), test.decision()),
                        5,
                        charge.claim().references()),
                new SeriesVerdict.Reached(
                        new SequentialTest(test.evidence(), 4, test.decision()),
                        5,
                        charge.claim().references()),
                new SeriesVerdict.Reached(test, 5, Blake2b.domainHash("x")))) {
            assertThat(verifier.verify(signed(charge.program(), profile, charge.series(), other)))
                    .isInstanceOf(ProofCheck.Invalid.class);
        }
        assertThat(verifier.verify(signed(charge.program(), profile("unknown"), charge.series(), charge.claim())))
                .isInstanceOf(ProofCheck.Undecidable.class);
        assertThat(verifier.verify(signed(charge.program(), ComparisonProfile.EXACT, charge.series(), charge.claim())))
                .isInstanceOf(ProofCheck.Inadmissible.class);
        assertThat(verifier.verify(signed("series/0", profile, charge.series(), charge.claim())))
                .isInstanceOf(ProofCheck.Undecidable.class);
    }

    @Test
    void a_conviction_that_re_execution_does_not_reach_is_invalid() {
        List<Series.Session> good =
                IntStream.range(0, 5).mapToObj(counter -> whole(counter, true)).toList();

        assertThat(verifier.verify(signed(charge.program(), profile, series(good), charge.claim())))
                .isInstanceOf(ProofCheck.Invalid.class);
    }

    @Test
    void a_claim_that_convicts_nobody_or_a_series_that_goes_on_behind_it_is_no_charge() {
        SeriesVerdict.Reached open = new SeriesVerdict.Reached(
                new SequentialTest(9, 5, Decision.CONTINUE), 5, charge.claim().references());

        assertThatThrownBy(() -> signed(charge.program(), profile, charge.series(), open))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> signed(charge.program(), profile, series(bad), charge.claim()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cut_proofs_are_inadmissible() {
        byte[] bytes = proof.toBytes();
        for (int length = 0; length < bytes.length; length += 7) {
            assertThat(verifier.verify(Arrays.copyOf(bytes, length))).isInstanceOf(ProofCheck.Inadmissible.class);
        }
    }

    @Test
    void no_flipped_bit_leaves_a_valid_proof_whether_signed_again_or_not() {
        flip(FLIPPED);
    }

    @Test
    @Tag("slow")
    void no_single_flipped_bit_of_all_leaves_a_valid_proof() {
        flip(1);
    }

    /** Flips one bit in so many; of these one in {@link #FLIPPED} is also tried with the author's signature renewed. */
    private void flip(int stride) {
        byte[] bytes = proof.toBytes();
        IntStream.range(0, bytes.length * 8 / stride).parallel().forEach(number -> {
            int bit = number * stride;
            byte[] mutant = bytes.clone();
            mutant[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(verifier.verify(mutant)).as("bit %d", bit).isNotInstanceOf(ProofCheck.Valid.class);
            if (number % FLIPPED == 0) {
                resigned(mutant)
                        .filter(meant -> !Arrays.equals(meant.toBytes(), bytes))
                        .ifPresent(meant -> assertThat(verifier.verify(meant))
                                .as("bit %d, signed again", bit)
                                .isNotInstanceOf(ProofCheck.Valid.class));
            }
        });
    }

    private static Optional<FaultProof> resigned(byte[] mutant) {
        try {
            return Optional.of(FaultProof.sign(FaultProof.fromBytes(mutant).charge(), Scene.VALIDATOR));
        } catch (ScaleException e) {
            return Optional.empty();
        }
    }

    /** A charge over these sessions with the claim of a true one: what its author could sign. */
    private void refused(List<Series.Session> sessions, Reason reason, String detail) {
        assertThat(SeriesVerdicts.judge(model, profile, series(sessions)))
                .isInstanceOfSatisfying(SeriesVerdict.Refused.class, refused -> {
                    assertThat(refused.why().reason()).isEqualTo(reason);
                    assertThat(refused.why().detail()).contains(detail);
                });
        int steps = sessions.stream()
                .mapToInt(session -> session instanceof Series.Judged judged
                        ? judged.evidence().steps().size()
                        : 0)
                .sum();
        SeriesVerdict.Reached claim = new SeriesVerdict.Reached(
                charge.claim().test(), steps, charge.claim().references());
        assertThat(verifier.verify(signed(charge.program(), profile, series(sessions), claim)
                        .toBytes()))
                .isInstanceOf(ProofCheck.Inadmissible.class);
    }

    private static FaultProof signed(String program, ComparisonProfile by, Series series, SeriesVerdict.Reached claim) {
        return FaultProof.sign(
                new SequentialDeviation(Verdicts.KERNEL, program, by.digest(), series, claim), Scene.VALIDATOR);
    }

    private SequentialDeviation charge(List<Series.Session> sessions) {
        return SequentialDeviation.of(model, profile, series(sessions)).orElseThrow();
    }

    private Series series(List<Series.Session> sessions) {
        return new Series(scene.announcement, sessions);
    }

    private List<Series.Session> with(int counter, Series.Session session) {
        List<Series.Session> sessions = new ArrayList<>(bad);
        sessions.set(counter, session);
        return sessions;
    }

    private static Series.Session withheld(Series.Session session) {
        return new Series.Withheld(session.first());
    }

    /** A first request under other terms with this key's signature. */
    private Series.Session withheld(SessionTerms terms, PeerKey signer) {
        StepHeader known = bad.get(1).first().header();
        StepHeader header = StepHeader.first(terms, known.tokens(), known.provenance(), known.input());
        return new Series.Withheld(new SessionSeries.First(header, PeerSignature.sign(header.digest(), signer)));
    }

    private Series.Session whole(int counter, boolean honest) {
        return Series.judged(serve(scene.terms(counter, counter), honest).whole(anchor));
    }

    private Series.Session judged(SessionTerms terms) {
        return Series.judged(serve(terms, false).whole(anchor));
    }

    private Series.Session opened(int counter, int block) {
        return Series.judged(serve(scene.terms(counter, counter), false).opened(block, anchor));
    }

    private Scene.Served serve(SessionTerms terms, boolean honest) {
        return scene.serve(scene.drawn(terms), honest ? scene.honest() : bad(), RowEncoding.BF16);
    }

    private Cheat.Serving bad() {
        return new FakeModel(2).span(scene.span).open()::forward;
    }

    private ComparisonProfile profile(String name) {
        return Scene.strictProfile(model, name);
    }
}
