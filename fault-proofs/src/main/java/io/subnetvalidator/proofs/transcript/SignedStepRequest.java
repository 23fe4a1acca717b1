package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.PeerKey;

/** A request with its requester's signature; holding one says nothing about whether it verifies. */
public record SignedStepRequest(StepRequest request, PeerSignature signature) {

    /** @throws IllegalArgumentException when the key is not the requester's */
    public static SignedStepRequest sign(StepRequest request, PeerKey key) {
        if (!key.peerId().equals(request.terms().requester())) {
            throw new IllegalArgumentException(
                    "the request is of " + request.terms().requester() + ", the key is of " + key.peerId());
        }
        return new SignedStepRequest(request, PeerSignature.sign(request.digest(), key));
    }

    /** Whether the requester signed it. */
    public boolean verifies() {
        return signature.isBy(request.terms().requester(), request.digest());
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not canonical */
    public static SignedStepRequest fromBytes(byte[] bytes) {
        return Decoded.all(bytes, SignedStepRequest::decode);
    }

    public void encode(ScaleWriter out) {
        request.encode(out);
        signature.encode(out);
    }

    public static SignedStepRequest decode(ScaleReader in) {
        StepRequest request = StepRequest.decode(in);
        return new SignedStepRequest(request, PeerSignature.decode(in));
    }
}
