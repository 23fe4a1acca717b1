package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;

/**
 * A probe came to its end.
 *
 * @param node the node probed
 * @param probe digest of the probe
 * @param outcome how it ended
 * @param latencyMs time to the answer in milliseconds; 0 without an answer
 * @param tokens tokens the answer covers
 * @param busyMs time the node took to serve those tokens, in milliseconds
 */
public record ProbeObserved(NodeId node, Hash256 probe, ProbeOutcome outcome, long latencyMs, long tokens, long busyMs)
        implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.PROBE_OBSERVED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(node.value());
        out.raw(probe.toBytes());
        outcome.write(out);
        out.u32(latencyMs);
        out.u32(tokens);
        out.u32(busyMs);
    }

    static ProbeObserved decode(ScaleReader in) {
        return new ProbeObserved(
                NodeId.of(in.u32()),
                Hash256.of(in.raw(Hash256.LENGTH)),
                ProbeOutcome.read(in),
                in.u32(),
                in.u32(),
                in.u32());
    }
}
