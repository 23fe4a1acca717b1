package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.emulation.AttentionVariant;
import io.subnetvalidator.proofs.emulation.EmulatedSpan;
import io.subnetvalidator.proofs.emulation.Hardware;
import io.subnetvalidator.proofs.emulation.HeldWeights;
import io.subnetvalidator.proofs.emulation.Rounding;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.util.List;

/** A node's machine with the honest work it did on every scene, from which cheats are made. */
final class Workshop {

    private final ReferenceModel model;
    private final Hardware hardware;
    private final HeldWeights weights;
    private final List<float[][]> honest;

    Workshop(ReferenceModel model, Hardware hardware, List<Scene> scenes) {
        this.model = model;
        this.hardware = hardware;
        this.weights = HeldWeights.of(model, all(), hardware.format(), WeightTransform.NONE);
        EmulatedSpan span = new EmulatedSpan(weights, all(), hardware, AttentionVariant.NONE);
        this.honest =
                scenes.parallelStream().map(scene -> run(span, scene.input)).toList();
    }

    Hardware hardware() {
        return hardware;
    }

    BlockSpan all() {
        return new BlockSpan(0, model.blocks());
    }

    int hidden() {
        return model.hiddenSize();
    }

    /** The honest boundaries of a scene; shared, not copied. */
    float[][] honest(long scene) {
        return honest.get((int) (scene % honest.size()));
    }

    /** A machine with other weights. */
    EmulatedSpan with(WeightTransform change) {
        return new EmulatedSpan(
                HeldWeights.of(model, all(), hardware.format(), change), all(), hardware, AttentionVariant.NONE);
    }

    /** A machine with another attention. */
    EmulatedSpan with(AttentionVariant change) {
        return new EmulatedSpan(weights, all(), hardware, change);
    }

    /** The honest machine, for some of the blocks. */
    EmulatedSpan part(int from, int to) {
        return new EmulatedSpan(weights, BlockSpan.between(from, to), hardware, AttentionVariant.NONE);
    }

    /** Boundaries as they go over the wire, in the machine's number format. */
    float[][] sent(float[][] boundaries) {
        float[][] sent = new float[boundaries.length][];
        for (int b = 0; b < sent.length; b++) {
            sent[b] = Rounding.all(hardware.format(), boundaries[b].clone());
        }
        return sent;
    }

    static float[][] run(EmulatedSpan span, float[] input) {
        return span.open().forward(input, BenchModel.TOKENS);
    }
}
