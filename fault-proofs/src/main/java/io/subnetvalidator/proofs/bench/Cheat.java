package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.attack.BoundaryChange;
import io.subnetvalidator.proofs.attack.KeyValueChange;
import io.subnetvalidator.proofs.attack.Quantization;
import io.subnetvalidator.proofs.attack.Weights;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Thresholds;
import io.subnetvalidator.proofs.compare.UpdateComparison;
import io.subnetvalidator.proofs.emulation.AttentionVariant;
import io.subnetvalidator.proofs.emulation.EmulatedSpan;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One way to cheat.
 *
 * @param name as it stands in tables
 * @param mount what a machine does with a scene once it cheats
 */
record Cheat(String name, Function<Workshop, Server> mount) {

    private static final int HALVINGS = 12;

    /** Boundaries that a node shows. */
    @FunctionalInterface
    interface Server {
        float[][] answer(Scene scene);
    }

    /** Other weights. */
    static Cheat weights(String name, WeightTransform change) {
        return new Cheat(name, shop -> {
            EmulatedSpan machine = shop.with(change);
            return scene -> Workshop.run(machine, scene.input);
        });
    }

    private static Cheat attention(String name, AttentionVariant change) {
        return new Cheat(name, shop -> {
            EmulatedSpan machine = shop.with(change);
            return scene -> Workshop.run(machine, scene.input);
        });
    }

    private static Cheat boundaries(String name, BoundaryChange change) {
        return new Cheat(
                name,
                shop -> scene ->
                        shop.sent(change.apply(scene.input, shop.honest(scene.number), shop.hidden(), scene.number)));
    }

    private static Cheat skip(String name, int block) {
        return new Cheat(name, shop -> {
            EmulatedSpan behind = shop.part(block + 1, shop.all().end());
            return scene -> {
                float[][] shown = shop.honest(scene.number).clone();
                shown[block] = shown[block - 1];
                float[][] rest = Workshop.run(behind, shown[block]);
                System.arraycopy(rest, 0, shown, block + 1, rest.length);
                return shown;
            };
        });
    }

    private static Cheat replay(String name) {
        return new Cheat(name, shop -> scene -> shop.honest(scene.number + 1));
    }

    /** Noise as great as a share of the thresholds bears; the node knows reference and profile. */
    private static Cheat tuned(String name, double share, ComparisonProfile profile) {
        Thresholds limits = profile.thresholds(BenchModel.TOKENS).orElseThrow();
        Thresholds aim =
                new Thresholds(limits.meanEnergy() * share, limits.worstToken() * share, limits.worstElement() * share);
        return new Cheat(name, shop -> scene -> {
            float[][] honest = shop.honest(scene.number);
            float[][] best = honest;
            double low = 0;
            double high = 1;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (low + high) / 2;
                float[][] noisy =
                        shop.sent(BoundaryChange.noise(middle).apply(scene.input, honest, shop.hidden(), scene.number));
                boolean fits = !aim.exceededBy(UpdateComparison.compare(
                        scene.input,
                        scene.output,
                        noisy[noisy.length - 1],
                        BenchModel.TOKENS,
                        shop.hidden(),
                        noisy.length,
                        profile.whitening()));
                best = fits ? noisy : best;
                low = fits ? middle : low;
                high = fits ? high : middle;
            }
            return best;
        });
    }

    /** Everything numeric that the threat model names. */
    static List<Cheat> all(int headSize, ComparisonProfile strict) {
        int row = Integer.MAX_VALUE;
        WeightTransform int8 = Quantization.INT8.weights(row);
        return Arrays.asList(
                weights("int8 weights", int8),
                weights("fp8 weights", Quantization.FP8_E4M3.weights(row)),
                weights("int4 weights", Quantization.INT4.weights(32)),
                weights("NF4 weights", Quantization.NF4.weights(64)),
                weights("checkpoint 3 % older", Weights.checkpoint(0.03, 11)),
                weights("weights 1 %", Weights.checkpoint(0.01, 12)),
                weights("weights 0.3 %", Weights.checkpoint(0.003, 13)),
                weights("weights 0.1 %", Weights.checkpoint(0.001, 14)),
                weights("LoRA 1 %", Weights.adapter(0.01, 8, 15)),
                weights("int8 in one block", Weights.inBlock(5, int8)),
                weights("1 % in one block", Weights.inBlock(2, Weights.checkpoint(0.01, 16))),
                weights("head pruned", Weights.withoutHead(3, headSize)),
                weights("head pruned once", Weights.inBlock(4, Weights.withoutHead(3, headSize))),
                skip("block skipped", 4),
                boundaries("early exit", BoundaryChange.earlyExit(6)),
                boundaries("identity", BoundaryChange.identity()),
                boundaries("zeros", BoundaryChange.zeros()),
                boundaries("sign flip", BoundaryChange.signFlip()),
                boundaries("four channels kept", BoundaryChange.fourChannels()),
                attention("KV window 8", KeyValueChange.window(8)),
                attention("KV int8", KeyValueChange.quantized(Quantization.INT8)),
                attention("KV fp8", KeyValueChange.quantized(Quantization.FP8_E4M3)),
                attention("KV stale", KeyValueChange.stale(12, 16, 4)),
                attention("RoPE slip by one", KeyValueChange.rotarySlip(16, 1)),
                replay("replayed answer"),
                boundaries("noise 5 %", BoundaryChange.noise(0.05)),
                boundaries("one token 20 % off", BoundaryChange.biasedToken(0.2)),
                boundaries("one element off", BoundaryChange.biasedElement(1)),
                tuned("tuned to 95 %", 0.95, strict));
    }
}
