package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerPublicKey;
import java.util.Optional;

/**
 * Decides whether a batch counts. Every honest validator decides alike, because everything it looks at is in the batch, on
 * chain or in the shared policy.
 *
 * @param context own chain and subnet
 * @param modelRoot root of the subnet's model
 * @param policyDigest digest of the subnet's scoring policy
 */
public record BatchAdmission(SubnetContext context, Hash256 modelRoot, Hash256 policyDigest) {

    /** The first reason against the batch; empty when it counts. */
    public Optional<BatchRefusal> refusal(SignedBatch signed, Roster roster) {
        return authenticity(signed, roster).or(() -> content(signed.batch(), roster));
    }

    /** The first reason to doubt that the named validator of this epoch signed the batch. */
    public Optional<BatchRefusal> authenticity(SignedBatch signed, Roster roster) {
        ObservationBatch batch = signed.batch();
        if (!batch.context().equals(context)) {
            return Optional.of(BatchRefusal.OTHER_SUBNET);
        }
        if (!batch.epoch().equals(roster.epoch())) {
            return Optional.of(BatchRefusal.OTHER_EPOCH);
        }
        if (!roster.isValidator(batch.validator())) {
            return Optional.of(BatchRefusal.NOT_A_VALIDATOR);
        }
        Optional<PeerPublicKey> key = roster.signingKey(batch.validator());
        if (key.isEmpty()) {
            return Optional.of(BatchRefusal.NO_SIGNING_KEY);
        }
        return signed.isSignedBy(key.get()) ? Optional.empty() : Optional.of(BatchRefusal.BAD_SIGNATURE);
    }

    private Optional<BatchRefusal> content(ObservationBatch batch, Roster roster) {
        if (!batch.policyDigest().equals(policyDigest)) {
            return Optional.of(BatchRefusal.OTHER_POLICY);
        }
        if (!batch.modelRoot().equals(modelRoot)) {
            return Optional.of(BatchRefusal.OTHER_MODEL);
        }
        for (NodeObservation row : batch.rows()) {
            if (roster.node(row.node()).isEmpty()) {
                return Optional.of(BatchRefusal.UNKNOWN_NODE);
            }
            if (row.node().equals(batch.validator()) && !row.equals(NodeObservation.none(row.node()))) {
                return Optional.of(BatchRefusal.PRAISES_ITSELF);
            }
        }
        return Optional.empty();
    }
}
