package io.subnetvalidator.scp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.incentives.NodeScore;
import io.subnetvalidator.incentives.ProposalList;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final SubnetContext CONTEXT = new SubnetContext(hash(1), SubnetId.of(128_001));
    private static final Epoch EPOCH = Epoch.of(9);
    private static final BatchAdmission ADMISSION = new BatchAdmission(CONTEXT, hash(2), hash(3));

    @Test
    void f_and_the_quorum_follow_the_specification() {
        int[][] expected = {
            {1, 0, 1}, {2, 0, 2}, {3, 0, 2}, {4, 1, 3}, {5, 1, 4}, {6, 1, 4}, {7, 2, 5}, {8, 2, 6}, {256, 85, 171}
        };
        for (int[] row : expected) {
            Roster roster = roster(row[0]);
            assertThat(roster.f()).as("f of %s", row[0]).isEqualTo(row[1]);
            assertThat(roster.quorum()).as("quorum of %s", row[0]).isEqualTo(row[2]);
        }
    }

    @Test
    void a_signed_batch_reads_back_to_the_same_bytes_and_digest() {
        SignedBatch signed = SignedBatch.sign(batch(1, 20), key(1));
        SignedBatch read = SignedBatch.fromBytes(signed.toBytes());
        assertThat(read).isEqualTo(signed);
        assertThat(read.digest()).isEqualTo(signed.digest());
        assertThat(ADMISSION.refusal(read, roster(4))).isEmpty();
    }

    @Test
    void every_flipped_bit_of_a_signed_batch_is_refused_by_the_reader_or_by_admission() {
        byte[] good = SignedBatch.sign(batch(1, 20), key(1)).toBytes();
        Roster roster = roster(4);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            Optional<SignedBatch> read;
            try {
                read = Optional.of(SignedBatch.fromBytes(bad));
            } catch (ScaleException refused) {
                read = Optional.empty();
            }
            if (read.isPresent()) {
                assertThat(ADMISSION.refusal(read.get(), roster))
                        .as("bit " + bit)
                        .isPresent();
            }
        }
    }

    @Test
    void truncated_and_longer_batches_are_refused() {
        byte[] good = SignedBatch.sign(batch(1, 20), key(1)).toBytes();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> SignedBatch.fromBytes(cut)).isInstanceOf(ScaleException.class);
        }
        assertThatThrownBy(() -> SignedBatch.fromBytes(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(ScaleException.class);
    }

    @Test
    void a_batch_that_announces_more_rows_than_it_has_is_refused_before_memory_is_taken() {
        byte[] good = SignedBatch.sign(batch(1, 20), key(1)).toBytes();
        int countAt = Hash256.LENGTH + 12;
        byte[] bad = good.clone();
        bad[countAt] = (byte) 0xFE;
        bad[countAt + 1] = (byte) 0xFF;
        bad[countAt + 2] = (byte) 0xFF;
        bad[countAt + 3] = (byte) 0xFF;
        assertThatThrownBy(() -> SignedBatch.fromBytes(bad))
                .isInstanceOf(ScaleException.class)
                .hasMessageContaining("above the limit");
    }

    @Test
    void a_batch_never_takes_more_bytes_than_its_limit() {
        List<Hash256> faults =
                IntStream.range(0, 4).mapToObj(MessagesTest::hash).sorted().toList();
        List<NodeObservation> rows =
                IntStream.rangeClosed(1, 40).mapToObj(i -> row(i, 20, faults)).toList();
        ObservationBatch batch = new ObservationBatch(CONTEXT, EPOCH, NodeId.of(1), rows, hash(2), hash(3));
        assertThat(batch.toBytes().length).isLessThanOrEqualTo(ObservationBatch.maxBytes(40));
        assertThat(ObservationBatch.maxBytes(40) - batch.toBytes().length).isLessThan(4);
    }

    @Test
    void rows_out_of_order_or_twice_are_refused() {
        List<NodeObservation> swapped = List.of(row(3, 20, List.of()), row(2, 20, List.of()));
        List<NodeObservation> twice = List.of(row(2, 20, List.of()), row(2, 20, List.of()));
        for (List<NodeObservation> rows : List.of(swapped, twice)) {
            assertThatThrownBy(() -> new ObservationBatch(CONTEXT, EPOCH, NodeId.of(1), rows, hash(2), hash(3)))
                    .hasMessageContaining("not ascending");
        }
    }

    @Test
    void admission_names_every_reason_against_a_batch() {
        Roster roster = roster(4);
        ObservationBatch good = batch(1, 20);
        assertThat(refusal(new SignedBatch(good, Bytes.of(new byte[64])), roster))
                .contains(BatchRefusal.BAD_SIGNATURE);
        assertThat(refusal(SignedBatch.sign(good, key(2)), roster)).contains(BatchRefusal.BAD_SIGNATURE);
        assertThat(refusal(SignedBatch.sign(batch(77, 20), key(77)), roster)).contains(BatchRefusal.NOT_A_VALIDATOR);
        assertThat(refusal(SignedBatch.sign(good, key(1)), Roster.of(EPOCH.next(), roster.nodes())))
                .contains(BatchRefusal.OTHER_EPOCH);
        assertThat(refusal(signed(new SubnetContext(hash(9), CONTEXT.subnet()), good.rows(), hash(2), hash(3)), roster))
                .contains(BatchRefusal.OTHER_SUBNET);
        assertThat(refusal(signed(CONTEXT, good.rows(), hash(9), hash(3)), roster))
                .contains(BatchRefusal.OTHER_MODEL);
        assertThat(refusal(signed(CONTEXT, good.rows(), hash(2), hash(9)), roster))
                .contains(BatchRefusal.OTHER_POLICY);
        assertThat(refusal(signed(CONTEXT, List.of(row(99, 20, List.of())), hash(2), hash(3)), roster))
                .contains(BatchRefusal.UNKNOWN_NODE);
        assertThat(refusal(signed(CONTEXT, List.of(row(1, 20, List.of())), hash(2), hash(3)), roster))
                .contains(BatchRefusal.PRAISES_ITSELF);
    }

    @Test
    void two_batches_of_one_validator_convict_it_and_one_batch_signed_twice_does_not() {
        SignedBatch one = SignedBatch.sign(batch(1, 20), key(1));
        SignedBatch other = SignedBatch.sign(batch(1, 19), key(1));
        EquivocationEvidence evidence = EquivocationEvidence.between(one, other).orElseThrow();
        assertThat(evidence).isEqualTo(EquivocationEvidence.between(other, one).orElseThrow());
        assertThat(evidence.convicts(ADMISSION, roster(4))).isTrue();
        assertThat(EquivocationEvidence.fromBytes(evidence.toBytes())).isEqualTo(evidence);
        assertThat(EquivocationEvidence.between(one, one)).isEmpty();

        SignedBatch forged = SignedBatch.sign(batch(1, 19), key(2));
        assertThat(EquivocationEvidence.between(one, forged).orElseThrow().convicts(ADMISSION, roster(4)))
                .isFalse();
    }

    @Test
    void a_notice_reads_back_and_carries_its_senders_signature() {
        FaultProofNotice.Signed signed =
                new FaultProofNotice(CONTEXT, EPOCH, NodeId.of(1), hash(5), NodeId.of(7)).sign(key(1));
        byte[] bytes = signed.toBytes();
        assertThat(bytes).hasSize(FaultProofNotice.Signed.BYTES);
        assertThat(FaultProofNotice.Signed.fromBytes(bytes)).isEqualTo(signed);
        assertThat(signed.isSignedBy(key(1).publicKey())).isTrue();
        assertThat(signed.isSignedBy(key(2).publicKey())).isFalse();
    }

    @Test
    void the_signature_of_one_kind_of_message_is_none_of_another() {
        Hash256 digest = hash(5);
        Bytes signature = MessageKind.BATCH.sign(key(1), digest);
        assertThat(MessageKind.BATCH.verifies(key(1).publicKey(), digest, signature))
                .isTrue();
        assertThat(MessageKind.PROOF_NOTICE.verifies(key(1).publicKey(), digest, signature))
                .isFalse();
    }

    @Test
    void args_read_back_to_the_same_bytes_for_every_number_of_validators_and_proofs() {
        for (int n : List.of(1, 4, 8, 9, 256, 1000)) {
            for (int proofs : List.of(0, 1, 5, 100, 200)) {
                ProposalArgs args = args(n, proofs, Optional.of("/ip4/192.0.2.1/tcp/4001"));
                Bytes bytes = args.toBytes();
                assertThat(bytes.size()).isLessThanOrEqualTo(ProposalArgs.MAX_BYTES);
                assertThat(ProposalArgs.fromBytes(bytes)).isEqualTo(args);
                assertThat(ProposalArgs.areOurs(bytes)).isTrue();
            }
        }
    }

    @Test
    void the_proof_digests_are_in_the_args_when_they_fit_and_fetched_by_root_when_not() {
        assertThat(args(4, 100, Optional.empty()).proofs()).isPresent();
        ProposalArgs many = args(4, 200, Optional.empty());
        assertThat(many.proofs()).isEmpty();
        assertThat(many.proofCount()).isEqualTo(200);
        ProposalManifest manifest = manifest(4, 200);
        assertThat(ProposalManifest.fromBytes(manifest.toBytes())).isEqualTo(manifest);
        assertThat(manifest.key()).isEqualTo(many.manifestKey(CONTEXT));
    }

    @Test
    void the_longest_args_without_proof_list_fit_the_chains_limit() {
        ProposalArgs args = args(Roster.MAX_NODES, 0xFFFF, Optional.of("x".repeat(ProposalArgs.MAX_HINT_BYTES)));
        assertThat(args.toBytes().size()).isLessThanOrEqualTo(ProposalArgs.MAX_BYTES);
    }

    @Test
    void hostile_args_are_refused_with_their_offset_or_read_as_canonical_bytes() {
        byte[] good = args(8, 3, Optional.of("hint")).toBytes().toBytes();
        for (int length = 0; length < good.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(good, length));
            assertThatThrownBy(() -> ProposalArgs.fromBytes(cut)).isInstanceOf(ScaleException.class);
        }
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(ProposalArgs.fromBytes(Bytes.of(bad)).toBytes()).isEqualTo(Bytes.of(bad));
                read++;
            } catch (ScaleException refused) {
                assertThat(refused.offset()).isBetween(0, bad.length);
            }
        }
        assertThat(read)
                .as("some mutations touch digests only and stay readable")
                .isPositive();
        assertThatThrownBy(() -> ProposalArgs.fromBytes(Bytes.of(new byte[ProposalArgs.MAX_BYTES + 1])))
                .hasMessageContaining("longer than 4096");
    }

    @Test
    void a_proof_list_that_does_not_match_its_root_or_order_is_refused() {
        ProposalArgs good = args(4, 2, Optional.empty());
        List<Hash256> swapped = new ArrayList<>(good.proofs().orElseThrow());
        Collections.swap(swapped, 0, 1);
        for (List<Hash256> proofs : List.of(swapped, List.of(hash(90), hash(91)))) {
            assertThatThrownBy(() -> new ProposalArgs(
                            EPOCH,
                            hash(3),
                            good.includedRoot(),
                            good.proofRoot(),
                            good.included(),
                            2,
                            Optional.of(proofs),
                            Optional.empty()))
                    .hasMessageContaining("do not match");
        }
    }

    @Test
    void a_bit_field_of_the_wrong_length_or_beyond_the_last_validator_is_refused() {
        Roster roster = roster(9);
        Bytes field = ValidatorBits.encode(roster, List.of(NodeId.of(1), NodeId.of(9)));
        assertThat(field).isEqualTo(Bytes.of(new byte[] {1, 1}));
        assertThat(ValidatorBits.decode(roster, field)).contains(List.of(NodeId.of(1), NodeId.of(9)));
        assertThat(ValidatorBits.decode(roster, Bytes.of(new byte[] {1}))).isEmpty();
        assertThat(ValidatorBits.decode(roster, Bytes.of(new byte[] {1, 1, 0}))).isEmpty();
        assertThat(ValidatorBits.decode(roster, Bytes.of(new byte[] {1, 2}))).isEmpty();
    }

    @Test
    void attest_data_reads_back_and_other_softwares_bytes_are_not_taken_for_it() {
        AttestData data = new AttestData(hash(1), hash(2));
        assertThat(AttestData.fromBytes(data.toBytes())).contains(data);
        assertThat(AttestData.fromBytes(Bytes.of(new byte[AttestData.BYTES]))).isEmpty();
        assertThat(AttestData.fromBytes(Bytes.of(new byte[] {1}))).isEmpty();
        assertThat(AttestData.fromBytes(Bytes.EMPTY)).isEmpty();
    }

    @Test
    void the_score_digest_is_the_one_of_the_score_rule() {
        List<NodeScore> scores =
                List.of(new NodeScore(NodeId.of(1), Score.of(5)), new NodeScore(NodeId.of(2), Score.ZERO));
        assertThat(new ScoreList(scores).digest()).isEqualTo(new ProposalList(scores).digest());
    }

    private static Optional<BatchRefusal> refusal(SignedBatch batch, Roster roster) {
        return ADMISSION.refusal(batch, roster);
    }

    private static SignedBatch signed(
            SubnetContext context, List<NodeObservation> rows, Hash256 model, Hash256 policy) {
        return SignedBatch.sign(new ObservationBatch(context, EPOCH, NodeId.of(1), rows, model, policy), key(1));
    }

    private static ObservationBatch batch(int validator, long answered) {
        List<NodeObservation> rows = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> i == validator ? NodeObservation.none(NodeId.of(i)) : row(i, answered, List.of(hash(i))))
                .toList();
        return new ObservationBatch(CONTEXT, EPOCH, NodeId.of(validator), rows, hash(2), hash(3));
    }

    private static NodeObservation row(int node, long answered, List<Hash256> faults) {
        return new NodeObservation(
                NodeId.of(node),
                20,
                answered,
                answered,
                faults,
                40,
                90,
                640,
                1000,
                Optional.of(new BlockSpan(0, 4)),
                hash(2));
    }

    private static ProposalArgs args(int n, int proofs, Optional<String> hint) {
        Roster roster = roster(Math.min(n, 1000));
        Bytes bits = n > 1000
                ? Bytes.of(new byte[ValidatorBits.MAX_BYTES])
                : ValidatorBits.encode(roster, roster.validators());
        return ProposalArgs.of(manifest(Math.min(n, 1000), proofs), hash(3), bits, hint);
    }

    private static ProposalManifest manifest(int n, int proofs) {
        TreeMap<NodeId, Hash256> included = new TreeMap<>();
        for (int i = 1; i <= n; i++) {
            included.put(NodeId.of(i), hash(i));
        }
        List<Hash256> digests =
                IntStream.range(0, proofs).mapToObj(MessagesTest::hash).sorted().toList();
        return new ProposalManifest(CONTEXT, EPOCH, included, digests);
    }

    private static Roster roster(int validators) {
        return Roster.of(
                EPOCH,
                IntStream.rangeClosed(1, validators)
                        .mapToObj(i -> new RosterNode(
                                NodeId.of(i),
                                KEYS.computeIfAbsent(i, MessagesTest::newKey).peerId(),
                                NodeClass.VALIDATOR,
                                AccountId.of(new byte[20]),
                                Balance.ofTokens(100)))
                        .toList());
    }

    private static final Map<Integer, PeerKey> KEYS = new ConcurrentHashMap<>();

    private static PeerKey key(int i) {
        return KEYS.computeIfAbsent(i, MessagesTest::newKey);
    }

    private static PeerKey newKey(int i) {
        return PeerKey.ofSeed(hash(1000 + i).toBytes());
    }

    private static Hash256 hash(int i) {
        return Blake2b.hash256(ByteBuffer.allocate(4).putInt(i).array());
    }
}
