package io.subnetvalidator.proofs.kernel.vector;

import io.subnetvalidator.proofs.kernel.PackedMatrix;
import io.subnetvalidator.proofs.kernel.PanelKernels;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The canonical order with one vector per group of output rows. Every method that holds vectors is small and called often,
 * because the JIT compiler keeps vectors in registers only in methods it compiles as a whole.
 */
public final class VectorKernels extends PanelKernels {

    // The only shape in this process: a second one makes JDK 17 fall back to boxed vectors everywhere.
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED.length() > PackedMatrix.PANEL / 2
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final int LANES = FLOATS.length();
    private static final int PAIRS = PANEL / 2;
    private static final int HIGH_HALF = 0xFFFF0000;
    // Eight tokens need 16 sums and 3 more registers: only 512-bit CPUs have as many.
    private static final boolean EIGHT_TOKENS = LANES == 16;

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
    protected void addBlock(float[] weights, int at, int length, float[] x, int xAt, int tokens, float[] sums) {
        for (int lane = 0; lane < PANEL; lane += 2 * LANES) {
            int t = 0;
            for (; EIGHT_TOKENS && t + 8 <= tokens; t += 8) {
                eight(weights, at + lane, length, x, xAt + t * BLOCK, sums, t * PANEL + lane);
            }
            for (; t + 4 <= tokens; t += 4) {
                four(weights, at + lane, length, x, xAt + t * BLOCK, sums, t * PANEL + lane);
            }
            for (; t < tokens; t++) {
                one(weights, at + lane, length, x, xAt + t * BLOCK, sums, t * PANEL + lane);
            }
        }
    }

    @Override
    protected void addBlockOfPairs(int[] pairs, int at, int length, float[] x, int xAt, float[] sums) {
        for (int lane = 0; lane < PAIRS; lane += LANES) {
            oneOfPairs(pairs, at + lane, length, x, xAt, sums, lane);
        }
    }

    @Override
    protected void widen(int[] pairs, int at, int count, float[] widened) {
        for (int i = 0; i < count; i += LANES) {
            IntVector pair = IntVector.fromArray(INTS, pairs, at + i);
            int lane = i / PAIRS * PANEL + i % PAIRS;
            low(pair).intoArray(widened, lane);
            high(pair).intoArray(widened, lane + PAIRS);
        }
    }

    private static FloatVector low(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector high(IntVector pair) {
        return pair.and(HIGH_HALF).reinterpretAsFloats();
    }

    private static void add(FloatVector part, float[] sums, int at) {
        FloatVector.fromArray(FLOATS, sums, at).add(part).intoArray(sums, at);
    }

    private static void one(float[] w, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int k = 0; k < length; k++) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = value.fma(FloatVector.fromArray(FLOATS, w, at + k * PANEL), a0);
            a1 = value.fma(FloatVector.fromArray(FLOATS, w, at + k * PANEL + LANES), a1);
        }
        add(a0, sums, sumAt);
        add(a1, sums, sumAt + LANES);
    }

    private static void oneOfPairs(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int lane) {
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

    private static void four(float[] w, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        int xB = xAt + BLOCK;
        int xC = xB + BLOCK;
        int xD = xC + BLOCK;
        for (int k = 0; k < length; k++) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, at + k * PANEL);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, at + k * PANEL + LANES);
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = value.fma(w0, a0);
            a1 = value.fma(w1, a1);
            value = FloatVector.broadcast(FLOATS, x[xB + k]);
            b0 = value.fma(w0, b0);
            b1 = value.fma(w1, b1);
            value = FloatVector.broadcast(FLOATS, x[xC + k]);
            c0 = value.fma(w0, c0);
            c1 = value.fma(w1, c1);
            value = FloatVector.broadcast(FLOATS, x[xD + k]);
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

    private static void eight(float[] w, int at, int length, float[] x, int xAt, float[] sums, int sumAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        FloatVector e0 = a0;
        FloatVector e1 = a0;
        FloatVector f0 = a0;
        FloatVector f1 = a0;
        FloatVector g0 = a0;
        FloatVector g1 = a0;
        FloatVector h0 = a0;
        FloatVector h1 = a0;
        int xB = xAt + BLOCK;
        int xC = xB + BLOCK;
        int xD = xC + BLOCK;
        int xE = xD + BLOCK;
        int xF = xE + BLOCK;
        int xG = xF + BLOCK;
        int xH = xG + BLOCK;
        for (int k = 0; k < length; k++) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, at + k * PANEL);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, at + k * PANEL + LANES);
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = value.fma(w0, a0);
            a1 = value.fma(w1, a1);
            value = FloatVector.broadcast(FLOATS, x[xB + k]);
            b0 = value.fma(w0, b0);
            b1 = value.fma(w1, b1);
            value = FloatVector.broadcast(FLOATS, x[xC + k]);
            c0 = value.fma(w0, c0);
            c1 = value.fma(w1, c1);
            value = FloatVector.broadcast(FLOATS, x[xD + k]);
            d0 = value.fma(w0, d0);
            d1 = value.fma(w1, d1);
            value = FloatVector.broadcast(FLOATS, x[xE + k]);
            e0 = value.fma(w0, e0);
            e1 = value.fma(w1, e1);
            value = FloatVector.broadcast(FLOATS, x[xF + k]);
            f0 = value.fma(w0, f0);
            f1 = value.fma(w1, f1);
            value = FloatVector.broadcast(FLOATS, x[xG + k]);
            g0 = value.fma(w0, g0);
            g1 = value.fma(w1, g1);
            value = FloatVector.broadcast(FLOATS, x[xH + k]);
            h0 = value.fma(w0, h0);
            h1 = value.fma(w1, h1);
        }
        add(a0, sums, sumAt);
        add(a1, sums, sumAt + LANES);
        add(b0, sums, sumAt + PANEL);
        add(b1, sums, sumAt + PANEL + LANES);
        add(c0, sums, sumAt + 2 * PANEL);
        add(c1, sums, sumAt + 2 * PANEL + LANES);
        add(d0, sums, sumAt + 3 * PANEL);
        add(d1, sums, sumAt + 3 * PANEL + LANES);
        add(e0, sums, sumAt + 4 * PANEL);
        add(e1, sums, sumAt + 4 * PANEL + LANES);
        add(f0, sums, sumAt + 5 * PANEL);
        add(f1, sums, sumAt + 5 * PANEL + LANES);
        add(g0, sums, sumAt + 6 * PANEL);
        add(g1, sums, sumAt + 6 * PANEL + LANES);
        add(h0, sums, sumAt + 7 * PANEL);
        add(h1, sums, sumAt + 7 * PANEL + LANES);
    }
}
