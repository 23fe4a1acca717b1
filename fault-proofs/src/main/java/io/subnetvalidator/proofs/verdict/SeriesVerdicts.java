package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The verdict program over several sessions: one pure function, the same bits on every machine. The first steps of the sessions enter
 * a {@link SeriesTest} in the order of counters; of later steps the requester chose the tokens.
 */
public final class SeriesVerdicts {

    /** Names this program in proofs; any change of a verdict changes it. */
    public static final String PROGRAM = "series/2 " + Verdicts.PROGRAM;

    private static final String REFERENCES_DOMAIN = "hypertensor-scp/1/series-references";

    private final ByteArrayOutputStream references = new ByteArrayOutputStream();
    private SeriesTest test;
    private int steps;

    private SeriesVerdicts(SeriesTest test) {
        this.test = test;
    }

    /** Judges sessions in order, up to the step that convicts or to the last one. */
    public static SeriesVerdict judge(ModelUnderTest model, ComparisonProfile profile, Series series) {
        return ofSeries(profile, series)
                .<SeriesVerdict>map(SeriesVerdict.Refused::new)
                .orElseGet(() -> new SeriesVerdicts(series.test()).run(model, profile, series));
    }

    private SeriesVerdict run(ModelUnderTest model, ComparisonProfile profile, Series series) {
        for (Series.Session session : series.sessions()) {
            if (!(session instanceof Series.Judged judged)) {
                test = test.withheld();
                continue;
            }
            Measured measured = Verdicts.measure(model, profile, judged.evidence());
            Optional<Inadmissible> refused = unmeasured(judged, measured.verdict());
            if (refused.isPresent()) {
                return new SeriesVerdict.Refused(refused.get());
            }
            for (Measured.Step step : measured.steps()) {
                test = test.judged(profile, step);
                references.writeBytes(step.referenceDigest().toBytes());
                steps++;
            }
            if (test.convicts()) {
                break;
            }
        }
        Hash256 digest = Blake2b.domainHash(REFERENCES_DOMAIN, references.toByteArray());
        return new SeriesVerdict.Reached(test.test(), steps, digest);
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
        return SessionSeries.gap(firsts)
                .flatMap(SeriesVerdicts::broken)
                .or(() -> ofSessions(series))
                .or(() -> ComputeBudget.exceededBy(series));
    }

    /** Whether all sessions judged are checked in one way and drawn from one seed. */
    private static Optional<Inadmissible> ofSessions(Series series) {
        Optional<Evidence> one = series.judged().findFirst();
        for (Evidence evidence : series.judged().toList()) {
            int counter = evidence.terms().counter();
            if (!evidence.announcement().equals(series.announcement())) {
                return Admission.refuse(
                        Reason.ANOTHER_ANNOUNCEMENT, "session " + counter + " shows another announcement");
            }
            if (evidence.opening().isPresent() != one.orElseThrow().opening().isPresent()
                    || !evidence.checked().equals(one.get().checked())) {
                return broken("session " + counter + " checks other blocks than the one before it");
            }
            if (!evidence.seed().equals(one.get().seed())) {
                return broken("session " + counter + " draws its prompt from another seed");
            }
        }
        return Optional.empty();
    }

    private static Optional<Inadmissible> broken(String detail) {
        return Admission.refuse(Reason.BROKEN_SERIES, detail);
    }
}
