package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/**
 * A provenance with the random number that hides it. A request carries only the digest: a node that could read where an input
 * comes from could tell probes from users. Proofs show the content.
 *
 * @param blind drawn anew for every step
 */
public record SealedProvenance(Hash256 blind, InputProvenance content) {

    /** What the request names. */
    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        content.encode(out);
        return Blake2b.domainHash(Domains.PROVENANCE, blind.toBytes(), out.toBytes());
    }

    public void encode(ScaleWriter out) {
        out.raw(blind.toBytes());
        content.encode(out);
    }

    public static SealedProvenance decode(ScaleReader in) {
        Hash256 blind = Decoded.hash(in);
        return new SealedProvenance(blind, InputProvenance.decode(in));
    }
}
