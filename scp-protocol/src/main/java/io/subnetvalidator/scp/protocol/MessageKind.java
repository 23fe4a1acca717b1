package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.PeerPublicKey;
import java.nio.charset.StandardCharsets;

/**
 * The kinds of things that are hashed or signed, each with its own domain {@code hypertensor-scp/1/<kind>}, so that bytes of
 * one kind are never taken for another.
 */
public enum MessageKind {
    BATCH("batch"),
    PROOF_NOTICE("proof-notice"),
    MANIFEST("manifest"),
    PROPOSAL("proposal"),
    ATTESTATION("attestation"),
    SCORES("scores");

    private final String domain;

    MessageKind(String name) {
        this.domain = "hypertensor-scp/1/" + name;
    }

    public String domain() {
        return domain;
    }

    /** blake2b-256 of the bytes under this kind's domain. */
    public Hash256 digest(byte[] canonical) {
        return Blake2b.domainHash(domain, canonical);
    }

    /** The bytes that an Ed25519 key signs: {@code domain || 0x00 || digest}. */
    public byte[] signedBytes(Hash256 digest) {
        byte[] prefix = domain.getBytes(StandardCharsets.US_ASCII);
        byte[] out = new byte[prefix.length + 1 + Hash256.LENGTH];
        System.arraycopy(prefix, 0, out, 0, prefix.length);
        System.arraycopy(digest.toBytes(), 0, out, prefix.length + 1, Hash256.LENGTH);
        return out;
    }

    Bytes sign(PeerKey key, Hash256 digest) {
        return Bytes.of(key.sign(signedBytes(digest)));
    }

    boolean verifies(PeerPublicKey key, Hash256 digest, Bytes signature) {
        return key.verifies(signedBytes(digest), signature.toBytes());
    }
}
