package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Probes of a model on emulated bf16 hardware: random tokens through every span of the depth in turn, on hardware of every kind
 * in turn, behind a short history in the KV cache. Answers come in bf16, as such nodes send them.
 */
public final class Bf16Probes implements HonestProbes {

    private static final int HISTORY = 8;

    private final ReferenceModel model;
    private final long seed;
    private final List<Place> places = new ArrayList<>();

    /** One span with the canonical computations up to it and of it, and the hardware that serves it. */
    private record Place(List<SpanComputation> before, SpanComputation reference, List<Bf16Span> hardware) {}

    /**
     * @param depth number of blocks of the spans
     * @param seed of the tokens
     * @param transform changes to the weights that the hardware serves; {@link WeightTransform#NONE} for honest probes
     * @throws IllegalArgumentException for models that {@link Bf16Span} does not emulate
     */
    public Bf16Probes(ReferenceModel model, int depth, long seed, WeightTransform transform) {
        this.model = model;
        this.seed = seed;
        for (int first = 0; first + depth <= model.blocks(); first++) {
            BlockSpan span = new BlockSpan(first, depth);
            List<Bf16Span> hardware = new ArrayList<>();
            for (Summation summation : Summation.values()) {
                hardware.add(Bf16Span.load(model, span, summation, hardware.size() % 2 == 1, transform));
            }
            List<SpanComputation> before = first == 0 ? List.of() : List.of(model.span(BlockSpan.between(0, first)));
            places.add(new Place(before, model.span(span), hardware));
        }
    }

    @Override
    public HonestProbe probe(long index, int tokens) {
        // The seed is mixed first, or neighbouring seeds would share probes and nothing would be held out.
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
        Place place = places.get((int) (index % places.size()));
        long round = index / places.size();
        Bf16Span hardware = place.hardware().get((int) (round % place.hardware().size()));
        // Inputs come from nodes that answer in bf16 as well as from nodes that answer in fp32.
        boolean rounded = round / place.hardware().size() % 2 == 0;

        int[] ids = random.ints(HISTORY + tokens, 0, model.vocabularySize()).toArray();
        float[] input = model.embed(ids);
        for (SpanComputation before : place.before()) {
            float[][] boundaries = before.open().forward(input, ids.length);
            input = boundaries[boundaries.length - 1];
        }
        if (rounded) {
            input = Rows.of(RowEncoding.BF16, input).values();
        }
        int history = HISTORY * model.hiddenSize();
        float[] step = Arrays.copyOfRange(input, history, input.length);
        float[] reference = last(place.reference().open(), input, step, tokens);
        float[] answer = last(hardware.open(), input, step, tokens);
        return new HonestProbe(
                step, reference, Rows.of(RowEncoding.BF16, answer).values());
    }

    private float[] last(SpanSession session, float[] input, float[] step, int tokens) {
        session.forward(Arrays.copyOf(input, HISTORY * model.hiddenSize()), HISTORY);
        float[][] boundaries = session.forward(step, tokens);
        return boundaries[boundaries.length - 1];
    }
}
