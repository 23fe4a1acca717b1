package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.util.ArrayList;
import java.util.List;

/** One session at one node, from its first step on. Whether signatures and order hold is for the verdict to find. */
public record HopTranscript(List<Step> steps) {

    /** A request with the answer it got. */
    public record Step(SignedStepRequest request, SignedStepAnswer answer) {}

    /** @throws IllegalArgumentException when there is no step, or more than a session may have */
    public HopTranscript {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.size() > TranscriptLimits.MAX_STEPS) {
            throw new IllegalArgumentException(
                    "a transcript has 1 to " + TranscriptLimits.MAX_STEPS + " steps, not " + steps.size());
        }
    }

    /** The terms of the first step; all others have the same if the transcript is in order. */
    public SessionTerms terms() {
        return steps.get(0).request().request().terms();
    }

    /** The first {@code count} steps. */
    public HopTranscript prefix(int count) {
        return count == steps.size() ? this : new HopTranscript(steps.subList(0, count));
    }

    /** This transcript with one more step. */
    public HopTranscript plus(SignedStepRequest request, SignedStepAnswer answer) {
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(request, answer));
        return new HopTranscript(more);
    }

    public Hash256 digest() {
        return Blake2b.domainHash(Domains.TRANSCRIPT, toBytes());
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not canonical */
    public static HopTranscript fromBytes(byte[] bytes) {
        return Decoded.all(bytes, HopTranscript::decode);
    }

    public void encode(ScaleWriter out) {
        out.vec(steps, (item, step) -> {
            step.request().encode(item);
            step.answer().encode(item);
        });
    }

    public static HopTranscript decode(ScaleReader in) {
        if (in.remaining() > TranscriptLimits.MAX_TRANSCRIPT_BYTES) {
            throw in.error("a transcript takes at most " + TranscriptLimits.MAX_TRANSCRIPT_BYTES + " bytes");
        }
        List<Step> steps = in.vec(TranscriptLimits.MAX_STEPS, HopTranscript::step);
        return Decoded.value(in, () -> new HopTranscript(steps));
    }

    private static Step step(ScaleReader in) {
        SignedStepRequest request = SignedStepRequest.decode(in);
        return new Step(request, SignedStepAnswer.decode(in));
    }
}
