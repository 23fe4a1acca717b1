package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.List;

/**
 * Another validator revealed its observations of an epoch.
 *
 * @param validator who signed them
 * @param batch digest of the batch
 * @param timely whether commit and reveal met their deadlines here
 * @param rows its rows
 */
public record BatchReceived(NodeId validator, Hash256 batch, boolean timely, List<NodeObservation> rows)
        implements LedgerEntry {

    public BatchReceived {
        rows = List.copyOf(rows);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.BATCH_RECEIVED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(validator.value());
        out.raw(batch.toBytes());
        out.bool(timely);
        out.vec(rows, (w, row) -> row.encode(w));
    }

    static BatchReceived decode(ScaleReader in) {
        return new BatchReceived(
                NodeId.of(in.u32()),
                Hash256.of(in.raw(Hash256.LENGTH)),
                in.bool(),
                in.vec(RosterSeen.MAX_NODES, NodeObservation::decode));
    }
}
