package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/**
 * Shows that a requester had committed to the salt of an epoch before that epoch began: a step of the epoch before it, answered
 * by the same server, whose terms carry the commitment. Without it a requester could try salts until a prompt suits it.
 *
 * @param terms terms of the earlier session
 * @param index step of the earlier session
 * @param body digest of the rest of the request
 * @param answer what the server signed
 */
public record SaltAnchor(
        SessionTerms terms, int index, Hash256 body, AnswerCommitment answer, PeerSignature signature) {

    /** What the terms of the epoch before carry. */
    public static Hash256 commitment(Hash256 salt) {
        return Blake2b.domainHash(Domains.SALT, salt.toBytes());
    }

    /** The anchor that a recorded session gives for the epoch behind it. */
    public static SaltAnchor of(HopTranscript session) {
        HopTranscript.Step step = session.steps().get(0);
        StepHeader header = step.request().request().header();
        return new SaltAnchor(
                header.terms(),
                header.index(),
                header.bodyDigest(),
                step.answer().answer().commitment(),
                step.answer().signature());
    }

    /** Whether the server of a session saw the commitment to this salt one epoch before it. */
    public boolean holds(Hash256 salt, SessionTerms session) {
        return terms.genesis().equals(session.genesis())
                && terms.subnet().equals(session.subnet())
                && terms.epoch().value() + 1 == session.epoch().value()
                && terms.requester().equals(session.requester())
                && terms.server().equals(session.server())
                && terms.saltCommitment().equals(commitment(salt))
                && answer.requestDigest().equals(StepHeader.digest(terms, index, body))
                && signature.isBy(terms.server(), answer.digest());
    }

    public void encode(ScaleWriter out) {
        terms.encode(out);
        out.u32(index).raw(body.toBytes());
        answer.encode(out);
        signature.encode(out);
    }

    public static SaltAnchor decode(ScaleReader in) {
        SessionTerms terms = SessionTerms.decode(in);
        long index = in.u32();
        int step = Decoded.value(in, () -> Math.toIntExact(index));
        Hash256 body = Decoded.hash(in);
        AnswerCommitment answer = AnswerCommitment.decode(in);
        return new SaltAnchor(terms, step, body, answer, PeerSignature.decode(in));
    }
}
