package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;

/**
 * What an attestation says: the thing that is signed once per epoch.
 *
 * @param context chain and subnet
 * @param epoch the subnet epoch of the proposal
 * @param data the {@code attest_data} of the call
 */
public record AttestStatement(SubnetContext context, Epoch epoch, AttestData data) {

    /** Digest for the signing journal, under the domain {@code hypertensor-scp/1/attestation}. */
    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        context.encode(out);
        return MessageKind.ATTESTATION.digest(
                out.u32(epoch.value()).raw(data.toBytes().toBytes()).toBytes());
    }
}
