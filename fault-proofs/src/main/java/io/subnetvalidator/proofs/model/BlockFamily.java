package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the checkpoints of a family call their tensors, and how a block is built of them. */
interface BlockFamily {

    /**
     * The family of a model.
     *
     * @param names tensors of the checkpoint, since some families exist with and without a prefix
     */
    static BlockFamily of(ModelConfig config, Set<String> names) {
        if (config.kind() instanceof BlockKind.Experts experts) {
            return new LlamaFamily(config, new LlamaFamily.Mixture(config, experts));
        }
        if (config.kind() instanceof BlockKind.Parallel parallel) {
            return new FalconFamily(config, parallel.twoNorms());
        }
        if (config.kind() instanceof BlockKind.Fused) {
            return BloomFamily.of(config, names);
        }
        return new LlamaFamily(config, new LlamaFamily.Gate(config));
    }

    /** Shapes of all tensors by name. */
    Map<String, List<Long>> shapes();

    /** The tensor with one row per token. */
    String embedding();

    /** The norm behind the embedding. */
    Norm embeddingNorm(WeightLoader weights);

    DecoderBlock block(int index, WeightLoader weights, Kernels kernels);

    Norm finalNorm(WeightLoader weights);

    /** The tensor that makes logits. */
    String head();
}
