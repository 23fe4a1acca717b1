package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;
import java.util.List;

/**
 * Mixture of experts (Jiang et al. 2024): every token goes through some experts, whose results are added with the router's
 * shares, one chain of fused multiply-adds from +0 in the order of the experts' numbers.
 */
record ExpertFeedForward(Kernels kernels, Linear gate, int perToken, List<FeedForward> experts) implements FeedForward {

    @Override
    public float[] apply(float[] x, int tokens) {
        float[] logits = gate.apply(kernels, x, tokens);
        Routing[] routings = new Routing[tokens];
        for (int t = 0; t < tokens; t++) {
            routings[t] = Routing.of(logits, t * experts.size(), experts.size(), perToken);
        }
        float[] out = new float[x.length];
        for (int expert = 0; expert < experts.size(); expert++) {
            addExpert(expert, x, routings, out);
        }
        return out;
    }

    private void addExpert(int expert, float[] x, Routing[] routings, float[] out) {
        int hidden = x.length / routings.length;
        int[] sent = new int[routings.length];
        int count = 0;
        for (int t = 0; t < routings.length; t++) {
            if (routings[t].takes(expert)) {
                sent[count++] = t;
            }
        }
        if (count == 0) {
            return;
        }
        float[] gathered = new float[count * hidden];
        for (int i = 0; i < count; i++) {
            System.arraycopy(x, sent[i] * hidden, gathered, i * hidden, hidden);
        }
        float[] result = experts.get(expert).apply(gathered, count);
        for (int i = 0; i < count; i++) {
            float share = routings[sent[i]].share(expert);
            int at = sent[i] * hidden;
            for (int c = 0; c < hidden; c++) {
                out[at + c] = Math.fma(share, result[i * hidden + c], out[at + c]);
            }
        }
    }
}
