package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.Decoded;

/**
 * What a trace is of; two validators can only dispute about the same subject.
 *
 * @param modelRoot names the model
 * @param block index of the block in the model
 * @param tokens number of positions, from 0
 * @param inputRoot root over the rows before the block at all positions ({@link BlockTrace#inputRoot})
 */
public record TraceSubject(Hash256 modelRoot, int block, int tokens, Hash256 inputRoot) {

    /** @throws IllegalArgumentException for numbers no trace has */
    public TraceSubject {
        if (block < 0 || block >= BlockSpan.MAX_BLOCKS || tokens < 1 || tokens > BlockGraph.MAX_TOKENS) {
            throw new IllegalArgumentException("no trace is of block " + block + " and " + tokens + " positions");
        }
    }

    void encode(ScaleWriter out) {
        out.raw(modelRoot.toBytes()).u16(block).u32(tokens).raw(inputRoot.toBytes());
    }

    static TraceSubject decode(ScaleReader in) {
        Hash256 modelRoot = Decoded.hash(in);
        int block = in.u16();
        long tokens = in.u32();
        Hash256 inputRoot = Decoded.hash(in);
        return Decoded.value(in, () -> new TraceSubject(modelRoot, block, Math.toIntExact(tokens), inputRoot));
    }
}
