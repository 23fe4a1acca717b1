package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model under test that keeps the spans used last, since every epoch judges the same few. */
public final class SpanCache implements ModelUnderTest {

    private static final int MAX_SPANS = 8;

    private final ReferenceModel model;
    private final Map<BlockSpan, SpanComputation> spans = new LinkedHashMap<>(16, 0.75f, true);

    public SpanCache(ReferenceModel model) {
        this.model = model;
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
    public synchronized SpanComputation span(BlockSpan span) {
        SpanComputation kept = spans.get(span);
        if (kept == null) {
            kept = model.span(span);
            spans.put(span, kept);
            if (spans.size() > MAX_SPANS) {
                spans.remove(spans.keySet().iterator().next());
            }
        }
        return kept;
    }

    @Override
    public float[] embed(int[] ids) {
        return model.embed(ids);
    }
}
