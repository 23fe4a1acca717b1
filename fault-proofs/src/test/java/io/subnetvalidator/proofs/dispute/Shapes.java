package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.model.BlockKind;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.PositionCoding;
import io.subnetvalidator.proofs.model.RopeScaling;
import java.util.Collections;

/** Settings of models that are too large to run in a test. */
final class Shapes {

    private Shapes() {}

    /** Llama 3 8B: hidden 4096, feed-forward 14336, 32 heads on 8, 32 blocks, a vocabulary of 128256. */
    static ModelConfig llama8b() {
        return new ModelConfig(
                "LlamaForCausalLM",
                128_256,
                4096,
                14_336,
                32,
                8,
                128,
                131_072,
                1e-5f,
                new PositionCoding.Rotary(500_000, new RopeScaling.None()),
                Collections.nCopies(32, 0),
                new ModelConfig.Biases(false, false, false),
                false,
                false,
                new BlockKind.Gated());
    }

    /** Mixtral 8x7B: as Llama 8B with eight experts, of which a token takes two. */
    static ModelConfig mixtral8x7b() {
        return new ModelConfig(
                "MixtralForCausalLM",
                32_000,
                4096,
                14_336,
                32,
                8,
                128,
                32_768,
                1e-5f,
                new PositionCoding.Rotary(1_000_000, new RopeScaling.None()),
                Collections.nCopies(32, 0),
                new ModelConfig.Biases(false, false, false),
                false,
                false,
                new BlockKind.Experts(8, 2));
    }

    /** Falcon 40B: hidden 8192, feed-forward 32768, 128 heads on 8, 60 blocks, two norms. */
    static ModelConfig falcon40b() {
        return new ModelConfig(
                "FalconForCausalLM",
                65_024,
                8192,
                32_768,
                128,
                8,
                64,
                2048,
                1e-5f,
                new PositionCoding.Rotary(10_000, new RopeScaling.None()),
                Collections.nCopies(60, 0),
                new ModelConfig.Biases(false, false, false),
                false,
                true,
                new BlockKind.Parallel(true));
    }

    /** Bloom 176B: hidden 14336, 112 heads, 70 blocks. */
    static ModelConfig bloom176b() {
        return new ModelConfig(
                "BloomForCausalLM",
                250_880,
                14_336,
                57_344,
                112,
                112,
                128,
                2048,
                1e-5f,
                new PositionCoding.Alibi(),
                Collections.nCopies(70, 0),
                new ModelConfig.Biases(true, true, true),
                false,
                true,
                new BlockKind.Fused());
    }

    /** One block of one head and four channels. */
    static ModelConfig tiny() {
        return new ModelConfig(
                "LlamaForCausalLM",
                8,
                4,
                4,
                1,
                1,
                4,
                16,
                1e-5f,
                new PositionCoding.Rotary(10_000, new RopeScaling.None()),
                Collections.nCopies(1, 0),
                new ModelConfig.Biases(false, false, false),
                false,
                false,
                new BlockKind.Gated());
    }

    /** The same settings with blocks of another kind. */
    static ModelConfig of(ModelConfig config, String architecture, BlockKind kind) {
        return new ModelConfig(
                architecture,
                config.vocabulary(),
                config.hidden(),
                config.intermediate(),
                config.heads(),
                config.keyValueHeads(),
                config.headSize(),
                config.contextLength(),
                config.normEpsilon(),
                config.position(),
                config.windows(),
                config.biases(),
                config.queryKeyNorm(),
                config.tiedEmbeddings(),
                kind);
    }
}
