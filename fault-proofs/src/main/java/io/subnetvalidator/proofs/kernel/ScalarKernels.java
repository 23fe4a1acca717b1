package io.subnetvalidator.proofs.kernel;

/** The canonical order in plain Java, eight output rows at a time so that the chains overlap in the CPU. */
final class ScalarKernels extends PanelKernels {

    private static final int ROWS = 8;
    private static final int PAIRS = PANEL / 2;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    protected void addBlock(float[] weights, int at, int length, float[] x, int xAt, int tokens, float[] sums) {
        for (int t = 0; t < tokens; t++) {
            for (int lane = 0; lane < PANEL; lane += ROWS) {
                addRows(weights, at + lane, length, x, xAt + t * BLOCK, sums, t * PANEL + lane);
            }
        }
    }

    @Override
    protected void addBlockOfPairs(int[] pairs, int at, int length, float[] x, int xAt, float[] sums) {
        float[] widened = new float[length * PANEL];
        widen(pairs, at, length * PAIRS, widened);
        addBlock(widened, 0, length, x, xAt, 1, sums);
    }

    @Override
    protected void widen(int[] pairs, int at, int count, float[] widened) {
        for (int i = 0; i < count; i++) {
            int pair = pairs[at + i];
            int lane = i / PAIRS * PANEL + i % PAIRS;
            widened[lane] = Float.intBitsToFloat(pair << 16);
            widened[lane + PAIRS] = Float.intBitsToFloat(pair & 0xFFFF0000);
        }
    }

    private static void addRows(float[] w, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int k = 0; k < length; k++) {
            float value = x[xAt + k];
            int row = at + k * PANEL;
            s0 = Math.fma(value, w[row], s0);
            s1 = Math.fma(value, w[row + 1], s1);
            s2 = Math.fma(value, w[row + 2], s2);
            s3 = Math.fma(value, w[row + 3], s3);
            s4 = Math.fma(value, w[row + 4], s4);
            s5 = Math.fma(value, w[row + 5], s5);
            s6 = Math.fma(value, w[row + 6], s6);
            s7 = Math.fma(value, w[row + 7], s7);
        }
        sums[sumAt] += s0;
        sums[sumAt + 1] += s1;
        sums[sumAt + 2] += s2;
        sums[sumAt + 3] += s3;
        sums[sumAt + 4] += s4;
        sums[sumAt + 5] += s5;
        sums[sumAt + 6] += s6;
        sums[sumAt + 7] += s7;
    }
}
