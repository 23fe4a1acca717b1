package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.kernel.RotaryTable;
import java.util.List;

/** Blocks whose weights lie in memory. */
final class LoadedSpan implements ForkableSpan {

    private final ModelConfig config;
    private final BlockSpan span;
    private final List<DecoderBlock> blocks;
    private final double[] frequencies;

    LoadedSpan(ModelConfig config, BlockSpan span, List<DecoderBlock> blocks) {
        this.config = config;
        this.span = span;
        this.blocks = List.copyOf(blocks);
        this.frequencies = config.position().frequencies(config.headSize());
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
    public ForkableSession open() {
        return new Session(blocks.stream().map(DecoderBlock::newCache).toList(), 0);
    }

    private final class Session implements ForkableSession {

        private final List<KeyValueCache> caches;
        private int position;

        private Session(List<KeyValueCache> caches, int position) {
            this.caches = caches;
            this.position = position;
        }

        @Override
        public ForkableSession fork(int at) {
            if (at < 0 || at > position) {
                throw new IllegalArgumentException(
                        "a session at position " + position + " cannot be continued from position " + at);
            }
            return new Session(caches.stream().map(cache -> cache.fork(at)).toList(), at);
        }

        @Override
        public int position() {
            return position;
        }

        @Override
        public float[][] forward(float[] input, int tokens) {
            if (tokens < 1 || input.length != (long) tokens * config.hidden()) {
                throw new IllegalArgumentException(tokens + " tokens of " + config.hidden() + " values each need "
                        + (long) tokens * config.hidden() + " values, not " + input.length);
            }
            if (tokens > config.contextLength() - position) {
                throw new IllegalArgumentException(tokens + " tokens at position " + position
                        + " exceed the model's context of " + config.contextLength() + " tokens");
            }
            RotaryTable rotary = RotaryTable.of(frequencies, position, tokens);
            float[][] outputs = new float[blocks.size()][];
            float[] stream = input;
            for (int i = 0; i < outputs.length; i++) {
                stream = blocks.get(i).forward(stream, tokens, position, rotary, caches.get(i));
                outputs[i] = stream;
            }
            position += tokens;
            return outputs;
        }
    }
}
