package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The verdict program: one pure function from evidence to verdict, the same bits on every machine. */
public final class Verdicts {

    /** Names this program in proofs; any change of a verdict changes it. */
    public static final String PROGRAM = "rows/3";

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

    /**
     * Measures every step that is shown, with all of its rows. A deviation that honest work shows too ends nothing here, since it is
     * for the steps together to decide; whatever else {@link #judge} finds does.
     */
    public static Measured measure(ModelUnderTest model, ComparisonProfile profile, Evidence evidence) {
        Optional<Inadmissible> refused = Admission.of(model, profile, evidence);
        return refused.isPresent()
                ? new Measured(refused.get(), List.of())
                : new Verdicts(model, profile, evidence).measure();
    }

    /** What one step shows: a verdict where it decides, and how far it is off where it was compared. */
    private record Judged(Optional<Verdict> verdict, Optional<Measured.Step> measured) {

        private static Judged decided(Verdict verdict) {
            return new Judged(Optional.of(verdict), Optional.empty());
        }
    }

    private Verdict judge() {
        SpanSession session;
        try {
            session = model.span(checked, profile.rounding()).open();
        } catch (IllegalArgumentException e) {
            return unfit(e);
        }
        int last = evidence.steps().size() - 1;
        for (int index = 0; index <= last; index++) {
            Optional<Verdict> decided =
                    judge(evidence.steps().get(index), index == last, session).verdict();
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        return new Verdict.Ok(last + 1);
    }

    private Measured measure() {
        SpanSession session;
        try {
            session = model.span(checked, profile.rounding()).open();
        } catch (IllegalArgumentException e) {
            return new Measured(unfit(e), List.of());
        }
        List<Measured.Step> measured = new ArrayList<>();
        for (Evidence.Step step : evidence.steps()) {
            Judged judged = showsAllRows(step)
                    ? judge(step, false, session)
                    : refuse(
                            Reason.ROWS_MISSING,
                            "all output rows of step " + step.header().index() + " are needed and not shown");
            judged.measured().ifPresent(measured::add);
            Optional<Verdict> decided = judged.verdict().filter(verdict -> !isOfNoise(verdict));
            if (decided.isPresent()) {
                return new Measured(decided.get(), measured);
            }
        }
        return new Measured(new Verdict.Ok(measured.size()), measured);
    }

    private boolean showsAllRows(Evidence.Step step) {
        return step.output()
                .filter(shown ->
                        shown.first() == 0 && end(shown) == step.header().tokens())
                .isPresent();
    }

    private static boolean isOfNoise(Verdict verdict) {
        return verdict instanceof Fault fault && fault.kind().isOfNoise();
    }

    private Inadmissible unfit(IllegalArgumentException reason) {
        return new Inadmissible(Reason.UNFIT_PROFILE, "profile '" + profile.name() + "': " + reason.getMessage());
    }

    private Judged judge(Evidence.Step step, boolean last, SpanSession session) {
        StepHeader header = step.header();
        Optional<FaultKind> form =
                FormatRule.violation(evidence.announced(), header, step.answer().output());
        if (form.isPresent()) {
            return Judged.decided(new Fault(
                    header.index(),
                    0,
                    form.get(),
                    Statistics.ZERO,
                    step.answer().digest()));
        }
        int rows = last ? step.output().map(this::end).orElse(header.tokens()) : header.tokens();
        Optional<float[]> input = input(step, rows);
        if (input.isEmpty()) {
            return refuse(
                    Reason.ROWS_MISSING,
                    "the first " + rows + " rows of step " + header.index() + " are needed and not shown");
        }
        Optional<Verdict> spoiled = rows == header.tokens() ? spoiledInput(step) : Optional.empty();
        if (spoiled.isPresent()) {
            return Judged.decided(spoiled.get());
        }
        Optional<Inadmissible> refused = Admission.ofInput(profile, header, input.get());
        if (refused.isPresent()) {
            return Judged.decided(refused.get());
        }
        float[][] reference;
        try {
            reference = session.forward(input.get(), rows);
        } catch (IllegalArgumentException e) {
            return refuse(Reason.TOO_LONG, "step " + header.index() + ": " + e.getMessage());
        }
        Judged compared = compare(step, input.get(), reference);
        return compared.verdict().isPresent()
                ? compared
                : new Judged(compareRoot(step, rows, reference), compared.measured());
    }

    /**
     * A node that opens values which are no numbers, where its own input gives numbers, did not compute them: it cannot hide a block
     * behind an input that no reference can start from. Asked only where the input of the span follows from tokens.
     */
    private Optional<Verdict> spoiledInput(Evidence.Step step) {
        if (checked.first() == evidence.terms().span().first() || step.header().index() > 0) {
            return Optional.empty();
        }
        Rows shown = step.input().orElseThrow().rows();
        return IntStream.range(0, step.header().tokens())
                .filter(row -> !shown.slice(row, row + 1, hidden).isFinite())
                .boxed()
                .findFirst()
                .flatMap(row -> spoiledRow(step, shown.encoding(), row));
    }

    private Optional<Verdict> spoiledRow(Evidence.Step step, RowEncoding encoding, int row) {
        BlockSpan before = BlockSpan.between(evidence.terms().span().first(), checked.first());
        Optional<Rows> own = Admission.derived(model, step);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        float[][] reference;
        try {
            reference = model.span(before, profile.rounding())
                    .open()
                    .forward(Arrays.copyOf(own.get().values(), (row + 1) * hidden), row + 1);
        } catch (IllegalArgumentException beyondContext) {
            return Optional.empty();
        }
        if (!isFinite(reference, encoding)) {
            return Optional.empty();
        }
        float[] wanted = Arrays.copyOfRange(reference[reference.length - 1], row * hidden, (row + 1) * hidden);
        return Optional.of(new Fault(
                step.header().index(), row, FaultKind.OUTPUT_NOT_FINITE, Statistics.ZERO, digest(encoding, wanted)));
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

    private Judged compare(Evidence.Step step, float[] input, float[][] reference) {
        if (step.output().isEmpty()) {
            return new Judged(Optional.empty(), Optional.empty());
        }
        OpenedRows shown = step.output().get();
        RowEncoding encoding = shown.rows().encoding();
        if (!isFinite(reference, encoding)) {
            return refuse(
                    Reason.OUTSIDE_ENVELOPE,
                    "the input of step " + step.header().index() + " drives the reference out of the range of "
                            + encoding);
        }
        int tokens = step.header().tokens();
        float[] wanted = rows(reference[reference.length - 1], shown);
        RowCheck.Compared compared = new RowCheck(
                        rows(input, shown), wanted, shown.first(), tokens, hidden, checked.count())
                .compare(shown.rows(), profile);
        Hash256 digest = digest(encoding, wanted);
        return new Judged(
                compared.finding()
                        .map(found -> new Fault(
                                step.header().index(), found.row(), found.kind(), found.statistics(), digest)),
                Optional.of(new Measured.Step(tokens, compared.statistics(), digest)));
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
            if (!Rows.of(encoding, boundary).isFinite()) {
                return false;
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

    private static Judged refuse(Reason reason, String detail) {
        return Judged.decided(new Inadmissible(reason, detail));
    }
}
