package io.subnetvalidator.proofs.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Arrays;
import java.util.Collections;
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
            HIDDEN);
    private static final SessionTerms TERMS =
            SessionTerms.of(ANNOUNCEMENT, Epoch.of(6), SessionId.of(new byte[16]), REQUESTER.peerId());

    @Test
    void everything_that_is_signed_reads_back_as_it_was_and_verifies() {
        SignedAnnouncement announcement = SignedAnnouncement.sign(ANNOUNCEMENT, NODE);
        HopTranscript transcript = session();

        assertThat(SignedAnnouncement.fromBytes(announcement.toBytes())).isEqualTo(announcement);
        assertThat(announcement.verifies(NODE.peerId())).isTrue();
        assertThat(announcement.verifies(REQUESTER.peerId())).isFalse();
        assertThat(HopTranscript.fromBytes(transcript.toBytes())).isEqualTo(transcript);
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
        StepRequest second = first.next(1, InputProvenance.TokenIds.of(9), new float[HIDDEN]);
        StepRequest third = second.next(1, InputProvenance.TokenIds.of(9), new float[HIDDEN]);
        StepRequest otherFirst = StepRequest.first(TERMS, 2, InputProvenance.TokenIds.of(1, 1), new float[2 * HIDDEN]);

        assertThat(second.violationAfter(first)).isEmpty();
        assertThat(third.violationAfter(second)).isEmpty();
        assertThat(third.violationAfter(first)).isPresent();
        assertThat(second.violationAfter(otherFirst)).isPresent();
        assertThat(first.violationAfter(first)).isPresent();
    }

    @Test
    void requests_that_contradict_themselves_cannot_be_made() {
        InputProvenance ids = InputProvenance.TokenIds.of(1);
        Rows row = Rows.of(RowEncoding.F32, new float[HIDDEN]);
        Optional<Hash256> previous = Optional.of(Blake2b.domainHash("test/previous"));

        refused(() -> new StepRequest(TERMS, 0, 0, 2, Optional.empty(), ids, row));
        refused(() -> new StepRequest(TERMS, 0, 0, 0, Optional.empty(), ids, row));
        refused(() -> new StepRequest(TERMS, 0, 1, 1, Optional.empty(), ids, row));
        refused(() -> new StepRequest(TERMS, 0, 0, 1, previous, ids, row));
        refused(() -> new StepRequest(TERMS, 1, 1, 1, Optional.empty(), ids, row));
        refused(() -> new StepRequest(TERMS, TranscriptLimits.MAX_STEPS, 1, 1, previous, ids, row));
        refused(() -> new StepRequest(TERMS, 1, TranscriptLimits.MAX_POSITIONS, 1, previous, ids, row));
        refused(() ->
                new StepRequest(TERMS, 0, 0, 1, Optional.empty(), ids, Rows.of(RowEncoding.BF16, new float[HIDDEN])));
        refused(() -> InputProvenance.TokenIds.of());
        refused(() -> InputProvenance.TokenIds.of(-1));
        refused(() -> new HopTranscript(List.of()));
        refused(() -> new HopTranscript(Collections.nCopies(
                TranscriptLimits.MAX_STEPS + 1, session().steps().get(0))));
    }

    @Test
    void a_length_above_the_limit_is_refused_whatever_follows() {
        byte[] tooManyRows = new ScaleWriter()
                .u8(RowEncoding.F32.code())
                .compact(TranscriptLimits.MAX_ROW_BYTES + 1L)
                .raw(new byte[64])
                .toBytes();
        byte[] moreThanThereIs =
                new ScaleWriter().u8(0).compact(1 << 20).raw(new byte[64]).toBytes();
        byte[] tooManyTokens = new ScaleWriter()
                .u8(0)
                .compact(TranscriptLimits.MAX_TOKENS + 1)
                .raw(new byte[64])
                .toBytes();
        byte[] tooManySteps = new ScaleWriter()
                .compact(TranscriptLimits.MAX_STEPS + 1)
                .raw(new byte[4096])
                .toBytes();

        assertThatThrownBy(() -> Rows.decode(new ScaleReader(tooManyRows))).isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> Rows.decode(new ScaleReader(moreThanThereIs))).isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> InputProvenance.decode(new ScaleReader(tooManyTokens)))
                .isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> HopTranscript.fromBytes(tooManySteps)).isInstanceOf(ScaleException.class);
        refused(() -> Rows.ofBytes(RowEncoding.F32, new byte[TranscriptLimits.MAX_ROW_BYTES + 1]));
    }

    @Test
    void random_bytes_never_do_more_than_fail_to_decode() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] good = session().toBytes();
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = good.clone();
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
            for (int at = from; at < to; at++) {
                bytes[at] = (byte) random.nextInt(256);
            }
            try {
                assertThat(HopTranscript.fromBytes(bytes).toBytes()).isEqualTo(bytes);
            } catch (ScaleException refused) {
                assertThat(refused).hasMessageContaining("at byte");
            }
        }
    }

    @Test
    void bf16_rounds_to_nearest_even_and_keeps_special_values() {
        float[] values = {1f, 0x1.01p0f, 0x1.03p0f, -0f, Float.MAX_VALUE, Float.NaN, 0x1p-133f};

        float[] rounded = Rows.of(RowEncoding.BF16, values).values();

        assertThat(rounded).containsExactly(1f, 1f, 1.015625f, -0f, Float.POSITIVE_INFINITY, Float.NaN, 0x1p-133f);
        assertThat(Rows.of(RowEncoding.F32, values).values()).containsExactly(values);
    }

    @Test
    void the_digest_of_rows_depends_on_their_encoding() {
        byte[] bytes = new byte[8];

        assertThat(Rows.ofBytes(RowEncoding.F32, bytes).digest())
                .isNotEqualTo(Rows.ofBytes(RowEncoding.BF16, bytes).digest());
    }

    @Test
    void single_rows_of_a_boundary_can_be_opened_against_the_root() {
        float[][] boundaries = {{1, 2, 3, 4, 5, 6, 7, 8}, {9, 10, 11, 12, 13, 14, 15, 16}};
        MerkleTree tree =
                MerkleTree.over(List.of(row(1, 2, 3, 4), row(5, 6, 7, 8), row(9, 10, 11, 12), row(13, 14, 15, 16)));

        Hash256 root = Boundaries.root(boundaries, 2, HIDDEN, RowEncoding.F32);

        assertThat(root).isEqualTo(tree.root());
        assertThat(MerkleTree.verify(root, row(13, 14, 15, 16), 3, 4, tree.path(3)))
                .isTrue();
        refused(() -> Boundaries.root(boundaries, 3, HIDDEN, RowEncoding.F32));
    }

    private static byte[] row(float... values) {
        return Rows.of(RowEncoding.F32, values).toBytes();
    }

    private static StepRequest first() {
        return StepRequest.first(TERMS, 2, InputProvenance.TokenIds.of(1, 2), new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    }

    private static HopTranscript session() {
        SignedStepRequest first = SignedStepRequest.sign(first(), REQUESTER);
        float[][] boundaries = {new float[2 * HIDDEN], new float[2 * HIDDEN]};
        SignedStepAnswer answer =
                SignedStepAnswer.sign(StepAnswer.of(first.request(), boundaries, RowEncoding.F32), NODE);
        InputProvenance hop = InputProvenance.PreviousHop.of(NODE.peerId(), answer);
        SignedStepRequest second = SignedStepRequest.sign(first.request().next(1, hop, new float[HIDDEN]), REQUESTER);
        float[][] one = {new float[HIDDEN], new float[HIDDEN]};
        return new HopTranscript(List.of(new HopTranscript.Step(first, answer)))
                .plus(second, SignedStepAnswer.sign(StepAnswer.of(second.request(), one, RowEncoding.BF16), NODE));
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
