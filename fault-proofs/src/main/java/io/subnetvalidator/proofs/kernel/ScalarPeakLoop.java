package io.subnetvalidator.proofs.kernel;

/** Eight chains, enough to cover the latency of a fused multiply-add on two units. */
final class ScalarPeakLoop implements PeakLoop {

    private static final int CHAINS = 8;

    @Override
    public float run(int rounds) {
        float factor = 0.5f;
        float a = 1;
        float b = 1;
        float c = 1;
        float d = 1;
        float e = 1;
        float f = 1;
        float g = 1;
        float h = 1;
        for (int i = 0; i < rounds; i++) {
            a = Math.fma(a, factor, 1);
            b = Math.fma(b, factor, 1);
            c = Math.fma(c, factor, 1);
            d = Math.fma(d, factor, 1);
            e = Math.fma(e, factor, 1);
            f = Math.fma(f, factor, 1);
            g = Math.fma(g, factor, 1);
            h = Math.fma(h, factor, 1);
        }
        return a + b + c + d + e + f + g + h;
    }

    @Override
    public int operationsPerRound() {
        return 2 * CHAINS;
    }
}
