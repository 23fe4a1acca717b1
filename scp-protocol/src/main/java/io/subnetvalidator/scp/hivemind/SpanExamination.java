package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.proofs.compare.RowCheck;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.scp.hivemind.SpanObservation.Compared;
import io.subnetvalidator.scp.hivemind.SpanObservation.Flaw;
import io.subnetvalidator.scp.hivemind.SpanObservation.Flawed;
import io.subnetvalidator.scp.hivemind.SpanObservation.Repeated;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Looks at the output of a span; pure functions. */
final class SpanExamination {

    private SpanExamination() {}

    /** What is wrong with an output whatever the blocks compute. */
    static Optional<Flawed> flaw(Tensor.Floats sent, Tensor.Floats output) {
        if (!output.shape().equals(sent.shape())) {
            return Optional.of(new Flawed(
                    Flaw.SHAPE, "an output of shape " + output.shape() + " for an input of shape " + sent.shape()));
        }
        for (int i = 0; i < output.values().length; i++) {
            if (!Float.isFinite(output.values()[i])) {
                return Optional.of(new Flawed(Flaw.NOT_FINITE, "value " + i + " is " + output.values()[i]));
            }
        }
        return Arrays.equals(output.values(), sent.values())
                ? Optional.of(new Flawed(Flaw.INPUT_RETURNED, "every value is that of the input"))
                : Optional.empty();
    }

    /**
     * Compares an output without a flaw with the reference.
     *
     * @throws IllegalArgumentException when the profile was not calibrated for this input
     */
    static Compared compared(SpanReference reference, Tensor.Floats sent, Tensor.Floats output) {
        int hidden = reference.span().hiddenSize();
        int tokens = sent.shape().elements() / hidden;
        float[] input = sent.values();
        requireWithin(reference, input, hidden);
        float[][] boundaries = reference.span().open().forward(input, tokens);
        RowCheck check = new RowCheck(input, boundaries[boundaries.length - 1], 0, tokens, hidden, boundaries.length);
        RowCheck.Compared result = check.compare(Rows.of(RowEncoding.F32, output.values()), reference.profile());
        return new Compared(output.type(), result.statistics(), result.finding());
    }

    private static void requireWithin(SpanReference reference, float[] input, int hidden) {
        for (int row = 0; row < input.length; row += hidden) {
            double sum = 0;
            for (int i = row; i < row + hidden; i++) {
                sum += (double) input[i] * input[i];
            }
            if (!(Math.sqrt(sum / hidden) <= reference.profile().maxInputRms())) {
                throw new IllegalArgumentException("row " + row / hidden + " of the input is larger than honest noise"
                        + " was measured for by profile '" + reference.profile().name() + "'");
            }
        }
    }

    /** @param outputs at least one, none with a flaw */
    static Repeated repeated(Tensor.Floats sent, List<Tensor.Floats> outputs) {
        float[] first = outputs.get(0).values();
        boolean sameBits = true;
        double largest = 0;
        double update = 0;
        for (int i = 0; i < first.length; i++) {
            update = Math.max(update, Math.abs((double) first[i] - sent.values()[i]));
            for (Tensor.Floats other : outputs) {
                float value = other.values()[i];
                sameBits &= Float.floatToRawIntBits(value) == Float.floatToRawIntBits(first[i]);
                largest = Math.max(largest, Math.abs((double) value - first[i]));
            }
        }
        return new Repeated(outputs.size(), sameBits, largest / update);
    }
}
