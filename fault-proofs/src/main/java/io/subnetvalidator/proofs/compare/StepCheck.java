package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.Boundaries;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import java.util.Optional;

/**
 * Judges one answer against the reference of the same step.
 */
public final class StepCheck {

    private final float[] input;
    private final float[][] boundaries;
    private final int tokens;
    private final int hidden;

    /**
     * The arrays are not copied and must not change.
     *
     * @param input residual stream before the span, row-major {@code [tokens, hidden]}, finite
     * @param boundaries reference residual stream behind every block, the span's output last
     */
    public StepCheck(float[] input, float[][] boundaries, int tokens, int hidden) {
        this.input = input;
        this.boundaries = boundaries;
        this.tokens = tokens;
        this.hidden = hidden;
    }

    /** Whether every boundary of the reference is finite, also after rounding to the encoding. */
    public boolean referenceIsFinite(RowEncoding encoding) {
        for (float[] boundary : boundaries) {
            if (!Finite.all(boundary) || !Finite.all(Rows.of(encoding, boundary).values())) {
                return false;
            }
        }
        return true;
    }

    /** The reference output in an encoding. */
    public Rows output(RowEncoding encoding) {
        return Rows.of(encoding, boundaries[boundaries.length - 1]);
    }

    /** The reference commitment to all boundaries. */
    public Hash256 boundaryRoot(RowEncoding encoding) {
        return Boundaries.root(boundaries, tokens, hidden, encoding);
    }

    /**
     * The first fault of an answer; empty when the answer is what the declared arithmetic gives.
     *
     * @throws IllegalArgumentException when the profile has no thresholds for this many tokens
     */
    public Optional<Finding> findIn(StepAnswer answer, NumericProfile declared, ComparisonProfile profile) {
        Rows output = answer.output();
        if (!output.hasShape(tokens, hidden)) {
            return Optional.of(new Finding(FaultKind.OUTPUT_SIZE, Statistics.ZERO));
        }
        if (!allows(declared, output.encoding())) {
            return Optional.of(new Finding(FaultKind.OUTPUT_ENCODING, Statistics.ZERO));
        }
        float[] values = output.values();
        if (!Finite.all(values)) {
            return Optional.of(new Finding(FaultKind.OUTPUT_NOT_FINITE, Statistics.ZERO));
        }
        Statistics statistics = UpdateComparison.compare(
                input,
                boundaries[boundaries.length - 1],
                values,
                tokens,
                hidden,
                boundaries.length,
                profile.whitening());
        Optional<FaultKind> kind = profile.kind() == NumericProfile.Kind.EXACT
                ? difference(answer)
                : excess(statistics, thresholds(profile));
        return kind.map(found -> new Finding(found, statistics));
    }

    /** fp32 loses nothing and is always allowed; bf16 hides errors below its step, so it has to be declared. */
    private static boolean allows(NumericProfile declared, RowEncoding encoding) {
        return encoding == RowEncoding.F32 || declared.activations() == NumericProfile.NumberFormat.BF16;
    }

    private Thresholds thresholds(ComparisonProfile profile) {
        return profile.thresholds(tokens)
                .orElseThrow(() -> new IllegalArgumentException(
                        "profile '" + profile.name() + "' has no thresholds for " + tokens + " tokens"));
    }

    private Optional<FaultKind> difference(StepAnswer answer) {
        RowEncoding encoding = answer.output().encoding();
        if (!answer.output().equals(output(encoding))) {
            return Optional.of(FaultKind.OUTPUT_BITS);
        }
        return answer.boundaryRoot().equals(boundaryRoot(encoding))
                ? Optional.empty()
                : Optional.of(FaultKind.BOUNDARY_ROOT);
    }

    private static Optional<FaultKind> excess(Statistics statistics, Thresholds thresholds) {
        if (statistics.meanEnergy() > thresholds.meanEnergy()) {
            return Optional.of(FaultKind.MEAN_ENERGY);
        }
        if (statistics.worstToken() > thresholds.worstToken()) {
            return Optional.of(FaultKind.WORST_TOKEN);
        }
        return statistics.worstElement() > thresholds.worstElement()
                ? Optional.of(FaultKind.WORST_ELEMENT)
                : Optional.empty();
    }
}
