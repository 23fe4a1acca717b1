package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import java.util.Optional;

/**
 * The {@code attest_data} of an attestation: version u8 (1), digest of the proposal attested, digest of the scores that the
 * attestor computed itself. It binds the attestation to one proposal, which the chain's call does not.
 */
public record AttestData(Hash256 proposalDigest, Hash256 scoresDigest) {

    public static final int VERSION = 1;
    public static final int BYTES = 1 + 2 * Hash256.LENGTH;

    public Bytes toBytes() {
        return Bytes.of(new ScaleWriter()
                .u8(VERSION)
                .raw(proposalDigest.toBytes())
                .raw(scoresDigest.toBytes())
                .toBytes());
    }

    /** Empty when the bytes are of another software or version. */
    public static Optional<AttestData> fromBytes(Bytes bytes) {
        if (bytes.size() != BYTES || bytes.toBytes()[0] != VERSION) {
            return Optional.empty();
        }
        ScaleReader in = new ScaleReader(bytes.toBytes());
        in.u8();
        Hash256 proposal = Hash256.of(in.raw(Hash256.LENGTH));
        return Optional.of(new AttestData(proposal, Hash256.of(in.raw(Hash256.LENGTH))));
    }
}
