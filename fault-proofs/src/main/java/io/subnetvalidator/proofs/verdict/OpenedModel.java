package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.emulation.EmulatedSpan;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A model directory under test. Keeps the span used last, since the probes of a node come in a row. */
public final class OpenedModel implements ModelUnderTest {

    private final ReferenceModel model;
    private final AtomicReference<@Nullable Kept> last = new AtomicReference<>();

    private record Kept(SpanComputation computation, RoundingPoints rounding) {}

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
        return span(span, RoundingPoints.UNDECLARED);
    }

    @Override
    public SpanComputation span(BlockSpan span, RoundingPoints rounding) {
        Kept kept = last.get();
        if (kept != null && kept.computation().span().equals(span) && kept.rounding() == rounding) {
            return kept.computation();
        }
        SpanComputation loaded = rounding == RoundingPoints.UNDECLARED
                ? model.span(span)
                : EmulatedSpan.reference(model, span, rounding);
        last.set(new Kept(loaded, rounding));
        return loaded;
    }

    @Override
    public float[] embed(int[] ids) {
        return model.embed(ids);
    }
}
