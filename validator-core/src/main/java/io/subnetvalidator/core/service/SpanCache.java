package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model under test that keeps the spans used last, since every epoch judges the same few. */
public final class SpanCache implements ModelUnderTest {

    /** Blocks kept in memory, of all spans together. */
    private static final int MAX_BLOCKS = 16;

    private final ReferenceModel model;
    private final Map<BlockSpan, SpanComputation> spans = new LinkedHashMap<>(16, 0.75f, true);
    private int blocks;

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
    public int vocabularySize() {
        return model.vocabularySize();
    }

    @Override
    public synchronized SpanComputation span(BlockSpan span) {
        SpanComputation kept = spans.get(span);
        if (kept == null) {
            makeRoom(span.count());
            kept = model.span(span);
            spans.put(span, kept);
            blocks += span.count();
        }
        return kept;
    }

    private void makeRoom(int wanted) {
        Iterator<BlockSpan> oldest = spans.keySet().iterator();
        while (blocks + wanted > MAX_BLOCKS && oldest.hasNext()) {
            blocks -= oldest.next().count();
            oldest.remove();
        }
    }

    @Override
    public float[] embed(int[] ids) {
        return model.embed(ids);
    }
}
