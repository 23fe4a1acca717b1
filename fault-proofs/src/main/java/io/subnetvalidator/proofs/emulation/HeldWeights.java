package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of some blocks as hardware holds them, in its number format, shared by every machine that serves them. Safe for
 * use from several threads.
 */
public final class HeldWeights {

    private static final Set<String> ARCHITECTURES =
            Set.of("LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM");

    private record Key(Accumulation accumulation, int block) {}

    private final ModelConfig config;
    private final BlockSpan span;
    private final NumberFormat format;
    private final Map<String, List<float[]>> tensors = new HashMap<>();
    private final Map<Key, BlockWeights> packed = new HashMap<>();

    private HeldWeights(ModelConfig config, BlockSpan span, NumberFormat format) {
        this.config = config;
        this.span = span;
        this.format = format;
    }

    /**
     * Reads the weights of a span.
     *
     * @param format of the machine's memory, whatever the file has
     * @param transform changes to the weights; {@link WeightTransform#NONE} for an honest node
     * @throws IllegalArgumentException for architectures that are not emulated
     */
    public static HeldWeights of(ReferenceModel model, BlockSpan span, NumberFormat format, WeightTransform transform) {
        String architecture = model.config().architecture();
        if (!ARCHITECTURES.contains(architecture)) {
            throw new IllegalArgumentException("hardware is emulated for "
                    + ARCHITECTURES.stream().sorted().toList() + ", not for " + architecture);
        }
        HeldWeights weights = new HeldWeights(model.config(), span, format);
        model.span(span, (tensor, row, values) -> {
            transform.apply(tensor, row, values);
            weights.tensors
                    .computeIfAbsent(tensor, name -> new ArrayList<>())
                    .add(Rounding.all(format, values.clone()));
        });
        return weights;
    }

    BlockSpan span() {
        return span;
    }

    ModelConfig config() {
        return config;
    }

    BlockWeights block(int index, Accumulation accumulation) {
        synchronized (packed) {
            return packed.computeIfAbsent(
                    new Key(accumulation, index),
                    key -> new BlockWeights(config, index, tensors, accumulation, format));
        }
    }
}
