package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The weights of one block for one accumulation; products of the same input are one matrix. */
final class BlockWeights {

    private static final float[] NONE = new float[0];

    private final Map<String, List<float[]>> tensors;
    private final String prefix;

    final float[] attentionNorm;
    final float[] feedForwardNorm;
    final float[] queryNorm;
    final float[] keyNorm;
    final PartedMatrix queryKeyValue;
    final float[] queryKeyValueBias;
    final PartedMatrix attentionOutput;
    final float[] attentionOutputBias;
    final PartedMatrix gateUp;
    final float[] gateUpBias;
    final PartedMatrix down;
    final float[] downBias;

    BlockWeights(
            ModelConfig config,
            int index,
            Map<String, List<float[]>> tensors,
            Accumulation accumulation,
            NumberFormat format) {
        this.tensors = tensors;
        this.prefix = "model.layers." + index + ".";
        ModelConfig.Biases biases = config.biases();
        attentionNorm = vector("input_layernorm.weight");
        feedForwardNorm = vector("post_attention_layernorm.weight");
        queryNorm = config.queryKeyNorm() ? vector("self_attn.q_norm.weight") : NONE;
        keyNorm = config.queryKeyNorm() ? vector("self_attn.k_norm.weight") : NONE;
        List<String> attention = List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj");
        queryKeyValue = new PartedMatrix(accumulation, rows(attention), format);
        queryKeyValueBias = bias(attention, biases.queryKeyValue());
        attentionOutput = new PartedMatrix(accumulation, rows(List.of("self_attn.o_proj")), format);
        attentionOutputBias = bias(List.of("self_attn.o_proj"), biases.attentionOutput());
        List<String> gated = List.of("mlp.gate_proj", "mlp.up_proj");
        gateUp = new PartedMatrix(accumulation, rows(gated), format);
        gateUpBias = bias(gated, biases.feedForward());
        down = new PartedMatrix(accumulation, rows(List.of("mlp.down_proj")), format);
        downBias = bias(List.of("mlp.down_proj"), biases.feedForward());
    }

    private List<float[]> rows(List<String> names) {
        List<float[]> rows = new ArrayList<>();
        names.forEach(name -> rows.addAll(tensor(name + ".weight")));
        return rows;
    }

    private float[] bias(List<String> names, boolean present) {
        if (!present) {
            return NONE;
        }
        List<float[]> parts = names.stream().map(name -> vector(name + ".bias")).toList();
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private float[] vector(String name) {
        return tensor(name).get(0);
    }

    private List<float[]> tensor(String name) {
        List<float[]> rows = tensors.get(prefix + name);
        if (rows == null) {
            throw new IllegalArgumentException("the model has no tensor " + prefix + name);
        }
        return rows;
    }
}
