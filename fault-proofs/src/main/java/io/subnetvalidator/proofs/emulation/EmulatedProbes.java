package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.compare.HonestProbes;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Probes of a model on emulated hardware: random tokens through every span of the depth in turn, on hardware of every honest kind
 * in turn, some behind a short history in the KV cache. Answers come in bf16, or in fp32 from finer machines. Safe for use
 * from several threads.
 */
public final class EmulatedProbes implements HonestProbes {

    private static final int HISTORY = 8;
    private static final int HISTORY_EVERY = 4;

    private final ReferenceModel model;
    private final long seed;
    private final List<Hardware> hardware;
    private final List<Place> places = new ArrayList<>();

    /** One span with the canonical computations up to it, the reference of the profile, and the machines that serve it. */
    private record Place(List<SpanComputation> before, SpanComputation reference, List<EmulatedSpan> machines) {}

    /**
     * @param declared profile whose reference answers are compared with
     * @param depth number of blocks of the spans
     * @param seed of the tokens
     * @param hardware kinds that answer in turn
     * @param transform changes to the weights that the hardware serves; {@link WeightTransform#NONE} for honest probes
     * @throws IllegalArgumentException for models that are not emulated or have fewer blocks
     */
    public EmulatedProbes(
            ReferenceModel model,
            NumericProfile declared,
            int depth,
            long seed,
            List<Hardware> hardware,
            WeightTransform transform) {
        if (depth < 1 || depth > model.blocks()) {
            throw new IllegalArgumentException("spans of " + depth + " blocks in a model of " + model.blocks());
        }
        this.model = model;
        this.seed = seed;
        this.hardware = List.copyOf(hardware);
        BlockSpan all = new BlockSpan(0, model.blocks());
        Map<NumberFormat, HeldWeights> held = new EnumMap<>(NumberFormat.class);
        for (int first = 0; first + depth <= model.blocks(); first++) {
            BlockSpan span = new BlockSpan(first, depth);
            List<EmulatedSpan> machines = new ArrayList<>();
            for (Hardware kind : hardware) {
                HeldWeights weights =
                        held.computeIfAbsent(kind.format(), format -> HeldWeights.of(model, all, format, transform));
                machines.add(new EmulatedSpan(weights, span, kind, AttentionVariant.NONE));
            }
            List<SpanComputation> before = first == 0 ? List.of() : List.of(model.span(BlockSpan.between(0, first)));
            places.add(new Place(before, reference(model, declared, span), machines));
        }
    }

    /** The honest probes of a profile. */
    public static EmulatedProbes of(ReferenceModel model, NumericProfile declared, int depth, long seed) {
        return new EmulatedProbes(model, declared, depth, seed, Hardware.honestUnder(declared), WeightTransform.NONE);
    }

    /** The computation that answers are compared with under a profile. */
    public static SpanComputation reference(ReferenceModel model, NumericProfile declared, BlockSpan span) {
        return declared.kind() == NumericProfile.Kind.MATCHED
                ? EmulatedSpan.reference(model, span, declared.rounding())
                : model.span(span);
    }

    @Override
    public HonestProbe probe(long index, int tokens) {
        // The seed is mixed first, or neighbouring seeds would share probes and nothing would be held out.
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
        Place place = places.get((int) (index % places.size()));
        long round = index / places.size();
        int kind = (int) (round % hardware.size());
        // Inputs come from nodes that answer in bf16 as well as from nodes that answer in fp32.
        boolean rounded = round / hardware.size() % 2 == 0;
        // A single token is a step of decoding, which has a history.
        int history = tokens == 1 || round / hardware.size() / 2 % HISTORY_EVERY == 0 ? HISTORY : 0;

        float[] input = model.embed(
                random.ints(history + tokens, 0, model.vocabularySize()).toArray());
        for (SpanComputation before : place.before()) {
            input = last(before.open().forward(input, history + tokens));
        }
        if (rounded) {
            input = Rounding.all(NumberFormat.BF16, input);
        }
        int split = history * model.hiddenSize();
        float[] earlier = Arrays.copyOf(input, split);
        float[] step = Arrays.copyOfRange(input, split, input.length);
        float[] reference = answer(place.reference().open(), earlier, history, step, tokens);
        float[] answer = answer(place.machines().get(kind).open(), earlier, history, step, tokens);
        return new HonestProbe(hardware.get(kind).text(), step, reference, answer);
    }

    private static float[] answer(SpanSession session, float[] earlier, int history, float[] step, int tokens) {
        if (history > 0) {
            session.forward(earlier, history);
        }
        return last(session.forward(step, tokens));
    }

    private static float[] last(float[][] boundaries) {
        return boundaries[boundaries.length - 1];
    }
}
