package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.util.ArrayList;
import java.util.List;

/**
 * A span of blocks on one machine. Every operation is defined to the bit, so the same machine gives the same bits everywhere; its
 * boundaries hold values of the machine's number format.
 */
public final class EmulatedSpan implements SpanComputation {

    private final ModelConfig config;
    private final BlockSpan span;
    private final Hardware hardware;
    private final AttentionVariant variant;
    private final List<EmulatedBlock> blocks = new ArrayList<>();

    /** The blocks that {@code span} names, of weights that hold them, with an attention of the machine's own. */
    public EmulatedSpan(HeldWeights weights, BlockSpan span, Hardware hardware, AttentionVariant variant) {
        this.config = weights.config();
        this.span = span;
        this.hardware = hardware;
        this.variant = variant;
        Kernels kernels = Kernels.best();
        for (int index = span.first(); index < span.end(); index++) {
            blocks.add(new EmulatedBlock(
                    config, index, kernels, hardware, variant, weights.block(index, hardware.accumulation())));
        }
    }

    /** All blocks of a model. */
    public static BlockSpan all(ReferenceModel model) {
        return new BlockSpan(0, model.blocks());
    }

    /** Honest work with all the weights that are held. */
    public static EmulatedSpan of(HeldWeights weights, Hardware hardware) {
        return new EmulatedSpan(weights, weights.span(), hardware, AttentionVariant.NONE);
    }

    /**
     * Loads a span for one machine.
     *
     * @param transform changes to the weights; {@link WeightTransform#NONE} for an honest node
     * @throws IllegalArgumentException for architectures that are not emulated
     */
    public static EmulatedSpan load(
            ReferenceModel model, BlockSpan span, Hardware hardware, WeightTransform transform) {
        HeldWeights weights = HeldWeights.of(model, span, hardware.format(), transform);
        return new EmulatedSpan(weights, span, hardware, AttentionVariant.NONE);
    }

    /** The reference for profiles that declare these rounding points: they are imitated, sums are in the canonical order. */
    public static EmulatedSpan reference(ReferenceModel model, BlockSpan span, RoundingPoints rounding) {
        return load(model, span, Hardware.reference(rounding), WeightTransform.NONE);
    }

    @Override
    public BlockSpan span() {
        return span;
    }

    @Override
    public int hiddenSize() {
        return config.hidden();
    }

    @Override
    public SpanSession open() {
        return new Session(blocks.stream().map(EmulatedBlock::newCache).toList());
    }

    private final class Session implements SpanSession {

        private final List<EmulatedCache> caches;
        private int position;

        private Session(List<EmulatedCache> caches) {
            this.caches = caches;
        }

        @Override
        public int position() {
            return position;
        }

        @Override
        public float[][] forward(float[] input, int tokens) {
            if (tokens < 1
                    || input.length != (long) tokens * config.hidden()
                    || tokens > config.contextLength() - position) {
                throw new IllegalArgumentException(tokens + " tokens at position " + position
                        + " do not fit a context of " + config.contextLength() + " or " + input.length + " values");
            }
            EmulatedRotation rotation = new EmulatedRotation(config, hardware, variant, position, tokens);
            float[][] boundaries = new float[blocks.size()][];
            float[] stream = Rounding.all(hardware.format(), input.clone());
            for (int b = 0; b < boundaries.length; b++) {
                stream = blocks.get(b).forward(stream, tokens, position, rotation, caches.get(b));
                boundaries[b] = stream;
            }
            position += tokens;
            return boundaries;
        }
    }
}
