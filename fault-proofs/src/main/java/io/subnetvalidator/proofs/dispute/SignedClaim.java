package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.PeerSignature;

/** A claim under the signature of the validator that makes it; holding one says nothing about whether it verifies. */
public record SignedClaim(TraceClaim claim, PeerId claimant, PeerSignature signature) {

    public static SignedClaim sign(TraceClaim claim, PeerKey key) {
        return new SignedClaim(claim, key.peerId(), PeerSignature.sign(statement(claim), key));
    }

    public boolean verifies() {
        return signature.isBy(claimant, statement(claim));
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        claim.subject().encode(out);
        out.raw(claim.operationsRoot().toBytes());
        Decoded.encode(out, claimant);
        signature.encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not canonical */
    public static SignedClaim fromBytes(byte[] bytes) {
        return Decoded.all(bytes, SignedClaim::decode);
    }

    private static SignedClaim decode(ScaleReader in) {
        TraceSubject subject = TraceSubject.decode(in);
        Hash256 operationsRoot = Decoded.hash(in);
        PeerId claimant = Decoded.peerId(in);
        return new SignedClaim(new TraceClaim(subject, operationsRoot), claimant, PeerSignature.decode(in));
    }

    private static Hash256 statement(TraceClaim claim) {
        return Blake2b.domainHash(DisputeDomains.CLAIM, claim.traceRoot().toBytes());
    }
}
