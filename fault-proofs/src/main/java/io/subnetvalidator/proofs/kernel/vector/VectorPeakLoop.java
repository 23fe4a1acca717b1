package io.subnetvalidator.proofs.kernel.vector;

import io.subnetvalidator.proofs.kernel.PeakLoop;
import jdk.incubator.vector.FloatVector;

/** Twelve chains, enough to cover the latency of a fused multiply-add on two units, in the shape of the vector kernels. */
public final class VectorPeakLoop implements PeakLoop {

    private static final int CHAINS = 12;

    @Override
    public float run(int rounds) {
        float[] lanes = new float[VectorKernels.FLOATS.length()];
        FloatVector factor = FloatVector.broadcast(VectorKernels.FLOATS, 0.5f);
        FloatVector one = FloatVector.broadcast(VectorKernels.FLOATS, 1);
        FloatVector a = one;
        FloatVector b = one;
        FloatVector c = one;
        FloatVector d = one;
        FloatVector e = one;
        FloatVector f = one;
        FloatVector g = one;
        FloatVector h = one;
        FloatVector i = one;
        FloatVector j = one;
        FloatVector k = one;
        FloatVector l = one;
        for (int round = 0; round < rounds; round++) {
            a = a.fma(factor, one);
            b = b.fma(factor, one);
            c = c.fma(factor, one);
            d = d.fma(factor, one);
            e = e.fma(factor, one);
            f = f.fma(factor, one);
            g = g.fma(factor, one);
            h = h.fma(factor, one);
            i = i.fma(factor, one);
            j = j.fma(factor, one);
            k = k.fma(factor, one);
            l = l.fma(factor, one);
        }
        a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l)
                .intoArray(lanes, 0);
        return lanes[0];
    }

    @Override
    public int operationsPerRound() {
        return 2 * CHAINS * VectorKernels.FLOATS.length();
    }
}
