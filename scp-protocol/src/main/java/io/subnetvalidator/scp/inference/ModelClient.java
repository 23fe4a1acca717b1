package io.subnetvalidator.scp.inference;

import io.vertx.core.Future;

/** The two ends of a model that a client computes itself; the blocks between them are the nodes' work. */
public interface ModelClient {

    /** The residual stream before block 0, row-major {@code [ids, hidden]}. */
    Future<float[]> embed(int[] ids);

    /** The logits of one token, from its residual stream behind the last block. */
    Future<float[]> logits(float[] hidden);
}
