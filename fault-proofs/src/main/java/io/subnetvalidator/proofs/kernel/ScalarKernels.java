package io.subnetvalidator.proofs.kernel;

import java.util.Arrays;

/** The canonical order in plain Java, eight output rows at a time so that the chains overlap in the CPU. */
final class ScalarKernels extends PanelKernels {

    private static final int ROWS = 8;
    private static final int HIGH_HALF = 0xFFFF0000;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    protected void one(float[] weights, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        addToken(weights, at, length, x, xAt, 1, sums, sumAt);
    }

    @Override
    protected void four(float[] weights, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        for (int t = 0; t < GROUP; t++) {
            addToken(weights, at, length, x, xAt + t, GROUP, sums, sumAt + t * PANEL);
        }
    }

    @Override
    protected void oneOfBfloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        addTokenOfPairs(pairs, at, length, x, xAt, 1, sums, sumAt);
    }

    @Override
    protected void fourOfBfloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        for (int t = 0; t < GROUP; t++) {
            addTokenOfPairs(pairs, at, length, x, xAt + t, GROUP, sums, sumAt + t * PANEL);
        }
    }

    @Override
    protected void oneOfFloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums) {
        float[] widened = new float[length * PANEL];
        widenAnyFloat16(pairs, at, length * PAIRS, widened);
        one(widened, 0, length, x, xAt, sums, 0);
    }

    @Override
    protected void widenFloat16(int[] pairs, int at, int count, float[] widened) {
        widenAnyFloat16(pairs, at, count, widened);
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
        Arrays.fill(out, outAt, outAt + width, 0);
        for (int r = 0; r < terms; r++) {
            addScaled(factors[factorsAt + r], x, at + r * stride, out, outAt, width);
        }
    }

    @Override
    public void gate(float[] gate, float[] up, int from, int to) {
        for (int i = from; i < to; i++) {
            up[i] = Exponential.silu(gate[i]) * up[i];
        }
    }

    private static void addScaled(float factor, float[] x, int at, float[] sums, int sumAt, int count) {
        for (int i = 0; i < count; i++) {
            sums[sumAt + i] = Math.fma(factor, x[at + i], sums[sumAt + i]);
        }
    }

    private static void addToken(
            float[] weights, int at, int length, float[] x, int xAt, int step, float[] sums, int sumAt) {
        for (int lane = 0; lane < PANEL; lane += ROWS) {
            addRows(weights, at + lane, length, x, xAt, step, sums, sumAt + lane);
        }
    }

    private static void addTokenOfPairs(
            int[] pairs, int at, int length, float[] x, int xAt, int step, float[] sums, int sumAt) {
        for (int lane = 0; lane < PAIRS; lane += ROWS / 2) {
            addRowsOfPairs(pairs, at + lane, length, x, xAt, step, sums, sumAt + lane);
        }
    }

    private static void addRows(float[] w, int at, int length, float[] x, int xAt, int step, float[] sums, int sumAt) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int k = 0; k < length; k++) {
            float value = x[xAt + k * step];
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

    /** Four pairs hold the rows of four lanes and those half a panel further. */
    private static void addRowsOfPairs(
            int[] pairs, int at, int length, float[] x, int xAt, int step, float[] sums, int sumAt) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int k = 0; k < length; k++) {
            float value = x[xAt + k * step];
            int row = at + k * PAIRS;
            s0 = Math.fma(value, low(pairs[row]), s0);
            s1 = Math.fma(value, low(pairs[row + 1]), s1);
            s2 = Math.fma(value, low(pairs[row + 2]), s2);
            s3 = Math.fma(value, low(pairs[row + 3]), s3);
            s4 = Math.fma(value, high(pairs[row]), s4);
            s5 = Math.fma(value, high(pairs[row + 1]), s5);
            s6 = Math.fma(value, high(pairs[row + 2]), s6);
            s7 = Math.fma(value, high(pairs[row + 3]), s7);
        }
        sums[sumAt] += s0;
        sums[sumAt + 1] += s1;
        sums[sumAt + 2] += s2;
        sums[sumAt + 3] += s3;
        sums[sumAt + PAIRS] += s4;
        sums[sumAt + PAIRS + 1] += s5;
        sums[sumAt + PAIRS + 2] += s6;
        sums[sumAt + PAIRS + 3] += s7;
    }

    private static float low(int pair) {
        return Float.intBitsToFloat(pair << 16);
    }

    private static float high(int pair) {
        return Float.intBitsToFloat(pair & HIGH_HALF);
    }
}
