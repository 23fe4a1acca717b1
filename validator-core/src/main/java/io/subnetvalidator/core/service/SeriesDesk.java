package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.verdict.Evidence;
import io.subnetvalidator.proofs.verdict.KnownProfiles;
import io.subnetvalidator.proofs.verdict.Measured;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import io.subnetvalidator.proofs.verdict.SequentialDeviation;
import io.subnetvalidator.proofs.verdict.Series;
import io.subnetvalidator.proofs.verdict.SeriesTest;
import io.subnetvalidator.proofs.verdict.Verdict;
import io.subnetvalidator.proofs.verdict.Verdicts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges nodes with tolerant arithmetic by the whole spans of all sessions of an epoch together: one sequential test per node, over
 * the sessions in the order of their counters. Blocking; thread-safe.
 */
final class SeriesDesk {

    private final ModelUnderTest model;
    private final KnownProfiles profiles;
    private final SeriesShelf shelf;
    private final Map<Key, Map<Integer, Entry>> books = new HashMap<>();
    private Epoch newest = Epoch.of(0);

    private record Key(Epoch epoch, PeerId server) {}

    /** @param measured empty for a session that is withheld, or that was read from disk and not measured again yet */
    private record Entry(SignedAnnouncement announcement, Series.Session session, Optional<Measured.Step> measured) {

        private boolean isJudged() {
            return session instanceof Series.Judged;
        }
    }

    /**
     * What a session shows.
     *
     * @param verdict about the session alone
     * @param profile it was compared by; empty when none at hand judges the node
     * @param evidence what of the session counts
     * @param charge what all sessions of the epoch so far show together
     */
    record Added(
            Verdict verdict,
            Optional<ComparisonProfile> profile,
            Evidence evidence,
            Optional<SequentialDeviation> charge) {}

    SeriesDesk(ModelUnderTest model, KnownProfiles profiles, SeriesShelf shelf) {
        this.model = model;
        this.profiles = profiles;
        this.shelf = shelf;
    }

    /** Takes a session that was answered. */
    synchronized Added add(Evidence whole) throws IOException {
        Series.Judged session = (Series.Judged) Series.judged(whole);
        Evidence evidence = session.evidence();
        SignedAnnouncement announcement = evidence.announcement();
        Optional<ComparisonProfile> profile = profiles.judging(announcement.announcement());
        if (profile.isEmpty()) {
            Verdict unfit = new Verdict.Inadmissible(
                    Verdict.Reason.UNFIT_PROFILE,
                    "no comparison profile at hand judges "
                            + announcement.announcement().profile() + " over blocks "
                            + announcement.announcement().span());
            enter(announcement, new Series.Withheld(session.first()), Optional.empty());
            return new Added(unfit, profile, evidence, Optional.empty());
        }
        Measured measured = Verdicts.measure(model, profile.get(), evidence);
        if (measured.verdict() instanceof Verdict.Ok) {
            enter(announcement, session, Optional.of(measured.steps().get(0)));
        } else {
            enter(announcement, new Series.Withheld(session.first()), Optional.empty());
        }
        return new Added(measured.verdict(), profile, evidence, charge(profile.get(), announcement, evidence.terms()));
    }

    /** Takes a session that was not answered: its counter must not be missing in the series. */
    synchronized void unanswered(SignedAnnouncement announcement, SessionSeries.First first) throws IOException {
        enter(announcement, new Series.Withheld(first), Optional.empty());
    }

    private void enter(SignedAnnouncement announcement, Series.Session session, Optional<Measured.Step> measured)
            throws IOException {
        SessionTerms terms = session.first().header().terms();
        if (terms.epoch().compareTo(newest) > 0) {
            newest = terms.epoch();
            books.keySet().removeIf(key -> key.epoch().value() + 1 < newest.value());
            shelf.retire(newest);
        }
        Map<Integer, Entry> book = book(terms);
        if (!book.containsKey(terms.counter())) {
            shelf.keep(new Series(announcement, List.of(session)));
            book.put(terms.counter(), new Entry(announcement, session, measured));
        }
    }

    private Map<Integer, Entry> book(SessionTerms terms) throws IOException {
        Key key = new Key(terms.epoch(), terms.server());
        Map<Integer, Entry> known = books.get(key);
        if (known == null) {
            known = new HashMap<>();
            read(terms, known);
            books.put(key, known);
        }
        return known;
    }

    /** Takes what the shelf has and the book has not. */
    private void read(SessionTerms terms, Map<Integer, Entry> book) throws IOException {
        for (Series one : shelf.kept(terms.epoch(), terms.server())) {
            book.putIfAbsent(
                    one.terms().counter(),
                    new Entry(one.announcement(), one.sessions().get(0), Optional.empty()));
        }
    }

    /** The sessions without a gap from counter 0 on; those behind a gap wait for it to be filled. */
    private Optional<SequentialDeviation> charge(
            ComparisonProfile profile, SignedAnnouncement announcement, SessionTerms terms) throws IOException {
        Map<Integer, Entry> book = book(terms);
        List<Series.Session> sessions = new ArrayList<>();
        SeriesTest test = SeriesTest.ofWholeSpans();
        for (int counter = 0; counter < book.size(); counter++) {
            if (!book.containsKey(counter)) {
                // A probe by hand runs in a process of its own and leaves its session on the shelf.
                read(terms, book);
                break;
            }
        }
        Entry next = book.get(0);
        while (next != null && !test.convicts()) {
            Entry entry = measured(profile, announcement, next);
            book.put(sessions.size(), entry);
            sessions.add(entry.session());
            test = entry.measured().isPresent()
                    ? test.judged(profile, entry.measured().get())
                    : test.withheld();
            next = book.get(sessions.size());
        }
        return test.convicts()
                ? SequentialDeviation.of(model, profile, new Series(announcement, sessions))
                : Optional.empty();
    }

    /** A session that was read from disk is measured once; one under another announcement does not count for this one. */
    private Entry measured(ComparisonProfile profile, SignedAnnouncement announcement, Entry entry) {
        boolean counts = entry.isJudged() && entry.announcement().equals(announcement);
        if (counts && entry.measured().isPresent()) {
            return entry;
        }
        if (counts) {
            Measured measured = Verdicts.measure(model, profile, ((Series.Judged) entry.session()).evidence());
            if (measured.verdict() instanceof Verdict.Ok) {
                return new Entry(
                        announcement,
                        entry.session(),
                        Optional.of(measured.steps().get(0)));
            }
        }
        return new Entry(
                entry.announcement(), new Series.Withheld(entry.session().first()), Optional.empty());
    }
}
