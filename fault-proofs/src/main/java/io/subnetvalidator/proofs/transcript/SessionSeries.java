package io.subnetvalidator.proofs.transcript;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The first requests of all sessions that one requester opened at one server in one epoch, answered or not. A verdict that rests on
 * several sessions needs the whole series: who may leave sessions out can make honest noise look like a fault.
 */
public final class SessionSeries {

    /** A first request with its requester's signature; the rows are not needed. */
    public record First(StepHeader header, PeerSignature signature) {

        public static First of(SignedStepRequest request) {
            return new First(request.request().header(), request.signature());
        }
    }

    private SessionSeries() {}

    /**
     * Why these are not all sessions up to the last one shown; empty when they are.
     *
     * @param sessions in any order
     */
    public static Optional<String> gap(List<First> sessions) {
        if (sessions.isEmpty()) {
            return Optional.of("no session is shown");
        }
        List<First> ordered = sessions.stream()
                .sorted(Comparator.comparingInt(first -> first.header().terms().counter()))
                .toList();
        SessionTerms series = ordered.get(0).header().terms();
        for (int counter = 0; counter < ordered.size(); counter++) {
            First first = ordered.get(counter);
            SessionTerms terms = first.header().terms();
            if (first.header().index() != 0) {
                return Optional.of("a series is shown by first requests, not by step "
                        + first.header().index());
            }
            if (!terms.sharesCounterWith(series)) {
                return Optional.of("session " + terms.session() + " is of another epoch, requester or server");
            }
            if (terms.counter() != counter) {
                return Optional.of(
                        terms.counter() < counter
                                ? "counter " + terms.counter() + " is shown twice"
                                : "counter " + counter + " is missing");
            }
            if (!first.signature().isBy(terms.requester(), first.header().digest())) {
                return Optional.of("request " + counter + " is not signed by " + terms.requester());
            }
        }
        return Optional.empty();
    }
}
