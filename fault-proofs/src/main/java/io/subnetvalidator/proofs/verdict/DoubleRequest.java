package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Optional;

/**
 * Two different first requests that one requester signed under one counter: who does so can show one of two sessions and hide the
 * other.
 *
 * @param first the request with the smaller digest
 * @param second the other one
 */
public record DoubleRequest(Signed first, Signed second) implements WeightlessCharge {

    static final int CODE = 4;

    /** What has to be shown of a first request, with its signature. */
    public record Signed(SessionTerms terms, Hash256 body, PeerSignature signature) {

        static Signed of(SessionSeries.First request) {
            return new Signed(request.header().terms(), request.header().bodyDigest(), request.signature());
        }

        public Hash256 digest() {
            return StepHeader.digest(terms, 0, body);
        }

        private void encode(ScaleWriter out) {
            terms.encode(out);
            out.raw(body.toBytes());
            signature.encode(out);
        }

        private static Signed decode(ScaleReader in) {
            SessionTerms terms = SessionTerms.decode(in);
            Hash256 body = Decoded.hash(in);
            return new Signed(terms, body, PeerSignature.decode(in));
        }
    }

    /** @throws IllegalArgumentException when the requests are equal, out of order, or do not share a counter */
    public DoubleRequest {
        if (!first.terms().sharesCounterWith(second.terms())
                || first.terms().counter() != second.terms().counter()) {
            throw new IllegalArgumentException("the requests do not share a counter");
        }
        if (first.digest().compareTo(second.digest()) >= 0) {
            throw new IllegalArgumentException("the requests are equal, or not ordered by digest");
        }
    }

    /** The charge that two first requests make; empty when they do not contradict each other or one is not the requester's. */
    public static Optional<DoubleRequest> of(SessionSeries.First one, SessionSeries.First other) {
        SessionTerms terms = one.header().terms();
        int order = one.header().digest().compareTo(other.header().digest());
        if (order == 0
                || one.header().index() != 0
                || other.header().index() != 0
                || !terms.sharesCounterWith(other.header().terms())
                || terms.counter() != other.header().terms().counter()) {
            return Optional.empty();
        }
        return Optional.of(new DoubleRequest(Signed.of(order < 0 ? one : other), Signed.of(order < 0 ? other : one)))
                .filter(charge -> charge.unproven().isEmpty());
    }

    @Override
    public SessionTerms terms() {
        return first.terms();
    }

    @Override
    public Optional<NodeId> node() {
        return Optional.empty();
    }

    @Override
    public PeerId accused() {
        return terms().requester();
    }

    @Override
    public String reason() {
        return "DOUBLE_REQUEST";
    }

    @Override
    public String text() {
        return reason() + " under counter " + terms().counter();
    }

    @Override
    public Optional<Inadmissible> unproven() {
        boolean both = first.signature().isBy(accused(), first.digest())
                && second.signature().isBy(accused(), second.digest());
        return both
                ? Optional.empty()
                : Admission.refuse(Reason.BAD_SIGNATURE, "the requests are not both signed by " + accused());
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void encode(ScaleWriter out) {
        first.encode(out);
        second.encode(out);
    }

    static DoubleRequest decode(ScaleReader in) {
        Signed first = Signed.decode(in);
        Signed second = Signed.decode(in);
        return Decoded.value(in, () -> new DoubleRequest(first, second));
    }
}
