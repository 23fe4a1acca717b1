package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A model directory under test. Keeps the span used last, since the probes of a node come in a row. */
public final class OpenedModel implements ModelUnderTest {

    private final ReferenceModel model;
    private final AtomicReference<@Nullable SpanComputation> last = new AtomicReference<>();

    public OpenedModel(ReferenceModel model) {
        this.model = model;
    }

    /** @throws io.subnetvalidator.proofs.model.ModelException when the directory is no usable model */
    public static OpenedModel open(Path directory) {
        return new OpenedModel(ReferenceModel.open(directory));
    }

    @Override
    public Hash256 root() {
        return model.root();
    }

    @Override
    public int blocks() {
        return model.blocks();
    }

    @Override
    public int hiddenSize() {
        return model.hiddenSize();
    }

    @Override
    public int vocabularySize() {
        return model.vocabularySize();
    }

    @Override
    public SpanComputation span(BlockSpan span) {
        SpanComputation kept = last.get();
        if (kept != null && kept.span().equals(span)) {
            return kept;
        }
        SpanComputation loaded = model.span(span);
        last.set(loaded);
        return loaded;
    }

    @Override
    public float[] embed(int[] ids) {
        return model.embed(ids);
    }
}
