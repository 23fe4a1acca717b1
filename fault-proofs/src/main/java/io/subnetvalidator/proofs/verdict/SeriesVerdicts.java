package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.SequentialTest;
import io.subnetvalidator.proofs.compare.SequentialTest.Decision;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The verdict program over several sessions: one pure function, the same bits on every machine. Steps enter a {@link SequentialTest}
 * in the order of counters; after an acquittal a new test begins with the next session.
 *
 * <p>Who makes a charge could keep sessions back and say that they were not answered. So every session costs evidence: with a share
 * {@code q} a prior says of each whether it is kept back, the author pays {@code ln(1 / q)} for one that is and
 * {@code ln(1 / (1 - q))} for one that is not. The mixture over all choices is a supermartingale for honest nodes as one test is,
 * and no single choice exceeds it, so that the bound of a test holds whatever was kept back.
 */
public final class SeriesVerdicts {

    /** Names this program in proofs; any change of a verdict changes it. */
    public static final String PROGRAM = "series/1 " + Verdicts.PROGRAM;

    /** Share of sessions that are expected to go unanswered. */
    private static final double WITHHELD_SHARE = 0.125;

    private static final double PRICE_WITHHELD = -StrictMath.log(WITHHELD_SHARE);
    private static final double PRICE_JUDGED = -StrictMath.log(1 - WITHHELD_SHARE);

    private static final String REFERENCES_DOMAIN = "hypertensor-scp/1/series-references";

    private final ByteArrayOutputStream references = new ByteArrayOutputStream();
    private SequentialTest test = SequentialTest.START;
    private int steps;

    private SeriesVerdicts() {}

    /** Judges sessions in order, up to the step that convicts or to the last one. */
    public static SeriesVerdict judge(ModelUnderTest model, ComparisonProfile profile, Series series) {
        return ofSeries(profile, series)
                .<SeriesVerdict>map(SeriesVerdict.Refused::new)
                .orElseGet(() -> new SeriesVerdicts().run(model, profile, series));
    }

    private SeriesVerdict run(ModelUnderTest model, ComparisonProfile profile, Series series) {
        for (Series.Session session : series.sessions()) {
            if (test.decision() == Decision.HONEST) {
                test = SequentialTest.START;
            }
            if (session instanceof Series.Judged judged) {
                test = test.reducedBy(PRICE_JUDGED);
                Measured measured = Verdicts.measure(model, profile, judged.evidence());
                add(profile, measured.steps());
                if (test.decision() == Decision.FAULT) {
                    return reached();
                }
                Optional<Inadmissible> refused = unmeasured(judged, measured.verdict());
                if (refused.isPresent()) {
                    return new SeriesVerdict.Refused(refused.get());
                }
            } else {
                test = test.reducedBy(PRICE_WITHHELD);
            }
        }
        return reached();
    }

    private void add(ComparisonProfile profile, List<Measured.Step> measured) {
        for (Measured.Step step : measured) {
            if (test.decision() == Decision.FAULT) {
                return;
            }
            test = test.after(profile, step.tokens(), step.statistics());
            references.writeBytes(step.referenceDigest().toBytes());
            steps++;
        }
    }

    private SeriesVerdict.Reached reached() {
        Hash256 digest = Blake2b.domainHash(REFERENCES_DOMAIN, references.toByteArray());
        return new SeriesVerdict.Reached(test, steps, digest);
    }

    private static Optional<Inadmissible> unmeasured(Series.Judged session, Verdict verdict) {
        if (verdict instanceof Inadmissible inadmissible) {
            return Optional.of(inadmissible);
        }
        return verdict instanceof Verdict.Fault fault
                ? broken("session " + session.evidence().terms().counter() + " shows " + fault.kind()
                        + ", which is a charge of its own")
                : Optional.empty();
    }

    /** Everything about a series that can be refused before a session is looked into. */
    private static Optional<Inadmissible> ofSeries(ComparisonProfile profile, Series series) {
        if (profile.kind() == NumericProfile.Kind.EXACT) {
            return Admission.refuse(Reason.UNFIT_PROFILE, "exact arithmetic is judged step by step");
        }
        List<SessionSeries.First> firsts =
                series.sessions().stream().map(Series.Session::first).toList();
        for (int i = 1; i < firsts.size(); i++) {
            int before = firsts.get(i - 1).header().terms().counter();
            if (firsts.get(i).header().terms().counter() <= before) {
                return broken("a session stands behind counter " + before + " that does not come behind it");
            }
        }
        return SessionSeries.gap(firsts).flatMap(SeriesVerdicts::broken).or(() -> ofSessions(series));
    }

    /** Whether all sessions judged are checked in one way and none leaves out steps that its author did not like. */
    private static Optional<Inadmissible> ofSessions(Series series) {
        List<Evidence> judged = series.sessions().stream()
                .filter(Series.Judged.class::isInstance)
                .map(session -> ((Series.Judged) session).evidence())
                .toList();
        for (int i = 0; i < judged.size(); i++) {
            Evidence evidence = judged.get(i);
            int counter = evidence.terms().counter();
            if (!evidence.announcement().equals(series.announcement())) {
                return Admission.refuse(
                        Reason.ANOTHER_ANNOUNCEMENT, "session " + counter + " shows another announcement");
            }
            if (evidence.opening().isPresent() != judged.get(0).opening().isPresent()) {
                return broken("session " + counter + " is checked in another way than the one before it");
            }
            if (evidence.opening().isEmpty() && evidence.steps().size() > 1) {
                return broken("of session " + counter + ", which was not opened, only the first step counts");
            }
            if (!evidence.later().isEmpty() && i < judged.size() - 1) {
                return broken("steps of session " + counter + " are left out");
            }
        }
        return Optional.empty();
    }

    private static Optional<Inadmissible> broken(String detail) {
        return Admission.refuse(Reason.BROKEN_SERIES, detail);
    }
}
