package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Exponential;

/**
 * The experts one token goes through and their shares: softmax over the greatest logits, which equals softmax over all with the
 * kept ones renormalised. Of equal logits the expert with the lower number is taken.
 */
public final class Routing {

    private final boolean[] taken;
    private final float[] shares;

    private Routing(boolean[] taken, float[] shares) {
        this.taken = taken;
        this.shares = shares;
    }

    /** Routes by the {@code experts} logits from {@code at}. */
    public static Routing of(float[] logits, int at, int experts, int perToken) {
        boolean[] taken = new boolean[experts];
        float greatest = 0;
        for (int n = 0; n < perToken; n++) {
            int best = best(logits, at, taken);
            taken[best] = true;
            greatest = n == 0 ? logits[at + best] : greatest;
        }
        float[] shares = new float[experts];
        float sum = 0;
        for (int expert = 0; expert < experts; expert++) {
            if (taken[expert]) {
                shares[expert] = Exponential.exp(logits[at + expert] - greatest);
                sum += shares[expert];
            }
        }
        for (int expert = 0; expert < experts; expert++) {
            shares[expert] /= sum;
        }
        return new Routing(taken, shares);
    }

    /** Whether the token goes through the expert. */
    public boolean takes(int expert) {
        return taken[expert];
    }

    /** The expert's share; 0 when it is not taken. */
    public float share(int expert) {
        return shares[expert];
    }

    private static int best(float[] logits, int at, boolean[] taken) {
        int best = -1;
        for (int expert = 0; expert < taken.length; expert++) {
            if (!taken[expert] && (best < 0 || logits[at + expert] > logits[at + best])) {
                best = expert;
            }
        }
        return best;
    }
}
