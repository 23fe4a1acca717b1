package io.subnetvalidator.proofs.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private static final int HIDDEN = 4;
    private static final PeerKey NODE = key(1);
    private static final PeerKey REQUESTER = key(2);
    private static final SpanAnnouncement ANNOUNCEMENT = new SpanAnnouncement(
            Blake2b.domainHash("test/genesis"),
            SubnetId.of(128_001),
            NodeId.of(3),
            NODE.peerId(),
            Blake2b.domainHash("test/model"),
            new BlockSpan(0, 2),
            NumericProfile.exact(NumericProfile.NumberFormat.BF16),
            Epoch.of(5),
            HIDDEN,
            Optional.of(RowEncoding.F32));
    private static final SessionTerms TERMS = terms(0);

    @Test
    void everything_that_is_signed_reads_back_as_it_was_and_verifies() {
        SignedAnnouncement announcement = SignedAnnouncement.sign(ANNOUNCEMENT, NODE);
        HopTranscript transcript = session();

        assertThat(SignedAnnouncement.fromBytes(announcement.toBytes())).isEqualTo(announcement);
        assertThat(announcement.verifies(NODE.peerId())).isTrue();
        assertThat(announcement.verifies(REQUESTER.peerId())).isFalse();
        for (HopTranscript.Step step : transcript.steps()) {
            assertThat(step.request().verifies()).isTrue();
            assertThat(step.answer().verifies(NODE.peerId())).isTrue();
            assertThat(step.answer().verifies(REQUESTER.peerId())).isFalse();
            assertThat(SignedStepRequest.fromBytes(step.request().toBytes())).isEqualTo(step.request());
            assertThat(SignedStepAnswer.fromBytes(step.answer().toBytes())).isEqualTo(step.answer());
        }
    }

    @Test
    void only_the_named_peer_can_sign() {
        assertThatThrownBy(() -> SignedAnnouncement.sign(ANNOUNCEMENT, REQUESTER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignedStepRequest.sign(first(), NODE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_peer_id_without_an_ed25519_key_signs_nothing() {
        byte[] sha256 = new byte[34];
        sha256[0] = 0x12;
        sha256[1] = 32;

        assertThat(PeerSignature.sign(first().digest(), NODE).isBy(PeerId.ofMultihash(sha256), first().digest()))
                .isFalse();
    }

    @Test
    void every_part_of_a_request_enters_its_digest() {
        StepRequest request = session().steps().get(1).request().request();
        ScaleWriter out = new ScaleWriter();
        request.encode(out);
        byte[] bytes = out.toBytes();
        int decoded = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] mutant = bytes.clone();
            mutant[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(StepRequest.decode(new ScaleReader(mutant)).digest())
                        .as("bit %d", bit)
                        .isNotEqualTo(request.digest());
                decoded++;
            } catch (ScaleException refused) {
                assertThat(refused.offset()).isBetween(0, mutant.length);
            }
        }
        assertThat(decoded).isGreaterThan(bytes.length * 4);
    }

    @Test
    void steps_follow_each_other_only_in_one_session_and_in_order() {
        StepRequest first = first();
        StepRequest second = first.next(1, ids(9), f32(new float[HIDDEN]));
        StepRequest third = second.next(1, ids(9), f32(new float[HIDDEN]));
        StepRequest otherFirst = StepRequest.first(TERMS, 2, ids(1, 1), f32(new float[2 * HIDDEN]));

        assertThat(second.header().violationAfter(first.header())).isEmpty();
        assertThat(third.header().violationAfter(second.header())).isEmpty();
        assertThat(third.header().violationAfter(first.header())).isPresent();
        assertThat(second.header().violationAfter(otherFirst.header())).isPresent();
        assertThat(first.header().violationAfter(first.header())).isPresent();
    }

    @Test
    void requests_that_contradict_themselves_cannot_be_made() {
        RowsCommitment row = f32(new float[HIDDEN]).commitment(HIDDEN);
        Hash256 ids = ids(1).digest();
        Optional<Hash256> previous = Optional.of(Blake2b.domainHash("test/previous"));

        refused(() -> new StepHeader(TERMS, 0, 0, 2, Optional.empty(), ids, row));
        refused(() -> new StepHeader(TERMS, 0, 0, 0, Optional.empty(), ids, row));
        refused(() -> new StepHeader(TERMS, 0, 1, 1, Optional.empty(), ids, row));
        refused(() -> new StepHeader(TERMS, 0, 0, 1, previous, ids, row));
        refused(() -> new StepHeader(TERMS, 1, 1, 1, Optional.empty(), ids, row));
        refused(() -> new StepHeader(TERMS, TranscriptLimits.MAX_STEPS, 1, 1, previous, ids, row));
        refused(() -> new StepHeader(TERMS, 1, TranscriptLimits.MAX_POSITIONS, 1, previous, ids, row));
        StepHeader header = new StepHeader(TERMS, 0, 0, 1, Optional.empty(), ids, row);
        refused(() -> new StepRequest(header, f32(new float[] {1, 2, 3, 4})));
        refused(() -> new StepRequest(header, Rows.of(RowEncoding.BF16, new float[HIDDEN])));
        refused(() -> InputProvenance.TokenIds.of());
        refused(() -> InputProvenance.TokenIds.of(-1));
        refused(() -> terms(-1));
        refused(() -> terms(TranscriptLimits.MAX_COUNTER + 1));
        refused(() -> new HopTranscript(List.of()));
    }

    @Test
    void an_exact_node_cannot_declare_boundaries_that_lose_bits() {
        refused(() -> new SpanAnnouncement(
                ANNOUNCEMENT.genesis(),
                ANNOUNCEMENT.subnet(),
                ANNOUNCEMENT.node(),
                ANNOUNCEMENT.peer(),
                ANNOUNCEMENT.modelRoot(),
                ANNOUNCEMENT.span(),
                ANNOUNCEMENT.profile(),
                ANNOUNCEMENT.validFrom(),
                HIDDEN,
                Optional.of(RowEncoding.BF16)));
    }

    @Test
    void a_length_above_the_limit_is_refused_whatever_follows() {
        byte[] tooManyRows = new ScaleWriter()
                .u32(0)
                .compact(TranscriptLimits.MAX_ROW_BYTES + 1L)
                .raw(new byte[64])
                .toBytes();
        byte[] moreThanThereIs =
                new ScaleWriter().u32(0).compact(1 << 20).raw(new byte[64]).toBytes();
        byte[] tooManyTokens = new ScaleWriter()
                .u8(0)
                .compact(TranscriptLimits.MAX_TOKENS + 1)
                .raw(new byte[64])
                .toBytes();
        byte[] tooManySteps = new ScaleWriter()
                .compact(TranscriptLimits.MAX_STEPS + 1)
                .raw(new byte[4096])
                .toBytes();

        assertThatThrownBy(() -> OpenedRows.decode(new ScaleReader(tooManyRows), RowEncoding.F32))
                .isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> OpenedRows.decode(new ScaleReader(moreThanThereIs), RowEncoding.F32))
                .isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> InputProvenance.decode(new ScaleReader(tooManyTokens)))
                .isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> Opening.decode(new ScaleReader(tooManySteps), RowEncoding.F32))
                .isInstanceOf(ScaleException.class);
        refused(() -> Rows.ofBytes(RowEncoding.F32, new byte[TranscriptLimits.MAX_ROW_BYTES + 1]));
    }

    @Test
    void random_bytes_never_do_more_than_fail_to_decode() {
        SplittableRandom random = new SplittableRandom(7);
        for (HopTranscript.Step step : session().steps()) {
            byte[] request = step.request().toBytes();
            byte[] answer = step.answer().toBytes();
            for (int i = 0; i < 1500; i++) {
                byte[] asked = spoiled(request, random);
                byte[] answered = spoiled(answer, random);
                try {
                    assertThat(SignedStepRequest.fromBytes(asked).toBytes()).isEqualTo(asked);
                } catch (ScaleException refused) {
                    assertThat(refused).hasMessageContaining("at byte");
                }
                try {
                    assertThat(SignedStepAnswer.fromBytes(answered).toBytes()).isEqualTo(answered);
                } catch (ScaleException refused) {
                    assertThat(refused).hasMessageContaining("at byte");
                }
            }
        }
    }

    private static byte[] spoiled(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
        for (int at = from; at < to; at++) {
            bytes[at] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void bf16_rounds_to_nearest_even_and_keeps_special_values() {
        float[] values = {1f, 0x1.01p0f, 0x1.03p0f, -0f, Float.MAX_VALUE, Float.NaN, 0x1p-133f};

        float[] rounded = Rows.of(RowEncoding.BF16, values).values();

        assertThat(rounded).containsExactly(1f, 1f, 1.015625f, -0f, Float.POSITIVE_INFINITY, Float.NaN, 0x1p-133f);
        assertThat(Rows.of(RowEncoding.F32, values).values()).containsExactly(values);
    }

    @Test
    void half_precision_rounds_to_nearest_even_and_overflows_to_infinity() {
        float[] values = {1f, 1f + 0x1p-11f, 1f + 0x1.8p-10f, -0f, 65519f, 65520f, Float.NaN, 0x1p-24f};

        assertThat(Rows.of(RowEncoding.F16, values).values())
                .containsExactly(1f, 1f, 1f + 0x1p-9f, -0f, 65504f, Float.POSITIVE_INFINITY, Float.NaN, 0x1p-24f);
    }

    @Test
    void the_commitment_to_rows_depends_on_their_encoding_and_on_where_a_row_ends() {
        byte[] bytes = new byte[16];
        Rows halves = Rows.ofBytes(RowEncoding.BF16, bytes);

        assertThat(halves.commitment(4).root())
                .isNotEqualTo(Rows.ofBytes(RowEncoding.F16, bytes).commitment(4).root());
        assertThat(halves.commitment(4).root())
                .isNotEqualTo(halves.commitment(8).root());
    }

    @Test
    void single_rows_of_an_input_are_shown_against_its_commitment() {
        Rows rows = f32(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        CommittedRows committed = CommittedRows.of(rows.commitment(HIDDEN));
        OpenedRows one = committed.narrowed(rows.opened(), 1, 2);

        assertThat(committed.show(rows.opened())).isTrue();
        assertThat(committed.show(one)).isTrue();
        assertThat(one.rows().values()).containsExactly(5, 6, 7, 8);
        assertThat(committed.show(new OpenedRows(0, one.rows(), one.path()))).isFalse();
        assertThat(committed.show(new OpenedRows(1, f32(new float[] {5, 6, 7, 9}), one.path())))
                .isFalse();
        assertThat(committed.show(new OpenedRows(1, Rows.ofBytes(RowEncoding.F32, new byte[15]), one.path())))
                .isFalse();
        assertThat(committed.show(new OpenedRows(1, Rows.ofBytes(RowEncoding.F32, new byte[0]), one.path())))
                .isFalse();
        assertThat(committed.show(new OpenedRows(Integer.MAX_VALUE, one.rows(), one.path())))
                .isFalse();
    }

    @Test
    void rows_of_a_few_bytes_that_would_make_a_tree_of_millions_of_leaves_are_refused_before_any_is_hashed() {
        Hash256 root = Blake2b.domainHash("test/root");
        int most = TranscriptLimits.MAX_TOKENS;

        assertThat(new RowsCommitment(RowEncoding.F32, 1, most, root).rows()).isEqualTo(most);
        refused(() -> new RowsCommitment(RowEncoding.F32, 1, most + 1, root));
        refused(() -> new RowsCommitment(RowEncoding.F32, 1, TranscriptLimits.MAX_ROW_BYTES, root));
    }

    @Test
    void rows_of_a_boundary_are_shown_against_the_root_and_not_as_those_of_another_boundary() {
        float[][] outputs = {{1, 2, 3, 4, 5, 6, 7, 8}, {9, 10, 11, 12, 13, 14, 15, 16}, {0, 0, 0, 0, 0, 0, 0, 0}};
        BoundaryTree tree = BoundaryTree.over(outputs, 2, HIDDEN, RowEncoding.F32);
        CommittedRows second = CommittedRows.ofBoundary(tree.root(), RowEncoding.F32, HIDDEN, 2, 1, 2);

        assertThat(tree.open(1).rows().values()).containsExactly(outputs[1]);
        assertThat(second.show(tree.open(1))).isTrue();
        assertThat(second.show(second.narrowed(tree.open(1), 1, 2))).isTrue();
        assertThat(second.show(tree.open(0))).isFalse();
        assertThat(tree.committed(0).show(tree.open(0))).isTrue();
        assertThat(CommittedRows.ofBoundary(tree.root(), RowEncoding.BF16, HIDDEN, 2, 1, 2)
                        .show(tree.open(1)))
                .isFalse();
        refused(() -> BoundaryTree.over(outputs, 3, HIDDEN, RowEncoding.F32));
        assertThat(BoundaryTree.over(new float[][] {outputs[0]}, 2, HIDDEN, RowEncoding.F32)
                        .size())
                .isZero();
    }

    @Test
    void what_a_request_says_of_its_provenance_does_not_tell_where_the_input_comes_from() {
        InputProvenance tokens = InputProvenance.TokenIds.of(1, 2);
        SealedProvenance one = new SealedProvenance(Blake2b.domainHash("test/a"), tokens);
        SealedProvenance other = new SealedProvenance(Blake2b.domainHash("test/b"), tokens);

        assertThat(one.digest()).isNotEqualTo(other.digest());
    }

    @Test
    void a_challenge_depends_on_every_answer_and_on_the_beacon_and_favours_no_block() {
        Beacon beacon = beacon(0);
        List<Hash256> answers = session().answers();
        Hash256 session = Challenge.session(answers);
        int[] drawn = new int[7];
        for (int i = 0; i < 7000; i++) {
            drawn[Challenge.block(session, beacon(i), 7)]++;
        }

        // 1000 expected, standard deviation 29
        assertThat(Arrays.stream(drawn)).allMatch(count -> count > 850 && count < 1150);
        assertThat(Challenge.session(answers.subList(0, 1))).isNotEqualTo(session);
        assertThat(Challenge.block(session, beacon, 1)).isZero();
    }

    @Test
    void a_series_of_sessions_has_no_gap_no_repetition_and_nobody_elses_request() {
        List<SessionSeries.First> series = List.of(opens(TERMS), opens(terms(1)), opens(terms(2)), opens(terms(3)));
        SessionSeries.First later = new SessionSeries.First(
                session().steps().get(1).request().request().header(),
                opens(TERMS).signature());

        assertThat(SessionSeries.gap(series)).isEmpty();
        assertThat(SessionSeries.gap(List.of(series.get(2), series.get(0), series.get(1))))
                .isEmpty();
        assertThat(SessionSeries.gap(List.of(series.get(0), series.get(2))))
                .hasValueSatisfying(gap -> assertThat(gap).contains("counter 1 is missing"));
        assertThat(SessionSeries.gap(List.of(series.get(1)))).isPresent();
        assertThat(SessionSeries.gap(List.of(series.get(0), series.get(0)))).isPresent();
        assertThat(SessionSeries.gap(List.of(series.get(0), later))).isPresent();
        assertThat(SessionSeries.gap(List.of())).isPresent();
        SessionSeries.First forged =
                new SessionSeries.First(series.get(1).header(), series.get(0).signature());
        assertThat(SessionSeries.gap(List.of(series.get(0), forged)))
                .hasValueSatisfying(gap -> assertThat(gap).contains("not signed"));
        SessionSeries.First otherEpoch = opens(SessionTerms.of(
                ANNOUNCEMENT, Epoch.of(7), SessionId.of(new byte[16]), 1, REQUESTER.peerId(), TERMS.saltCommitment()));
        assertThat(SessionSeries.gap(List.of(series.get(0), otherEpoch))).isPresent();
    }

    private static SessionSeries.First opens(SessionTerms terms) {
        StepRequest request = StepRequest.first(terms, 1, ids(1), f32(new float[HIDDEN]));
        return SessionSeries.First.of(SignedStepRequest.sign(request, REQUESTER));
    }

    private static Beacon beacon(int number) {
        return new Beacon(BlockNumber.of(number), Blake2b.domainHash("test/block", new byte[] {
            (byte) number, (byte) (number >> 8)
        }));
    }

    private static SessionTerms terms(int counter) {
        return SessionTerms.of(
                ANNOUNCEMENT,
                Epoch.of(6),
                SessionId.of(new byte[16]),
                counter,
                REQUESTER.peerId(),
                Blake2b.domainHash("test/salt"));
    }

    private static SealedProvenance ids(int... ids) {
        return new SealedProvenance(Blake2b.domainHash("test/blind"), InputProvenance.TokenIds.of(ids));
    }

    private static Rows f32(float... values) {
        return Rows.of(RowEncoding.F32, values);
    }

    private static StepRequest first() {
        return StepRequest.first(TERMS, 2, ids(1, 2), f32(1, 2, 3, 4, 5, 6, 7, 8));
    }

    private static HopTranscript session() {
        SignedStepRequest first = SignedStepRequest.sign(first(), REQUESTER);
        SignedStepAnswer answer = answer(first.request(), RowEncoding.F32);
        SealedProvenance hop = new SealedProvenance(
                Blake2b.domainHash("test/blind"), InputProvenance.PreviousHop.of(NODE.peerId(), answer));
        SignedStepRequest second =
                SignedStepRequest.sign(first.request().next(1, hop, f32(new float[HIDDEN])), REQUESTER);
        return new HopTranscript(List.of(
                new HopTranscript.Step(first, ids(1, 2), answer),
                new HopTranscript.Step(second, hop, answer(second.request(), RowEncoding.BF16))));
    }

    private static SignedStepAnswer answer(StepRequest request, RowEncoding encoding) {
        float[] zeros = new float[request.tokens() * HIDDEN];
        BoundaryTree tree = BoundaryTree.over(new float[][] {zeros, zeros}, request.tokens(), HIDDEN, RowEncoding.F32);
        return SignedStepAnswer.sign(StepAnswer.of(request.header(), tree, Rows.of(encoding, zeros)), NODE);
    }

    private static PeerKey key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return PeerKey.ofSeed(seed);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
