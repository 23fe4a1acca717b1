package io.subnetvalidator.proofs.kernel.vector;

import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.kernel.PackedMatrix;
import io.subnetvalidator.proofs.kernel.PanelKernels;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The canonical order with one vector per group of output rows. Every method that holds vectors is small and called often,
 * because the JIT compiler keeps vectors in registers only in methods it compiles as a whole. A tile of four tokens and two
 * vectors is the largest that the compiler of JDK 17 does not spill: 8 sums, 2 weights and 4 broadcasts.
 */
public final class VectorKernels extends PanelKernels {

    /** The only shape in this process: a second one makes JDK 17 fall back to boxed vectors everywhere. */
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED.length() > PackedMatrix.PANEL / 2
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;

    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final int LANES = FLOATS.length();
    private static final int HIGH_HALF = 0xFFFF0000;
    // Sign, exponent and mantissa of a half that was shifted to the place of a float's.
    private static final int HALF_BITS = 0x8FFFE000;
    // The half's exponent sits 112 below the float's; the product is exact, for subnormals too.
    private static final float HALF_SCALE = 0x1p112f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(Exponential.ROUND);

    private VectorKernels() {}

    /** The kernels, or nothing where vectors are so short that the scalar ones are faster. */
    public static Optional<VectorKernels> create() {
        return LANES >= 4 ? Optional.of(new VectorKernels()) : Optional.empty();
    }

    @Override
    public String name() {
        return "vector-" + FLOATS.vectorBitSize();
    }

    @Override
    protected void one(float[] weights, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        for (int lane = 0; lane < PANEL; lane += 2 * LANES) {
            oneTile(weights, at + lane, length, x, xAt, sums, sumAt + lane);
        }
    }

    @Override
    protected void oneTokenOnPanels(float[] weights, int at, int stride, int length, float[] x, int xAt, float[] sums) {
        for (int lane = 0; lane < PANEL; lane += 2 * LANES) {
            panelsTile(weights, at + lane, stride, length, x, xAt, sums, lane);
        }
    }

    @Override
    protected void oneTokenOnPanelsOfBfloat16(
            int[] pairs, int at, int stride, int length, float[] x, int xAt, float[] sums) {
        for (int lane = 0; lane < PAIRS; lane += LANES) {
            panelsTileOfBfloat16(pairs, at + lane, stride, length, x, xAt, sums, lane);
        }
    }

    @Override
    protected void four(float[] weights, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        for (int lane = 0; lane < PANEL; lane += 2 * LANES) {
            fourTile(weights, at + lane, length, x, xAt, sums, sumAt + lane);
        }
    }

    @Override
    protected void oneOfBfloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        for (int lane = 0; lane < PAIRS; lane += LANES) {
            oneTileOfBfloat16(pairs, at + lane, length, x, xAt, sums, sumAt + lane);
        }
    }

    @Override
    protected void fourOfBfloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        for (int lane = 0; lane < PAIRS; lane += LANES) {
            fourTileOfBfloat16(pairs, at + lane, length, x, xAt, sums, sumAt + lane);
        }
    }

    @Override
    protected void oneOfFloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums) {
        for (int lane = 0; lane < PAIRS; lane += LANES) {
            oneTileOfFloat16(pairs, at + lane, length, x, xAt, sums, lane);
        }
    }

    @Override
    protected void widenFloat16(int[] pairs, int at, int count, float[] widened) {
        for (int i = 0; i < count; i += LANES) {
            IntVector pair = IntVector.fromArray(INTS, pairs, at + i);
            int lane = i / PAIRS * PANEL + i % PAIRS;
            lowHalf(pair).intoArray(widened, lane);
            highHalf(pair).intoArray(widened, lane + PAIRS);
        }
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
        int i = 0;
        for (; i + 2 * LANES <= width; i += 2 * LANES) {
            twoVectors(factors, factorsAt, terms, x, at + i, stride, out, outAt + i);
        }
        for (; i + LANES <= width; i += LANES) {
            oneVector(factors, factorsAt, terms, x, at + i, stride, out, outAt + i);
        }
        int rest = width - i;
        if (rest > 0 && at + i + (terms - 1) * stride + LANES <= x.length) {
            // Lanes beyond the width are computed from whatever lies there, and dropped.
            float[] lanes = new float[LANES];
            oneVector(factors, factorsAt, terms, x, at + i, stride, lanes, 0);
            System.arraycopy(lanes, 0, out, outAt + i, rest);
        } else {
            for (; i < width; i++) {
                out[outAt + i] = chain(factors, factorsAt, terms, x, at + i, stride);
            }
        }
    }

    @Override
    public void gate(float[] gate, float[] up, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            gateVector(gate, up, i);
        }
        for (; i < to; i++) {
            up[i] = Exponential.silu(gate[i]) * up[i];
        }
    }

    private static FloatVector low(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector high(IntVector pair) {
        return pair.and(HIGH_HALF).reinterpretAsFloats();
    }

    private static FloatVector lowHalf(IntVector pair) {
        return highHalf(pair.lanewise(VectorOperators.LSHL, 16));
    }

    private static FloatVector highHalf(IntVector pair) {
        return pair.lanewise(VectorOperators.ASHR, 3)
                .and(HALF_BITS)
                .reinterpretAsFloats()
                .mul(HALF_SCALE);
    }

    private static void add(FloatVector part, float[] sums, int at) {
        FloatVector.fromArray(FLOATS, sums, at).add(part).intoArray(sums, at);
    }

    private static void oneTile(float[] w, int at, int length, float[] x, int xAt, float[] sums, int lane) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int k = 0; k < length; k++) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = value.fma(FloatVector.fromArray(FLOATS, w, at + k * PANEL), a0);
            a1 = value.fma(FloatVector.fromArray(FLOATS, w, at + k * PANEL + LANES), a1);
        }
        add(a0, sums, lane);
        add(a1, sums, lane + LANES);
    }

    private static void oneTileOfBfloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int lane) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int k = 0; k < length; k++) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            IntVector pair = IntVector.fromArray(INTS, pairs, at + k * PAIRS);
            a0 = value.fma(low(pair), a0);
            a1 = value.fma(high(pair), a1);
        }
        add(a0, sums, lane);
        add(a1, sums, lane + PAIRS);
    }

    private static void panelsTile(
            float[] w, int at, int stride, int length, float[] x, int xAt, float[] sums, int lane) {
        int bAt = at + stride;
        int cAt = bAt + stride;
        int dAt = cAt + stride;
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int k = 0; k < length; k++) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = value.fma(FloatVector.fromArray(FLOATS, w, at + k * PANEL), a0);
            a1 = value.fma(FloatVector.fromArray(FLOATS, w, at + k * PANEL + LANES), a1);
            b0 = value.fma(FloatVector.fromArray(FLOATS, w, bAt + k * PANEL), b0);
            b1 = value.fma(FloatVector.fromArray(FLOATS, w, bAt + k * PANEL + LANES), b1);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, cAt + k * PANEL), c0);
            c1 = value.fma(FloatVector.fromArray(FLOATS, w, cAt + k * PANEL + LANES), c1);
            d0 = value.fma(FloatVector.fromArray(FLOATS, w, dAt + k * PANEL), d0);
            d1 = value.fma(FloatVector.fromArray(FLOATS, w, dAt + k * PANEL + LANES), d1);
        }
        add(a0, sums, lane);
        add(a1, sums, lane + LANES);
        add(b0, sums, lane + PANEL);
        add(b1, sums, lane + PANEL + LANES);
        add(c0, sums, lane + 2 * PANEL);
        add(c1, sums, lane + 2 * PANEL + LANES);
        add(d0, sums, lane + 3 * PANEL);
        add(d1, sums, lane + 3 * PANEL + LANES);
    }

    private static void panelsTileOfBfloat16(
            int[] pairs, int at, int stride, int length, float[] x, int xAt, float[] sums, int lane) {
        int bAt = at + stride;
        int cAt = bAt + stride;
        int dAt = cAt + stride;
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int k = 0; k < length; k++) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            IntVector pair = IntVector.fromArray(INTS, pairs, at + k * PAIRS);
            a0 = value.fma(low(pair), a0);
            a1 = value.fma(high(pair), a1);
            pair = IntVector.fromArray(INTS, pairs, bAt + k * PAIRS);
            b0 = value.fma(low(pair), b0);
            b1 = value.fma(high(pair), b1);
            pair = IntVector.fromArray(INTS, pairs, cAt + k * PAIRS);
            c0 = value.fma(low(pair), c0);
            c1 = value.fma(high(pair), c1);
            pair = IntVector.fromArray(INTS, pairs, dAt + k * PAIRS);
            d0 = value.fma(low(pair), d0);
            d1 = value.fma(high(pair), d1);
        }
        add(a0, sums, lane);
        add(a1, sums, lane + PAIRS);
        add(b0, sums, lane + PANEL);
        add(b1, sums, lane + PANEL + PAIRS);
        add(c0, sums, lane + 2 * PANEL);
        add(c1, sums, lane + 2 * PANEL + PAIRS);
        add(d0, sums, lane + 3 * PANEL);
        add(d1, sums, lane + 3 * PANEL + PAIRS);
    }

    private static void oneTileOfFloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int lane) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int k = 0; k < length; k++) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            IntVector pair = IntVector.fromArray(INTS, pairs, at + k * PAIRS);
            a0 = value.fma(lowHalf(pair), a0);
            a1 = value.fma(highHalf(pair), a1);
        }
        add(a0, sums, lane);
        add(a1, sums, lane + PAIRS);
    }

    private static void fourTile(float[] w, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int k = 0; k < length; k++) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, at + k * PANEL);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, at + k * PANEL + LANES);
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP]);
            a0 = value.fma(w0, a0);
            a1 = value.fma(w1, a1);
            value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP + 1]);
            b0 = value.fma(w0, b0);
            b1 = value.fma(w1, b1);
            value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP + 2]);
            c0 = value.fma(w0, c0);
            c1 = value.fma(w1, c1);
            value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP + 3]);
            d0 = value.fma(w0, d0);
            d1 = value.fma(w1, d1);
        }
        add(a0, sums, sumAt);
        add(a1, sums, sumAt + LANES);
        add(b0, sums, sumAt + PANEL);
        add(b1, sums, sumAt + PANEL + LANES);
        add(c0, sums, sumAt + 2 * PANEL);
        add(c1, sums, sumAt + 2 * PANEL + LANES);
        add(d0, sums, sumAt + 3 * PANEL);
        add(d1, sums, sumAt + 3 * PANEL + LANES);
    }

    private static void fourTileOfBfloat16(
            int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int k = 0; k < length; k++) {
            IntVector pair = IntVector.fromArray(INTS, pairs, at + k * PAIRS);
            FloatVector w0 = low(pair);
            FloatVector w1 = high(pair);
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP]);
            a0 = value.fma(w0, a0);
            a1 = value.fma(w1, a1);
            value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP + 1]);
            b0 = value.fma(w0, b0);
            b1 = value.fma(w1, b1);
            value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP + 2]);
            c0 = value.fma(w0, c0);
            c1 = value.fma(w1, c1);
            value = FloatVector.broadcast(FLOATS, x[xAt + k * GROUP + 3]);
            d0 = value.fma(w0, d0);
            d1 = value.fma(w1, d1);
        }
        add(a0, sums, sumAt);
        add(a1, sums, sumAt + PAIRS);
        add(b0, sums, sumAt + PANEL);
        add(b1, sums, sumAt + PANEL + PAIRS);
        add(c0, sums, sumAt + 2 * PANEL);
        add(c1, sums, sumAt + 2 * PANEL + PAIRS);
        add(d0, sums, sumAt + 3 * PANEL);
        add(d1, sums, sumAt + 3 * PANEL + PAIRS);
    }

    private static void twoVectors(
            float[] factors, int factorsAt, int terms, float[] x, int at, int stride, float[] out, int outAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int r = 0; r < terms; r++) {
            FloatVector factor = FloatVector.broadcast(FLOATS, factors[factorsAt + r]);
            a0 = factor.fma(FloatVector.fromArray(FLOATS, x, at + r * stride), a0);
            a1 = factor.fma(FloatVector.fromArray(FLOATS, x, at + r * stride + LANES), a1);
        }
        a0.intoArray(out, outAt);
        a1.intoArray(out, outAt + LANES);
    }

    private static void oneVector(
            float[] factors, int factorsAt, int terms, float[] x, int at, int stride, float[] out, int outAt) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int r = 0; r < terms; r++) {
            FloatVector factor = FloatVector.broadcast(FLOATS, factors[factorsAt + r]);
            sum = factor.fma(FloatVector.fromArray(FLOATS, x, at + r * stride), sum);
        }
        sum.intoArray(out, outAt);
    }

    private static float chain(float[] factors, int factorsAt, int terms, float[] x, int at, int stride) {
        float sum = 0;
        for (int r = 0; r < terms; r++) {
            sum = Math.fma(factors[factorsAt + r], x[at + r * stride], sum);
        }
        return sum;
    }

    private static void gateVector(float[] gate, float[] up, int at) {
        FloatVector x = FloatVector.fromArray(FLOATS, gate, at);
        FloatVector silu = x.div(exponential(x.neg()).add(1));
        silu.mul(FloatVector.fromArray(FLOATS, up, at)).intoArray(up, at);
    }

    /** {@link Exponential#exp}, operation by operation. */
    private static FloatVector exponential(FloatVector x) {
        // Just outside the bounds the polynomial gives 0 and infinity by itself; NaN stays NaN.
        FloatVector bounded = x.max(Exponential.UNDERFLOW).min(Exponential.OVERFLOW);
        FloatVector rounded = bounded.fma(
                FloatVector.broadcast(FLOATS, Exponential.LOG2_E), FloatVector.broadcast(FLOATS, Exponential.ROUND));
        FloatVector n = rounded.sub(Exponential.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -Exponential.LN2_HIGH), bounded);
        r = n.fma(FloatVector.broadcast(FLOATS, -Exponential.LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(FLOATS, 1f / 5040);
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 720));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 120));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 24));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 6));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 0.5f));
        FloatVector one = FloatVector.broadcast(FLOATS, 1);
        FloatVector sum = one.add(r);
        FloatVector lost = one.sub(sum).add(r);
        FloatVector e = sum.add(r.mul(r).fma(p, lost));
        // The whole number is what was added to the bits of the rounding constant.
        IntVector whole = rounded.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
        return e.mul(powerOfTwo(half)).mul(powerOfTwo(whole.sub(half)));
    }

    private static FloatVector powerOfTwo(IntVector n) {
        return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }
}
