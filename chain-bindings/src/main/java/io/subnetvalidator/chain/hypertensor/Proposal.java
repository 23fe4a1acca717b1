package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.List;
import java.util.Optional;

/**
 * What a proposer says in one call.
 *
 * @param node the proposing node; only the main dialect puts it into the call
 * @param data scores, strictly ascending by node id: the chain treats repeated entries in surprising ways
 * @param prioritize queue node to move to the front
 * @param remove queue node to remove
 * @param args at most {@value #MAX_BYTES} bytes, stored with the submission
 * @param attestData at most {@value #MAX_BYTES} bytes, stored with the proposer's own attestation
 */
public record Proposal(
        SubnetId subnet,
        NodeId node,
        List<NodeScore> data,
        Optional<NodeId> prioritize,
        Optional<NodeId> remove,
        Optional<Bytes> args,
        Optional<Bytes> attestData) {

    /** Longer free bytes make the extrinsic undecodable for the chain. */
    public static final int MAX_BYTES = 4096;

    /** @throws IllegalArgumentException when entries are not strictly ascending, or free bytes are too long */
    public Proposal {
        data = List.copyOf(data);
        for (int i = 1; i < data.size(); i++) {
            if (data.get(i - 1).node().compareTo(data.get(i).node()) >= 0) {
                throw new IllegalArgumentException("scores must be in ascending order of node ids, each once, but node "
                        + data.get(i).node() + " follows " + data.get(i - 1).node());
            }
        }
        requireShort("args", args);
        requireShort("attest data", attestData);
    }

    static void requireShort(String what, Optional<Bytes> bytes) {
        if (bytes.isPresent() && bytes.get().size() > MAX_BYTES) {
            throw new IllegalArgumentException(what + " of a consensus call have at most " + MAX_BYTES + " bytes, not "
                    + bytes.get().size());
        }
    }
}
