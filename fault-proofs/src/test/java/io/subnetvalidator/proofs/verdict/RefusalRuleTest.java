package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.verdict.RefusalRule.State;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalRuleTest {

    private final RefusalRule rule = new RefusalRule(10);
    private final Scene scene = new Scene(new FakeModel(1), new BlockSpan(1, 3), Scene.EXACT);
    private final Scene.Served served = scene.serve(scene.honest(), new int[] {1, 2}, new int[] {3});

    @Test
    void a_challenge_stays_open_until_the_block_behind_its_window_is_final() {
        assertThat(state(Optional.empty(), 100)).isEqualTo(State.OPEN);
        assertThat(state(Optional.empty(), 110)).isEqualTo(State.OPEN);
        assertThat(state(Optional.empty(), 111)).isEqualTo(State.DEFAULTED);
    }

    @Test
    void an_answer_counts_up_to_the_last_block_of_the_window_and_then_for_good() {
        assertThat(state(Optional.of(101L), 105)).isEqualTo(State.ANSWERED);
        assertThat(state(Optional.of(110L), 5000)).isEqualTo(State.ANSWERED);
        assertThat(state(Optional.of(111L), 5000)).isEqualTo(State.DEFAULTED);
        assertThat(state(Optional.of(100L), 105))
                .as("an answer before the question")
                .isEqualTo(State.OPEN);
        assertThatThrownBy(() -> new RefusalRule(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_challenge_is_answered_by_the_sealed_opening_that_is_due_and_by_no_other() {
        OpeningChallenge challenge =
                new OpeningChallenge(scene.terms(), served.transcript().answers(), Scene.beacon(5));
        Opening due = served.opening(Scene.beacon(5));
        Scene.Served other = scene.serve(Cheat.zeros(scene.honest()), new int[] {1, 2}, new int[] {3});

        assertThat(challenge.isAnsweredBy(due)).isTrue();
        assertThat(challenge.isAnsweredBy(served.opening(Scene.beacon(6)))).isFalse();
        assertThat(challenge.isAnsweredBy(other.opening(Scene.beacon(5)))).isFalse();
        assertThat(challenge.isAnsweredBy(new Opening(due.steps().subList(0, 1), due.seal())))
                .isFalse();
    }

    @Test
    void a_challenge_reads_back_as_it_was_and_every_bit_enters_its_digest() {
        OpeningChallenge challenge =
                new OpeningChallenge(scene.terms(), served.transcript().answers(), Scene.beacon(5));
        byte[] bytes = challenge.toBytes();

        assertThat(OpeningChallenge.fromBytes(bytes)).isEqualTo(challenge);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] mutant = bytes.clone();
            mutant[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                OpeningChallenge other = OpeningChallenge.fromBytes(mutant);
                assertThat(other.digest()).isNotEqualTo(challenge.digest());
            } catch (ScaleException refused) {
                assertThat(refused.offset()).isBetween(0, bytes.length);
            }
        }
        assertThatThrownBy(() -> OpeningChallenge.fromBytes(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(ScaleException.class);
    }

    private State state(Optional<Long> answered, long finalized) {
        return rule.state(BlockNumber.of(100), answered.map(BlockNumber::of), BlockNumber.of(finalized));
    }
}
