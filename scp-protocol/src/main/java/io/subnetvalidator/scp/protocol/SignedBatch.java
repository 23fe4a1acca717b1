package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.PeerPublicKey;

/** A batch with its validator's Ed25519 signature over {@code hypertensor-scp/1/batch || 0x00 || digest}. */
public record SignedBatch(ObservationBatch batch, Bytes signature) {

    public static final int SIGNATURE_BYTES = 64;

    /** Largest encoding of any signed batch. */
    public static final int MAX_BYTES = ObservationBatch.MAX_BYTES + SIGNATURE_BYTES;

    /** @throws IllegalArgumentException when the signature has not 64 bytes */
    public SignedBatch {
        if (signature.size() != SIGNATURE_BYTES) {
            throw new IllegalArgumentException("an Ed25519 signature has 64 bytes, not " + signature.size());
        }
    }

    /** Signs with the validator's peer key; the caller asks the signing journal first. */
    public static SignedBatch sign(ObservationBatch batch, PeerKey key) {
        return new SignedBatch(batch, MessageKind.BATCH.sign(key, batch.digest()));
    }

    public boolean isSignedBy(PeerPublicKey key) {
        return MessageKind.BATCH.verifies(key, batch.digest(), signature);
    }

    public Hash256 digest() {
        return batch.digest();
    }

    public Epoch epoch() {
        return batch.epoch();
    }

    public NodeId validator() {
        return batch.validator();
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /** @throws ScaleException when the bytes are not exactly one signed batch */
    public static SignedBatch fromBytes(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        SignedBatch signed = decode(in);
        in.requireEnd();
        return signed;
    }

    void encode(ScaleWriter out) {
        batch.encode(out);
        out.raw(signature.toBytes());
    }

    static SignedBatch decode(ScaleReader in) {
        ObservationBatch batch = ObservationBatch.decode(in);
        return new SignedBatch(batch, Bytes.of(in.raw(SIGNATURE_BYTES)));
    }
}
