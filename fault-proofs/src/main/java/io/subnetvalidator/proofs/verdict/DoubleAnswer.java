package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.RowsCommitment;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Optional;

/**
 * Two different answers that one node signed to one request: evidence by itself, without weights. A node guards itself by never
 * computing one request twice, since honest arithmetic that is not exact need not repeat its bits.
 *
 * @param terms terms of the session
 * @param index step of the request
 * @param body digest of the rest of the request
 * @param first the answer with the smaller digest
 * @param second the other one
 */
public record DoubleAnswer(SessionTerms terms, int index, Hash256 body, Signed first, Signed second)
        implements WeightlessCharge {

    static final int CODE = 3;

    /** What one answer commits to besides the request, with its signature. */
    public record Signed(Hash256 boundaryRoot, RowsCommitment output, PeerSignature signature) {

        static Signed of(SignedStepAnswer answer) {
            AnswerCommitment commitment = answer.answer().commitment();
            return new Signed(commitment.boundaryRoot(), commitment.output(), answer.signature());
        }

        AnswerCommitment to(Hash256 request) {
            return new AnswerCommitment(request, boundaryRoot, output);
        }

        private void encode(ScaleWriter out) {
            out.raw(boundaryRoot.toBytes());
            output.encode(out);
            signature.encode(out);
        }

        private static Signed decode(ScaleReader in) {
            Hash256 root = Decoded.hash(in);
            RowsCommitment output = RowsCommitment.decode(in);
            return new Signed(root, output, PeerSignature.decode(in));
        }
    }

    /** @throws IllegalArgumentException when the answers are equal or out of order */
    public DoubleAnswer {
        Hash256 request = StepHeader.digest(terms, index, body);
        if (first.to(request).digest().compareTo(second.to(request).digest()) >= 0) {
            throw new IllegalArgumentException("the answers are equal, or not ordered by digest");
        }
    }

    /** The charge that two answers to a request make; empty when they agree, or one is not the server's. */
    public static Optional<DoubleAnswer> of(StepHeader request, SignedStepAnswer one, SignedStepAnswer other) {
        int order = one.answer()
                .commitment()
                .digest()
                .compareTo(other.answer().commitment().digest());
        if (order == 0) {
            return Optional.empty();
        }
        Signed first = Signed.of(order < 0 ? one : other);
        Signed second = Signed.of(order < 0 ? other : one);
        return Optional.of(new DoubleAnswer(request.terms(), request.index(), request.bodyDigest(), first, second))
                .filter(charge -> charge.unproven().isEmpty());
    }

    @Override
    public Optional<NodeId> node() {
        return Optional.empty();
    }

    @Override
    public PeerId accused() {
        return terms.server();
    }

    @Override
    public String reason() {
        return "DOUBLE_ANSWER";
    }

    @Override
    public String text() {
        return reason() + " to step " + index;
    }

    @Override
    public Optional<Inadmissible> unproven() {
        Hash256 request = StepHeader.digest(terms, index, body);
        boolean both = first.signature().isBy(terms.server(), first.to(request).digest())
                && second.signature().isBy(terms.server(), second.to(request).digest());
        return both
                ? Optional.empty()
                : Admission.refuse(Reason.BAD_SIGNATURE, "the answers are not both signed by " + terms.server());
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void encode(ScaleWriter out) {
        terms.encode(out);
        out.u16(index).raw(body.toBytes());
        first.encode(out);
        second.encode(out);
    }

    static DoubleAnswer decode(ScaleReader in) {
        SessionTerms terms = SessionTerms.decode(in);
        int index = in.u16();
        Hash256 body = Decoded.hash(in);
        Signed first = Signed.decode(in);
        Signed second = Signed.decode(in);
        return Decoded.value(in, () -> new DoubleAnswer(terms, index, body, first, second));
    }
}
