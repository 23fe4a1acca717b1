package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.Challenge;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import java.util.List;

/**
 * A demand, made in public, that a node open a block of a session. Its digest goes on chain as a remark; the content is shown to
 * whoever asks.
 *
 * @param terms terms of the session
 * @param answers digests of all answers of the session, in order
 * @param beacon chain block made after the last answer
 */
public record OpeningChallenge(SessionTerms terms, List<Hash256> answers, Beacon beacon) {

    private static final String DOMAIN = "hypertensor-scp/1/opening-challenge";

    /** @throws IllegalArgumentException when there are no answers or more than a session may have */
    public OpeningChallenge {
        answers = List.copyOf(answers);
        if (answers.isEmpty() || answers.size() > TranscriptLimits.MAX_STEPS) {
            throw new IllegalArgumentException("a session has 1 to " + TranscriptLimits.MAX_STEPS + " answers");
        }
    }

    /** What is posted. */
    public Hash256 digest() {
        return Blake2b.domainHash(DOMAIN, toBytes());
    }

    /** Whether this is the opening demanded, sealed by the node; whether its rows are right is another question. */
    public boolean isAnsweredBy(Opening opening) {
        Hash256 session = Challenge.session(answers);
        int block = Challenge.block(session, beacon, terms.span().count());
        return opening.steps().size() == answers.size()
                && opening.seal().beacon().equals(beacon)
                && opening.isSealed()
                && opening.seal().verifies(terms.server(), session, block);
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        terms.encode(out);
        out.vec(answers, (item, answer) -> item.raw(answer.toBytes()));
        beacon.encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no challenge */
    public static OpeningChallenge fromBytes(byte[] bytes) {
        return Decoded.all(bytes, OpeningChallenge::decode);
    }

    private static OpeningChallenge decode(ScaleReader in) {
        SessionTerms terms = SessionTerms.decode(in);
        List<Hash256> answers = in.vec(TranscriptLimits.MAX_STEPS, Decoded::hash);
        Beacon beacon = Beacon.decode(in);
        return Decoded.value(in, () -> new OpeningChallenge(terms, answers, beacon));
    }
}
