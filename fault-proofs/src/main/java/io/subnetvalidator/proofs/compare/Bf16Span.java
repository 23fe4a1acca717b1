package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.BlockKind;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks of the Llama family as bf16 hardware runs them: every operation's result is rounded to bf16, sums are kept in fp32 in an
 * order of the hardware's own. A source of honest noise for calibration, written apart from the canonical computation.
 */
public final class Bf16Span implements SpanComputation {

    private final ModelConfig config;
    private final BlockSpan span;
    private final List<Bf16Block> blocks;

    private Bf16Span(ModelConfig config, BlockSpan span, List<Bf16Block> blocks) {
        this.config = config;
        this.span = span;
        this.blocks = blocks;
    }

    /**
     * Loads the weights of a span.
     *
     * @param summation order of sums
     * @param fusedAttention whether scores stay in fp32, as in fused attention kernels
     * @param transform changes to the weights; {@link WeightTransform#NONE} for an honest node
     * @throws IllegalArgumentException for other kinds of blocks and for models with biases, query and key norms or sliding windows
     */
    public static Bf16Span load(
            ReferenceModel model,
            BlockSpan span,
            Summation summation,
            boolean fusedAttention,
            WeightTransform transform) {
        ModelConfig config = model.config();
        ModelConfig.Biases none = new ModelConfig.Biases(false, false, false);
        if (!(config.kind() instanceof BlockKind.Gated)
                || !config.biases().equals(none)
                || config.queryKeyNorm()
                || config.windows().stream().anyMatch(window -> window != 0)) {
            throw new IllegalArgumentException(
                    "bf16 noise is modelled for plain Llama blocks, without biases, query and"
                            + " key norms or sliding windows, not for a " + config.architecture());
        }
        Map<String, List<float[]>> captured = new HashMap<>();
        model.span(span, (tensor, row, values) -> {
            transform.apply(tensor, row, values);
            captured.computeIfAbsent(tensor, name -> new ArrayList<>()).add(row(values));
        });
        List<Bf16Block> blocks = new ArrayList<>();
        for (int index = span.first(); index < span.end(); index++) {
            String prefix = "model.layers." + index + ".";
            blocks.add(new Bf16Block(config, name -> matrix(captured, prefix + name), summation, fusedAttention));
        }
        return new Bf16Span(config, span, blocks);
    }

    /** Hardware holds weights in bf16, whatever the file has. */
    private static float[] row(float[] values) {
        float[] row = new float[values.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = Bf16Block.round(values[i]);
        }
        return row;
    }

    private static float[][] matrix(Map<String, List<float[]>> captured, String name) {
        List<float[]> rows = captured.get(name);
        if (rows == null) {
            throw new IllegalArgumentException("the model has no tensor " + name);
        }
        return rows.toArray(new float[0][]);
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
        return new Session(config, blocks);
    }

    private static final class Session implements SpanSession {
        private final ModelConfig config;
        private final List<Bf16Block> blocks;
        private final List<Bf16Block.Cache> caches = new ArrayList<>();
        private int position;

        private Session(ModelConfig config, List<Bf16Block> blocks) {
            this.config = config;
            this.blocks = blocks;
            blocks.forEach(block -> caches.add(new Bf16Block.Cache()));
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
            float[][] boundaries = new float[blocks.size()][input.length];
            for (int t = 0; t < tokens; t++) {
                float[] stream = new float[config.hidden()];
                for (int c = 0; c < stream.length; c++) {
                    stream[c] = Bf16Block.round(input[t * stream.length + c]);
                }
                for (int b = 0; b < boundaries.length; b++) {
                    stream = blocks.get(b).token(stream, position, caches.get(b));
                    System.arraycopy(stream, 0, boundaries[b], t * stream.length, stream.length);
                }
                position++;
            }
            return boundaries;
        }
    }
}
