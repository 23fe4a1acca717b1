package io.subnetvalidator.proofs.model;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads a Hugging Face {@code config.json}. Settings that are absent get the defaults of the family; settings the reference
 * computation does not know refuse the model instead of being ignored.
 */
final class ConfigFile {

    private static final String NAME = "config.json";
    private static final List<String> ARCHITECTURES = List.of(
            "LlamaForCausalLM",
            "MistralForCausalLM",
            "Qwen2ForCausalLM",
            "Qwen3ForCausalLM",
            "MixtralForCausalLM",
            "FalconForCausalLM",
            "BloomForCausalLM");

    private ConfigFile() {}

    static ModelConfig read(Path directory) {
        ConfigValues values = ConfigValues.read(directory.resolve(NAME));
        String architecture = values.single("architectures");
        values.refuseQuantised();
        return switch (architecture) {
            case "LlamaForCausalLM" -> LlamaConfig.read(values, LlamaConfig.Variant.LLAMA);
            case "MistralForCausalLM" -> LlamaConfig.read(values, LlamaConfig.Variant.MISTRAL);
            case "Qwen2ForCausalLM" -> LlamaConfig.read(values, LlamaConfig.Variant.QWEN2);
            case "Qwen3ForCausalLM" -> LlamaConfig.read(values, LlamaConfig.Variant.QWEN3);
            case "MixtralForCausalLM" -> LlamaConfig.read(values, LlamaConfig.Variant.MIXTRAL);
            case "FalconForCausalLM" -> FalconConfig.read(values);
            case "BloomForCausalLM" -> BloomConfig.read(values);
            default -> throw values.unsupported("architecture", architecture, ARCHITECTURES);
        };
    }
}
