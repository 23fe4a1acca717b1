package io.subnetvalidator.scp.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.PeerAddress;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetourTest {

    private static final List<BlockSpan> HOPS =
            List.of(BlockSpan.between(0, 2), BlockSpan.between(2, 4), BlockSpan.between(4, 6));

    @Test
    void as_few_hops_as_possible_are_given_up_however_cheap_a_wider_detour_is() {
        Candidate lower = candidate(2, 3, 100);
        Candidate upper = candidate(3, 4, 100);
        Candidate wider = candidate(2, 6, 1);

        assertThat(Detour.around(HOPS, 1, List.of(wider, upper, lower)))
                .hasValue(new Detour(1, 2, List.of(lower, upper)));
    }

    @Test
    void of_two_detours_over_as_many_hops_the_cheaper_is_taken_and_of_equals_the_first() {
        Candidate left = candidate(0, 4, 5);
        Candidate right = candidate(2, 6, 4);

        assertThat(Detour.around(HOPS, 1, List.of(left, right))).hasValue(new Detour(1, 3, List.of(right)));
        assertThat(Detour.around(HOPS, 1, List.of(left, candidate(2, 6, 5)))).hasValue(new Detour(0, 2, List.of(left)));
    }

    @Test
    void all_hops_are_given_up_when_nothing_less_fits() {
        Candidate whole = candidate(0, 6, 5);

        assertThat(Detour.around(HOPS, 2, List.of(whole))).hasValue(new Detour(0, 3, List.of(whole)));
        assertThat(Detour.around(HOPS, 2, List.of(candidate(0, 5, 1)))).isEmpty();
    }

    private static Candidate candidate(int first, int end, int cost) {
        PeerKey key = PeerKey.generate(new SecureRandom());
        return new Candidate(
                new PeerAddress(key.peerId(), "127.0.0.1", 1),
                ToyNode.announcement(key, BlockSpan.between(first, end), (byte) 1),
                cost);
    }
}
