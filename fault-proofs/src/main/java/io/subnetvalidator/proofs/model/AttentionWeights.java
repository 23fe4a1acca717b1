package io.subnetvalidator.proofs.model;

import java.util.List;

/** The products of an attention part and the norms of query and key heads. */
record AttentionWeights(Linear query, Linear key, Linear value, Linear output, HeadNorm queryNorm, HeadNorm keyNorm) {

    /** Query, key and value fused into one tensor in the file. */
    static AttentionWeights fused(List<Linear> queryKeyValue, Linear output) {
        return new AttentionWeights(
                queryKeyValue.get(FusedHeads.QUERY),
                queryKeyValue.get(FusedHeads.KEY),
                queryKeyValue.get(FusedHeads.VALUE),
                output,
                HeadNorm.NONE,
                HeadNorm.NONE);
    }
}
