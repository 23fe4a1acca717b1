package io.subnetvalidator.proofs.model;

/** The feed-forward part of one block; treats every token by itself. */
interface FeedForward {

    /** What it adds to the stream, from the normalised stream, both row-major {@code [tokens, hidden]}. */
    float[] apply(float[] x, int tokens);
}
