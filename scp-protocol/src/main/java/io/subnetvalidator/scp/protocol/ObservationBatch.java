package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.List;

/**
 * What one validator saw of the subnet in one epoch; the unit that is signed, exchanged and named by proposals.
 *
 * @param context chain and subnet
 * @param epoch the subnet epoch observed
 * @param validator the observing validator
 * @param rows one row per node observed, strictly ascending by node id, each with at most {@value #MAX_FAULTS_PER_ROW} faults
 * @param modelRoot Merkle root of the model that the answers were checked against
 * @param policyDigest digest of the scoring policy in force
 */
public record ObservationBatch(
        SubnetContext context,
        Epoch epoch,
        NodeId validator,
        List<NodeObservation> rows,
        Hash256 modelRoot,
        Hash256 policyDigest) {

    public static final int MAX_ROWS = Roster.MAX_NODES;

    /** One valid proof convicts; the other digests of a row only cost bytes. */
    public static final int MAX_FAULTS_PER_ROW = 4;

    private static final int HEADER_BYTES = Hash256.LENGTH + 4 + 4 + 4 + 4 + 2 * Hash256.LENGTH;
    private static final int MAX_ROW_BYTES =
            4 * 4 + 1 + MAX_FAULTS_PER_ROW * Hash256.LENGTH + 4 * 4 + 1 + 4 + Hash256.LENGTH;

    /** Largest encoding of any batch. */
    public static final int MAX_BYTES = maxBytes(MAX_ROWS);

    /** @throws IllegalArgumentException when rows are out of order, repeated, too many or carry too many faults */
    public ObservationBatch {
        rows = List.copyOf(rows);
        if (rows.size() > MAX_ROWS) {
            throw new IllegalArgumentException("a batch has at most " + MAX_ROWS + " rows, not " + rows.size());
        }
        for (int i = 0; i < rows.size(); i++) {
            NodeObservation row = rows.get(i);
            if (i > 0 && rows.get(i - 1).node().compareTo(row.node()) >= 0) {
                throw new IllegalArgumentException("rows of a batch are not ascending by node at node " + row.node());
            }
            if (row.faults().size() > MAX_FAULTS_PER_ROW) {
                throw new IllegalArgumentException("node " + row.node() + ": a row names at most " + MAX_FAULTS_PER_ROW
                        + " faults, not " + row.faults().size());
            }
        }
    }

    /** Largest encoding of a batch of {@code rows} rows, in bytes. */
    public static int maxBytes(int rows) {
        return HEADER_BYTES + rows * MAX_ROW_BYTES;
    }

    /** Canonical SCALE bytes: what is hashed and signed. */
    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /** blake2b-256 under the domain {@code hypertensor-scp/1/batch}; the name of this batch. */
    public Hash256 digest() {
        return MessageKind.BATCH.digest(toBytes());
    }

    void encode(ScaleWriter out) {
        context.encode(out);
        out.u32(epoch.value()).u32(validator.value());
        out.vec(rows, (w, row) -> row.encode(w));
        out.raw(modelRoot.toBytes()).raw(policyDigest.toBytes());
    }

    /** @throws ScaleException when the bytes are not the canonical form of a batch */
    static ObservationBatch decode(ScaleReader in) {
        SubnetContext context = SubnetContext.decode(in);
        Epoch epoch = Epoch.of(in.u32());
        NodeId validator = NodeId.of(in.u32());
        List<NodeObservation> rows = in.vec(MAX_ROWS, NodeObservation::decode);
        Hash256 model = Hash256.of(in.raw(Hash256.LENGTH));
        Hash256 policy = Hash256.of(in.raw(Hash256.LENGTH));
        try {
            return new ObservationBatch(context, epoch, validator, rows, model, policy);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }
}
