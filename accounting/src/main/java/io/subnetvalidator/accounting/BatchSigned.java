package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import java.util.List;

/**
 * This node signed its observations of an epoch; the rows are kept so that scores replay from the ledger alone.
 *
 * @param batch digest of the batch
 * @param rows its rows
 */
public record BatchSigned(Hash256 batch, List<NodeObservation> rows) implements LedgerEntry {

    public BatchSigned {
        rows = List.copyOf(rows);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.BATCH_SIGNED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.raw(batch.toBytes());
        out.vec(rows, (w, row) -> row.encode(w));
    }

    static BatchSigned decode(ScaleReader in) {
        return new BatchSigned(
                Hash256.of(in.raw(Hash256.LENGTH)), in.vec(RosterSeen.MAX_NODES, NodeObservation::decode));
    }
}
