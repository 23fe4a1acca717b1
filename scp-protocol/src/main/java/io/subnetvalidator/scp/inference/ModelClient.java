package io.subnetvalidator.scp.inference;

import io.vertx.core.Future;

/** What of a model a client computes itself: both ends, and the blocks before a session that begins behind block 0. */
public interface ModelClient {

    /** The residual stream before block 0, row-major {@code [ids, hidden]}. */
    Future<float[]> embed(int[] ids);

    /** The residual stream before a block, as the reference has it, row-major {@code [ids, hidden]}. */
    Future<float[]> before(int block, int[] ids);

    /** The logits of one token, from its residual stream behind the last block. */
    Future<float[]> logits(float[] hidden);
}
