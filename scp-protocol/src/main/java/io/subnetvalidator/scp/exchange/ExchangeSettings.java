package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.protocol.BatchAdmission;
import io.subnetvalidator.scp.protocol.ObservationBatch;
import io.subnetvalidator.scp.protocol.SignedBatch;
import java.time.Duration;

/**
 * Limits and identity of an exchange.
 *
 * @param self own node
 * @param admission which batches count
 * @param deadline for one request to one peer
 * @param attempts how often one message is pushed to one peer
 * @param maxNodes most nodes of a roster for which batches are exchanged; bounds message sizes
 * @param maxProofBytes largest fault proof fetched or served
 * @param messagesPerPeer requests served to one peer per epoch
 * @param bytesPerPeer bytes received from and served to one peer per epoch
 */
public record ExchangeSettings(
        NodeId self,
        BatchAdmission admission,
        Duration deadline,
        int attempts,
        int maxNodes,
        int maxProofBytes,
        int messagesPerPeer,
        long bytesPerPeer) {

    private static final int FRAME = 64;

    /** 5 s per request, 8 attempts, 1,024 nodes, proofs of 4 MiB, 16,384 messages and 256 MiB per peer and epoch. */
    public static ExchangeSettings of(NodeId self, BatchAdmission admission) {
        return new ExchangeSettings(
                self, admission, Duration.ofSeconds(5), 8, 1024, 4 * 1024 * 1024, 16_384, 256L * 1024 * 1024);
    }

    int maxBatchBytes() {
        return ObservationBatch.maxBytes(maxNodes) + SignedBatch.SIGNATURE_BYTES + FRAME;
    }

    /** The largest push is evidence: two batches. */
    int maxPushBytes() {
        return 2 * maxBatchBytes();
    }

    int maxManifestBytes() {
        return maxNodes * 36 + maxNodes * 32 + 2 * FRAME;
    }

    int maxResponseBytes() {
        return Math.max(maxProofBytes + FRAME, Math.max(maxBatchBytes(), maxManifestBytes()));
    }
}
