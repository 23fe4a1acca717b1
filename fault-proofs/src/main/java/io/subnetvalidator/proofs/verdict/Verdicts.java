package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Finding;
import io.subnetvalidator.proofs.compare.RowCheck;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.transcript.BoundaryTree;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.OpenedRows;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.verdict.Verdict.Fault;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Arrays;
import java.util.Optional;

/** The verdict program: one pure function from evidence to verdict, the same bits on every machine. */
public final class Verdicts {

    /** Names this program in proofs; any change of a verdict changes it. */
    public static final String PROGRAM = "rows/2";

    /** Names the arithmetic of the reference in proofs. */
    public static final String KERNEL = "seq256/1";

    private static final String REFERENCE_DOMAIN = "hypertensor-scp/1/reference";

    private final ModelUnderTest model;
    private final ComparisonProfile profile;
    private final Evidence evidence;
    private final BlockSpan checked;
    private final int hidden;

    private Verdicts(ModelUnderTest model, ComparisonProfile profile, Evidence evidence) {
        this.model = model;
        this.profile = profile;
        this.evidence = evidence;
        this.checked = evidence.checked();
        this.hidden = evidence.terms().hiddenSize();
    }

    /**
     * Judges what is shown of a session. Steps are judged in order and the first fault decides; whether rows that are not shown
     * are right is not asked.
     */
    public static Verdict judge(ModelUnderTest model, ComparisonProfile profile, Evidence evidence) {
        Optional<Inadmissible> refused = Admission.of(model, profile, evidence);
        return refused.isPresent() ? refused.get() : new Verdicts(model, profile, evidence).judge();
    }

    private Verdict judge() {
        SpanSession session = model.span(checked).open();
        int last = evidence.steps().size() - 1;
        for (int index = 0; index <= last; index++) {
            Optional<Verdict> decided = judge(evidence.steps().get(index), index == last, session);
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        return new Verdict.Ok(last + 1);
    }

    private Optional<Verdict> judge(Evidence.Step step, boolean last, SpanSession session) {
        StepHeader header = step.header();
        Optional<FaultKind> form =
                FormatRule.violation(evidence.announced(), header, step.answer().output());
        if (form.isPresent()) {
            return form.map(kind -> new Fault(
                    header.index(), 0, kind, Statistics.ZERO, step.answer().digest()));
        }
        int rows = last ? step.output().map(this::end).orElse(header.tokens()) : header.tokens();
        Optional<float[]> input = input(step, rows);
        if (input.isEmpty()) {
            return refuse(
                    Reason.ROWS_MISSING,
                    "the first " + rows + " rows of step " + header.index() + " are needed and not shown");
        }
        Optional<Inadmissible> refused = Admission.ofInput(profile, header, input.get());
        if (refused.isPresent()) {
            return refused.map(reason -> reason);
        }
        float[][] reference;
        try {
            reference = session.forward(input.get(), rows);
        } catch (IllegalArgumentException e) {
            return refuse(Reason.TOO_LONG, "step " + header.index() + ": " + e.getMessage());
        }
        return compare(step, input.get(), reference).or(() -> compareRoot(step, rows, reference));
    }

    /** Index behind the last row shown. */
    private int end(OpenedRows shown) {
        int rowBytes = hidden * shown.rows().encoding().bytesPerValue();
        return shown.first() + shown.rows().size() / rowBytes;
    }

    /** The first rows before the checked blocks. */
    private Optional<float[]> input(Evidence.Step step, int rows) {
        if (checked.first() == 0) {
            return step.input().isPresent()
                    ? Optional.empty()
                    : Admission.embedding(model, step).map(all -> Arrays.copyOf(all.values(), rows * hidden));
        }
        return step.input()
                .filter(shown -> shown.first() == 0 && end(shown) == rows)
                .map(shown -> shown.rows().values());
    }

    private Optional<Verdict> compare(Evidence.Step step, float[] input, float[][] reference) {
        if (step.output().isEmpty()) {
            return Optional.empty();
        }
        OpenedRows shown = step.output().get();
        RowEncoding encoding = shown.rows().encoding();
        if (!isFinite(reference, encoding)) {
            return refuse(
                    Reason.OUTSIDE_ENVELOPE,
                    "the input of step " + step.header().index() + " drives the reference out of the range of "
                            + encoding);
        }
        float[] wanted = rows(reference[reference.length - 1], shown);
        RowCheck check = new RowCheck(
                rows(input, shown), wanted, shown.first(), step.header().tokens(), hidden, checked.count());
        Optional<Finding> finding = check.findIn(shown.rows(), profile);
        return finding.map(found -> new Fault(
                step.header().index(), found.row(), found.kind(), found.statistics(), digest(encoding, wanted)));
    }

    /** An exact node's commitment to all boundaries, where the whole span was computed for all rows. */
    private Optional<Verdict> compareRoot(Evidence.Step step, int rows, float[][] reference) {
        int tokens = step.header().tokens();
        if (profile.kind() != NumericProfile.Kind.EXACT
                || evidence.opening().isPresent()
                || !evidence.announced().opens()
                || rows != tokens) {
            return Optional.empty();
        }
        RowEncoding encoding = evidence.announced().boundaries().orElseThrow();
        Hash256 root = BoundaryTree.over(reference, tokens, hidden, encoding).root();
        return root.equals(step.answer().boundaryRoot())
                ? Optional.empty()
                : Optional.of(
                        new Fault(step.header().index(), tokens - 1, FaultKind.BOUNDARY_ROOT, Statistics.ZERO, root));
    }

    private float[] rows(float[] values, OpenedRows shown) {
        return Arrays.copyOfRange(values, shown.first() * hidden, end(shown) * hidden);
    }

    private static boolean isFinite(float[][] reference, RowEncoding encoding) {
        for (float[] boundary : reference) {
            for (float value : Rows.of(encoding, boundary).values()) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Hash256 digest(RowEncoding encoding, float[] rows) {
        return Blake2b.domainHash(
                REFERENCE_DOMAIN,
                new byte[] {(byte) encoding.code()},
                Rows.of(encoding, rows).toBytes());
    }

    private static Optional<Verdict> refuse(Reason reason, String detail) {
        return Optional.of(new Inadmissible(reason, detail));
    }
}
