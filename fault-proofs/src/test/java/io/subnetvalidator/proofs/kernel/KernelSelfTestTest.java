package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.proofs.workers.WorkerPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KernelSelfTestTest {

    @Test
    void every_implementation_gives_the_published_digest() {
        assertThat(KernelSelfTest.digest(Kernels.scalar())).isEqualTo(KernelSelfTest.PUBLISHED);
        assertThat(KernelSelfTest.digest(Kernels.best())).isEqualTo(KernelSelfTest.PUBLISHED);
        try (WorkerPool pool = WorkerPool.of(2)) {
            assertThat(Stream.of(Kernels.scalar(), Kernels.best()).map(kernels -> kernels.on(pool)))
                    .allSatisfy(kernels -> assertThatCode(() -> KernelSelfTest.require(kernels))
                            .doesNotThrowAnyException());
        }
    }

    @Test
    void one_wrong_bit_is_refused_and_the_message_says_what_to_do() {
        assertThatThrownBy(() -> KernelSelfTest.require(new OneUlpOff()))
                .isInstanceOfSatisfying(
                        UnfitMachineException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(UnfitMachineException.Reason.OTHER_BITS))
                .hasMessageContaining("one ulp off")
                .hasMessageContaining("must not judge")
                .hasMessageContaining("another machine");
    }

    /** Kernels whose last product element is wrong in its last bit. */
    private static final class OneUlpOff implements Kernels {

        private final Kernels right = Kernels.scalar();

        @Override
        public String name() {
            return "one ulp off";
        }

        @Override
        public void multiply(
                PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel) {
            right.multiply(matrix, x, out, offset, stride, fromPanel, toPanel);
            int last = offset + (x.tokens() - 1) * stride + matrix.rows() - 1;
            out[last] = Math.nextUp(out[last]);
        }

        @Override
        public void weightedRows(
                float[] factors,
                int factorsAt,
                int terms,
                float[] x,
                int at,
                int stride,
                float[] out,
                int outAt,
                int width) {
            right.weightedRows(factors, factorsAt, terms, x, at, stride, out, outAt, width);
        }

        @Override
        public void gate(float[] gate, float[] up, int from, int to) {
            right.gate(gate, up, from, to);
        }
    }
}
