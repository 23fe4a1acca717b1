package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Finding;
import io.subnetvalidator.proofs.compare.RowCheck;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.verdict.FormatRule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An answer of a form that was not agreed. It is found before any statistic is computed, whatever the class that the node declared.
 *
 * @param name as it stands in tables
 * @param kind what it is called
 * @param answer what the node sends in place of an honest output
 */
record FormatFault(String name, FaultKind kind, Answer answer) {

    /** Makes an answer of an honest output. */
    @FunctionalInterface
    interface Answer {

        /** @param output row-major {@code [tokens, hidden]}; may be changed */
        Rows of(float[] output, int hidden, long scene);
    }

    /** Everything that the form of an answer can have wrong. */
    static List<FormatFault> all() {
        return List.of(
                new FormatFault(
                        "wrong shape",
                        FaultKind.OUTPUT_SIZE,
                        (output, hidden, scene) ->
                                Rows.of(RowEncoding.BF16, Arrays.copyOf(output, output.length - hidden))),
                new FormatFault(
                        "wrong encoding",
                        FaultKind.OUTPUT_ENCODING,
                        (output, hidden, scene) -> Rows.of(RowEncoding.F16, output)),
                new FormatFault("NaN", FaultKind.OUTPUT_NOT_FINITE, with(Float.NaN)),
                new FormatFault("infinity", FaultKind.OUTPUT_NOT_FINITE, with(Float.NEGATIVE_INFINITY)));
    }

    private static Answer with(float value) {
        return (output, hidden, scene) -> {
            output[(int) (scene * (hidden + 1) % output.length)] = value;
            return Rows.of(RowEncoding.BF16, output);
        };
    }

    /**
     * Whether it is found in an answer.
     *
     * @param output an honest output for the scene
     * @param blocks length of the span
     */
    boolean isFound(Scene scene, float[] output, ComparisonProfile profile, int hidden, int blocks) {
        Rows rows = answer.of(output.clone(), hidden, scene.number);
        Optional<FaultKind> form =
                FormatRule.violation(NumberFormat.BF16, BenchModel.TOKENS, hidden, rows.commitment(hidden));
        return form.or(() -> new RowCheck(scene.input, scene.output, 0, BenchModel.TOKENS, hidden, blocks)
                        .findIn(rows, profile)
                        .map(Finding::kind))
                .equals(Optional.of(kind));
    }
}
