package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What one validator saw of one node in one subnet epoch. Integers only: this is consensus data.
 *
 * @param node the node observed
 * @param sent probes sent
 * @param answered probes answered within their deadline, at most {@code sent}
 * @param correct answers that the reference confirmed, at most {@code answered}
 * @param faults digests of the fault proofs against the node, ascending
 * @param latencyMedianMs median time to answer, 0 when nothing was answered
 * @param latencyP95Ms 95th percentile of the time to answer
 * @param tokens tokens served in answered probes
 * @param busyMs time the node took to serve those tokens
 * @param span blocks the node announced under its signature; empty when it announced nothing
 * @param modelRoot root of the model it announced; zero when it announced nothing
 */
public record NodeObservation(
        NodeId node,
        long sent,
        long answered,
        long correct,
        List<Hash256> faults,
        long latencyMedianMs,
        long latencyP95Ms,
        long tokens,
        long busyMs,
        Optional<BlockSpan> span,
        Hash256 modelRoot) {

    /** Root of nothing, for nodes that announced nothing. */
    public static final Hash256 NO_MODEL = Hash256.of(new byte[Hash256.LENGTH]);

    private static final int MAX_FAULTS = 64;

    /** @throws IllegalArgumentException when the counts contradict each other or the faults are not in ascending order */
    public NodeObservation {
        faults = List.copyOf(faults);
        if (answered > sent || correct > answered) {
            throw new IllegalArgumentException("node " + node + ": sent " + sent + ", answered " + answered
                    + ", correct " + correct + " contradict each other");
        }
        if (faults.size() > MAX_FAULTS) {
            throw new IllegalArgumentException("node " + node + ": at most " + MAX_FAULTS + " faults per epoch");
        }
        for (int i = 1; i < faults.size(); i++) {
            if (faults.get(i - 1).compareTo(faults.get(i)) >= 0) {
                throw new IllegalArgumentException("node " + node + ": faults are not in ascending order");
            }
        }
    }

    /** The row of a node that was not observed, a validator's own for example. */
    public static NodeObservation none(NodeId node) {
        return new NodeObservation(node, 0, 0, 0, List.of(), 0, 0, 0, 0, Optional.empty(), NO_MODEL);
    }

    public void encode(ScaleWriter out) {
        out.u32(node.value()).u32(sent).u32(answered).u32(correct);
        out.vec(faults, (w, digest) -> w.raw(digest.toBytes()));
        out.u32(latencyMedianMs).u32(latencyP95Ms).u32(tokens).u32(busyMs);
        out.option(span, (w, s) -> s.encode(w)).raw(modelRoot.toBytes());
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not a valid observation */
    public static NodeObservation decode(ScaleReader in) {
        NodeId node = NodeId.of(in.u32());
        long sent = in.u32();
        long answered = in.u32();
        long correct = in.u32();
        List<Hash256> faults = in.vec(MAX_FAULTS, r -> Hash256.of(r.raw(Hash256.LENGTH)));
        long median = in.u32();
        long p95 = in.u32();
        long tokens = in.u32();
        long busy = in.u32();
        Optional<BlockSpan> span = in.option(BlockSpan::decode);
        Hash256 root = Hash256.of(in.raw(Hash256.LENGTH));
        try {
            return new NodeObservation(node, sent, answered, correct, faults, median, p95, tokens, busy, span, root);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }
}
