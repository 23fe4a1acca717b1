package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Optional;

/** Says propose, attest and remark in the words of one runtime; call bytes come from its metadata. */
public interface ConsensusCalls {

    Dialect dialect();

    /**
     * Call bytes of {@code propose_attestation}.
     *
     * @throws UnknownRuntimeException on a runtime of no known shape
     */
    Bytes propose(Proposal proposal);

    /**
     * Call bytes of {@code attest}. The chain applies it to whatever submission the epoch of the including block has:
     * anchor the extrinsic at the block that holds the proposal.
     *
     * @param node the attesting node; only the main dialect puts it into the call
     * @param data at most {@value Proposal#MAX_BYTES} bytes
     * @throws UnknownRuntimeException on a runtime of no known shape
     */
    Bytes attest(SubnetId subnet, NodeId node, Optional<Bytes> data);

    /**
     * Call bytes of {@code System.remark_with_event}, which puts the digest of {@code remark} into an event.
     *
     * @throws UnknownRuntimeException on a runtime of no known shape
     */
    Bytes remark(Bytes remark);
}
