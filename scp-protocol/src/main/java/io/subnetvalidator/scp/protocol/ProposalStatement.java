package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Optional;

/**
 * What a proposal says, without who carries it to the chain and when: the thing that is signed once per epoch.
 *
 * @param context chain and subnet
 * @param epoch the subnet epoch in which it is submitted
 * @param scores the score list, in the order submitted
 * @param prioritize queue node to move to the front
 * @param remove queue node to remove
 * @param args the bytes of {@code args}, when there are any
 */
public record ProposalStatement(
        SubnetContext context,
        Epoch epoch,
        ScoreList scores,
        Optional<NodeId> prioritize,
        Optional<NodeId> remove,
        Optional<Bytes> args) {

    /** Digest of the proposal data, under the domain {@code hypertensor-scp/1/proposal}; attestations name it. */
    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        context.encode(out);
        out.u32(epoch.value());
        scores.encode(out);
        out.option(prioritize, (w, node) -> w.u32(node.value()));
        out.option(remove, (w, node) -> w.u32(node.value()));
        out.option(args, (w, bytes) -> w.bytes(bytes.toBytes()));
        return MessageKind.PROPOSAL.digest(out.toBytes());
    }
}
