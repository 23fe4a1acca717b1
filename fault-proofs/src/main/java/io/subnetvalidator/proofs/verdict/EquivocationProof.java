package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Two different answers that one node signed to one request: evidence by itself, without weights. A node guards itself by never
 * computing one request twice, since honest arithmetic that is not exact need not repeat its bits.
 *
 * @param server peer that signed both
 * @param first the commitment with the smaller digest
 * @param second the other one
 */
public record EquivocationProof(PeerId server, Signed first, Signed second) {

    private static final byte[] MAGIC = "HTEQ".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final String DOMAIN = "hypertensor-scp/1/equivocation-proof";

    /** One commitment with its signature. */
    public record Signed(AnswerCommitment commitment, PeerSignature signature) {

        private void encode(ScaleWriter out) {
            commitment.encode(out);
            signature.encode(out);
        }

        private static Signed decode(ScaleReader in) {
            AnswerCommitment commitment = AnswerCommitment.decode(in);
            return new Signed(commitment, PeerSignature.decode(in));
        }
    }

    /** @throws IllegalArgumentException when the answers are to different requests, equal, or out of order */
    public EquivocationProof {
        if (!first.commitment().requestDigest().equals(second.commitment().requestDigest())) {
            throw new IllegalArgumentException("two answers to different requests do not contradict each other");
        }
        if (first.commitment().digest().compareTo(second.commitment().digest()) >= 0) {
            throw new IllegalArgumentException("the answers are equal, or not ordered by digest");
        }
    }

    /** The proof that two answers make; empty when they do not contradict each other or a signature is not the server's. */
    public static Optional<EquivocationProof> of(PeerId server, SignedStepAnswer one, SignedStepAnswer other) {
        Signed a = new Signed(one.answer().commitment(), one.signature());
        Signed b = new Signed(other.answer().commitment(), other.signature());
        int order = a.commitment().digest().compareTo(b.commitment().digest());
        if (order == 0 || !a.commitment().requestDigest().equals(b.commitment().requestDigest())) {
            return Optional.empty();
        }
        EquivocationProof proof = order < 0 ? new EquivocationProof(server, a, b) : new EquivocationProof(server, b, a);
        return Optional.of(proof).filter(EquivocationProof::verifies);
    }

    /** Whether the server signed both. */
    public boolean verifies() {
        return first.signature().isBy(server, first.commitment().digest())
                && second.signature().isBy(server, second.commitment().digest());
    }

    /** Content address: the digest of all bytes. */
    public Hash256 digest() {
        return Blake2b.domainHash(DOMAIN, toBytes());
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        out.raw(MAGIC).u16(VERSION);
        Decoded.encode(out, server);
        first.encode(out);
        second.encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no such proof */
    public static EquivocationProof fromBytes(byte[] bytes) {
        return Decoded.all(bytes, EquivocationProof::decode);
    }

    private static EquivocationProof decode(ScaleReader in) {
        if (!Arrays.equals(in.raw(MAGIC.length), MAGIC) || in.u16() != VERSION) {
            throw in.error("not an equivocation proof of version " + VERSION);
        }
        PeerId server = Decoded.peerId(in);
        Signed first = Signed.decode(in);
        Signed second = Signed.decode(in);
        return Decoded.value(in, () -> new EquivocationProof(server, first, second));
    }
}
