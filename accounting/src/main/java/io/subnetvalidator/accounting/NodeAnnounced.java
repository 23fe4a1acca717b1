package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Optional;

/**
 * What a node said under its signature that it serves.
 *
 * @param node the node
 * @param span blocks it serves; empty when it serves none
 * @param modelRoot root of its model
 */
public record NodeAnnounced(NodeId node, Optional<BlockSpan> span, Hash256 modelRoot) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.NODE_ANNOUNCED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(node.value());
        out.option(span, (w, s) -> s.encode(w));
        out.raw(modelRoot.toBytes());
    }

    static NodeAnnounced decode(ScaleReader in) {
        return new NodeAnnounced(NodeId.of(in.u32()), in.option(BlockSpan::decode), Hash256.of(in.raw(Hash256.LENGTH)));
    }
}
