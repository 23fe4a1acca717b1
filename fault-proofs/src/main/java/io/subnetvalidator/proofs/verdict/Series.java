package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sessions of one requester at one node in one epoch, by counter from 0, as a charge shows them. That they are that is for
 * {@link SeriesVerdicts} to find.
 *
 * @param announcement what the node declared, which every session judged relies on
 * @param sessions in the order of their counters
 */
public record Series(SignedAnnouncement announcement, List<Session> sessions) {

    /** Sessions of one series; in a proof {@link FaultProof#MAX_BYTES} is reached before. */
    public static final int MAX_SESSIONS = TranscriptLimits.MAX_COUNTER + 1;

    /** One session. */
    public sealed interface Session {

        /** The signed first request, which shows the counter. */
        SessionSeries.First first();
    }

    /** A session whose answers are judged. */
    public record Judged(Evidence evidence) implements Session {

        @Override
        public SessionSeries.First first() {
            Evidence.Step step = evidence.steps().get(0);
            return new SessionSeries.First(step.header(), step.requested());
        }
    }

    /** A session that was not answered, or whose answers cannot be judged. Nobody can tell it from one that is kept back. */
    public record Withheld(SessionSeries.First first) implements Session {}

    /** @throws IllegalArgumentException when there is no session, or too many */
    public Series {
        sessions = List.copyOf(sessions);
        if (sessions.isEmpty() || sessions.size() > MAX_SESSIONS) {
            throw new IllegalArgumentException("a series has 1 to " + MAX_SESSIONS + " sessions");
        }
    }

    /** A session to be judged, cut to its first step, which is the only one whose tokens are nobody's choice. */
    public static Session judged(Evidence evidence) {
        return new Judged(evidence.prefix(1));
    }

    /** Terms of the first session. */
    public SessionTerms terms() {
        return sessions.get(0).first().header().terms();
    }

    /** What is shown of the sessions that are judged, in order. */
    Stream<Evidence> judged() {
        return sessions.stream().filter(Judged.class::isInstance).map(session -> ((Judged) session).evidence());
    }

    /** The test of such sessions before the first of them. */
    SeriesTest test() {
        return judged().findFirst().filter(one -> one.opening().isPresent()).isPresent()
                ? SeriesTest.ofOneBlock(terms().span().count())
                : SeriesTest.ofWholeSpans();
    }

    /** Whether the last step shown is the given one, counted over all sessions from 1. */
    boolean endsWith(int step) {
        return step == steps() && sessions.get(sessions.size() - 1) instanceof Judged;
    }

    private int steps() {
        return judged().mapToInt(evidence -> evidence.steps().size()).sum();
    }

    /** The series up to a step, counted over all sessions from 1. */
    Series upTo(int step) {
        int left = step;
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i) instanceof Judged judged) {
                int steps = judged.evidence().steps().size();
                if (left <= steps) {
                    List<Session> kept = new ArrayList<>(sessions.subList(0, i));
                    kept.add(new Judged(judged.evidence().prefix(left)));
                    return new Series(announcement, kept);
                }
                left -= steps;
            }
        }
        throw new IllegalArgumentException("the series has no step " + step);
    }

    /** The bytes in which sessions can be kept on disk. */
    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no sessions */
    public static Series fromBytes(byte[] bytes) {
        return Decoded.all(bytes, Series::decode);
    }

    void encode(ScaleWriter out) {
        announcement.encode(out);
        out.vec(sessions, Series::session);
    }

    private static void session(ScaleWriter out, Session session) {
        Optional<Evidence> judged = session instanceof Judged shown ? Optional.of(shown.evidence()) : Optional.empty();
        out.option(judged, EvidenceCodec::encodeSession);
        if (judged.isEmpty()) {
            session.first().header().encode(out);
            session.first().signature().encode(out);
        }
    }

    static Series decode(ScaleReader in) {
        SignedAnnouncement announcement = SignedAnnouncement.decode(in);
        List<Session> sessions = in.vec(MAX_SESSIONS, item -> session(item, announcement));
        return Decoded.value(in, () -> new Series(announcement, sessions));
    }

    private static Session session(ScaleReader in, SignedAnnouncement announcement) {
        Optional<Evidence> judged = in.option(item -> EvidenceCodec.decodeSession(item, announcement));
        if (judged.isPresent()) {
            return new Judged(judged.get());
        }
        StepHeader header = StepHeader.decode(in);
        return new Withheld(new SessionSeries.First(header, PeerSignature.decode(in)));
    }
}
