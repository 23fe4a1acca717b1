package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.RotaryTable;

/** One transformer block: attention and feed-forward, each behind a norm, added to the residual stream. */
sealed interface DecoderBlock {

    KeyValueCache newCache();

    /**
     * The stream behind the block.
     *
     * @param position position of the first token
     * @param rotary table that starts at {@code position}
     */
    float[] forward(float[] stream, int tokens, int position, RotaryTable rotary, KeyValueCache cache);

    /** Feed-forward works on the stream behind attention. */
    record Sequential(Norm attentionNorm, AttentionPart attention, Norm feedForwardNorm, FeedForward feedForward)
            implements DecoderBlock {

        @Override
        public KeyValueCache newCache() {
            return attention.newCache();
        }

        @Override
        public float[] forward(float[] stream, int tokens, int position, RotaryTable rotary, KeyValueCache cache) {
            float[] normed = attentionNorm.rows(stream, tokens);
            float[] middle = sum(stream, attention.apply(normed, tokens, position, rotary, cache));
            return sum(middle, feedForward.apply(feedForwardNorm.rows(middle, tokens), tokens));
        }
    }

    /** Both work on the stream before the block; their sum is added to it. One norm may serve both. */
    record Parallel(Norm attentionNorm, AttentionPart attention, Norm feedForwardNorm, FeedForward feedForward)
            implements DecoderBlock {

        @Override
        public KeyValueCache newCache() {
            return attention.newCache();
        }

        @Override
        public float[] forward(float[] stream, int tokens, int position, RotaryTable rotary, KeyValueCache cache) {
            float[] normed = attentionNorm.rows(stream, tokens);
            float[] forFeedForward = feedForwardNorm == attentionNorm ? normed : feedForwardNorm.rows(stream, tokens);
            float[] attended = attention.apply(normed, tokens, position, rotary, cache);
            return sum(stream, sum(attended, feedForward.apply(forFeedForward, tokens)));
        }
    }

    private static float[] sum(float[] a, float[] b) {
        float[] out = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] + b[i];
        }
        return out;
    }
}
