package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.function.Function;

/** Both ends of a model directory, computed on a worker pool. */
public final class ReferenceModelClient implements ModelClient {

    private final ReferenceModel model;
    private final Function<BlockSpan, SpanComputation> spans;
    private final WorkerExecutor workers;

    /**
     * @param spans loads blocks of the model, or has them at hand
     * @param workers stays the caller's, who closes it
     */
    public ReferenceModelClient(
            ReferenceModel model, Function<BlockSpan, SpanComputation> spans, WorkerExecutor workers) {
        this.model = model;
        this.spans = spans;
        this.workers = workers;
    }

    @Override
    public Future<float[]> embed(int[] ids) {
        return workers.executeBlocking(() -> model.embed(ids), false);
    }

    @Override
    public Future<float[]> before(int block, int[] ids) {
        return block == 0
                ? embed(ids)
                : workers.executeBlocking(
                        () -> {
                            float[][] boundaries = spans.apply(BlockSpan.between(0, block))
                                    .open()
                                    .forward(model.embed(ids), ids.length);
                            return boundaries[boundaries.length - 1];
                        },
                        false);
    }

    @Override
    public Future<float[]> logits(float[] hidden) {
        return workers.executeBlocking(() -> model.logits(hidden, 1), false);
    }
}
