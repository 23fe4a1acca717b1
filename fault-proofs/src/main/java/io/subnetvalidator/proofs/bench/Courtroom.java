package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.compare.UpdateComparison;
import io.subnetvalidator.proofs.emulation.EmulatedProbes;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.Kind;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** All judges with their references and profiles. Safe for use from several threads. */
final class Courtroom {

    private static final double SMALL = 1.0 / 16;
    private static final double LARGE = 16;

    /** A reference and the profile by which answers are compared with it, for the whole span and for each block. */
    private record Chamber(
            SpanComputation whole,
            List<SpanComputation> blocks,
            ComparisonProfile wholeProfile,
            ComparisonProfile blockProfile) {}

    private final ReferenceModel model;
    private final Chamber strict;
    private final Chamber wide;
    private final Map<RoundingPoints, Chamber> matched = new EnumMap<>(RoundingPoints.class);

    Courtroom(BenchModel bench) {
        this.model = bench.model();
        this.strict = chamber(bench, BenchModel.declared(Kind.STRICT, RoundingPoints.UNDECLARED));
        this.wide = chamber(bench, BenchModel.declared(Kind.WIDE, RoundingPoints.UNDECLARED));
        for (RoundingPoints rounding : List.of(RoundingPoints.EAGER, RoundingPoints.FUSED)) {
            matched.put(rounding, chamber(bench, BenchModel.declared(Kind.MATCHED, rounding)));
        }
    }

    private Chamber chamber(BenchModel bench, NumericProfile declared) {
        List<SpanComputation> blocks = new ArrayList<>();
        for (int block = 0; block < model.blocks(); block++) {
            blocks.add(EmulatedProbes.reference(model, declared, new BlockSpan(block, 1)));
        }
        return new Chamber(
                EmulatedProbes.reference(model, declared, new BlockSpan(0, model.blocks())),
                blocks,
                bench.profile(declared, model.blocks()),
                bench.profile(declared, 1));
    }

    /** The profile of a judge. */
    ComparisonProfile profile(Judge judge, RoundingPoints rounding) {
        return switch (judge) {
            case STRICT -> strict.wholeProfile();
            case BLOCK_STRICT -> strict.blockProfile();
            case WIDE -> wide.wholeProfile();
            case BLOCK_WIDE -> wide.blockProfile();
            case MATCHED -> chamberOf(rounding).wholeProfile();
            case BLOCK_MATCHED -> chamberOf(rounding).blockProfile();
            default -> throw new IllegalArgumentException(judge + " has no profile");
        };
    }

    private Chamber chamberOf(RoundingPoints rounding) {
        Chamber chamber = matched.get(rounding);
        if (chamber == null) {
            throw new IllegalArgumentException("no profile for rounding points " + rounding);
        }
        return chamber;
    }

    /** The scene of a number; other seeds give other prompts. */
    Scene scene(long number, long seed) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
        float[] input = model.embed(
                random.ints(BenchModel.TOKENS, 0, model.vocabularySize()).toArray());
        return new Scene(
                number,
                random.nextInt(model.blocks()),
                input,
                last(strict.whole(), input),
                rounding -> last(chamberOf(rounding).whole(), input));
    }

    /** Brings an answer before all judges but {@link Judge#EXACT}. */
    Trial judge(Scene scene, float[][] shown, RoundingPoints rounding) {
        float[] output = shown[shown.length - 1];
        Chamber own = chamberOf(rounding);
        Map<Judge, Statistics> seen = new EnumMap<>(Judge.class);
        seen.put(Judge.STRICT, whole(strict, scene, scene.output, output));
        seen.put(Judge.WIDE, whole(wide, scene, scene.output, output));
        seen.put(Judge.MATCHED, whole(own, scene, scene.matched(rounding), output));

        int block = scene.challenge;
        float[] opened = block == 0 ? scene.input : shown[block - 1];
        float[] reference = last(strict.blocks().get(block), opened);
        float[] matchedReference = last(own.blocks().get(block), opened);
        seen.put(Judge.BLOCK_STRICT, single(strict, opened, reference, shown[block]));
        seen.put(Judge.BLOCK_WIDE, single(wide, opened, reference, shown[block]));
        seen.put(Judge.BLOCK_MATCHED, single(own, opened, matchedReference, shown[block]));

        Set<Judge> alarms = EnumSet.noneOf(Judge.class);
        seen.forEach((judge, statistics) -> {
            if (profile(judge, rounding)
                    .thresholds(BenchModel.TOKENS)
                    .orElseThrow()
                    .exceededBy(statistics)) {
                alarms.add(judge);
            }
        });
        alarms.addAll(incumbents(scene.output, output));
        return new Trial(alarms, seen);
    }

    private static Set<Judge> incumbents(float[] reference, float[] output) {
        Set<Judge> alarms = EnumSet.noneOf(Judge.class);
        if (!Incumbents.allclose(reference, output, SMALL)) {
            alarms.add(Judge.ALLCLOSE_SMALL);
        }
        if (!Incumbents.allclose(reference, output, 1)) {
            alarms.add(Judge.ALLCLOSE);
        }
        if (!Incumbents.allclose(reference, output, LARGE)) {
            alarms.add(Judge.ALLCLOSE_LARGE);
        }
        if (!Incumbents.toploc(reference, output)) {
            alarms.add(Judge.TOPLOC);
        }
        return alarms;
    }

    private Statistics whole(Chamber chamber, Scene scene, float[] reference, float[] output) {
        return UpdateComparison.compare(
                scene.input,
                reference,
                output,
                BenchModel.TOKENS,
                model.hiddenSize(),
                model.blocks(),
                chamber.wholeProfile().whitening());
    }

    private Statistics single(Chamber chamber, float[] opened, float[] reference, float[] output) {
        return UpdateComparison.compare(
                opened,
                reference,
                output,
                BenchModel.TOKENS,
                model.hiddenSize(),
                1,
                chamber.blockProfile().whitening());
    }

    private static float[] last(SpanComputation computation, float[] input) {
        float[][] boundaries = computation.open().forward(input, BenchModel.TOKENS);
        return boundaries[boundaries.length - 1];
    }
}
