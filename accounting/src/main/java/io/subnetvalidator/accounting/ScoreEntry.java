package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Score;

/** One entry of a score list as the ledger keeps it. */
public record ScoreEntry(NodeId node, Score score) {

    void encode(ScaleWriter out) {
        out.u32(node.value()).u128(score.value());
    }

    static ScoreEntry decode(ScaleReader in) {
        return new ScoreEntry(NodeId.of(in.u32()), Score.of(in.u128()));
    }
}
