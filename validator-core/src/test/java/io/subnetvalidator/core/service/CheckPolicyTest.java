package io.subnetvalidator.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.service.CheckPolicy.Mode;
import io.subnetvalidator.incentives.ScorePolicy;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.inference.HopFailure;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.subnetvalidator.scp.p2p.PeerAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckPolicyTest {

    private static final int VALIDATORS_THAT_PROBE_A_VALIDATOR = 4;
    private static final int EPOCHS = 3;

    private final CheckPolicy small = CheckPolicy.of(128);
    private final CheckPolicy large = CheckPolicy.of(4096);

    @Test
    void a_single_bad_block_of_eight_is_missed_by_five_validators_in_three_epochs_less_than_once_in_ten_thousand() {
        int sessions = VALIDATORS_THAT_PROBE_A_VALIDATOR * EPOCHS * Math.toIntExact(ScorePolicy.DEFAULT.minProbes());

        assertThat(sessions).isEqualTo(48);
        for (int blocks = 1; blocks <= 8; blocks++) {
            assertThat(small.missProbability(blocks, sessions)).isLessThan(1e-8);
            assertThat(large.missProbability(blocks, sessions)).isLessThan(1e-4);
        }
        // The two blocks per node of a development network.
        assertThat(small.missProbability(2, sessions)).isLessThan(1e-20);
    }

    @Test
    void the_share_of_whole_spans_is_as_stated_and_follows_from_the_seed() {
        SessionRecord.Hop hop = hop(4, Optional.of(RowEncoding.F32), Optional.empty());
        long whole = IntStream.range(0, 4000)
                .filter(i -> small.mode(seed(i), hop) == Mode.WHOLE_SPAN)
                .count();

        // 1000 expected, standard deviation 27
        assertThat(whole).isBetween(860L, 1140L);
        assertThat(small.mode(seed(1), hop)).isEqualTo(small.mode(seed(1), hop));
    }

    @Test
    void what_cannot_be_opened_is_checked_as_a_whole() {
        HopFailure failure = new HopFailure(HopFailure.Kind.TIMEOUT, "late");
        List<SessionRecord.Hop> closed = List.of(
                hop(4, Optional.empty(), Optional.empty()),
                hop(1, Optional.of(RowEncoding.F32), Optional.empty()),
                hop(4, Optional.of(RowEncoding.F32), Optional.of(failure)));

        for (SessionRecord.Hop hop : closed) {
            assertThat(IntStream.range(0, 200).mapToObj(i -> large.mode(seed(i), hop)))
                    .containsOnly(Mode.WHOLE_SPAN);
        }
        assertThatThrownBy(() -> new CheckPolicy(17)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Hash256 seed(int number) {
        return Blake2b.domainHash(
                "test/seed", ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static SessionRecord.Hop hop(int blocks, Optional<RowEncoding> opens, Optional<HopFailure> failure) {
        PeerKey key = PeerKey.ofSeed(new byte[32]);
        SpanAnnouncement announcement = new SpanAnnouncement(
                Hash256.of(new byte[32]),
                SubnetId.of(1),
                NodeId.of(1),
                key.peerId(),
                Hash256.of(new byte[32]),
                new BlockSpan(0, blocks),
                NumericProfile.exact(NumericProfile.NumberFormat.BF16),
                Epoch.of(0),
                8,
                opens);
        Candidate node = new Candidate(
                new PeerAddress(key.peerId(), "127.0.0.1", 1), SignedAnnouncement.sign(announcement, key), 0);
        return new SessionRecord.Hop(node, Optional.empty(), Optional.empty(), List.of(), failure);
    }
}
