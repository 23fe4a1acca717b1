package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;

/** An answer with the node's signature over its commitment; holding one says nothing about whether it verifies. */
public record SignedStepAnswer(StepAnswer answer, PeerSignature signature) {

    public static SignedStepAnswer sign(StepAnswer answer, PeerKey key) {
        return new SignedStepAnswer(
                answer, PeerSignature.sign(answer.commitment().digest(), key));
    }

    /** Whether this server signed it. */
    public boolean verifies(PeerId server) {
        return signature.isBy(server, answer.commitment().digest());
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not canonical */
    public static SignedStepAnswer fromBytes(byte[] bytes) {
        return Decoded.all(bytes, SignedStepAnswer::decode);
    }

    public void encode(ScaleWriter out) {
        answer.encode(out);
        signature.encode(out);
    }

    public static SignedStepAnswer decode(ScaleReader in) {
        StepAnswer answer = StepAnswer.decode(in);
        return new SignedStepAnswer(answer, PeerSignature.decode(in));
    }
}
