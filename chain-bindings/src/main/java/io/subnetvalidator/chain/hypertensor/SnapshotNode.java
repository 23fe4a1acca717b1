package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node as a submission recorded it.
 *
 * @param hotkey signing account, on chains of the hoskinson dialect
 * @param validatorId owning validator, on chains of the main dialect
 */
public record SnapshotNode(
        NodeId id,
        Optional<AccountId> hotkey,
        OptionalLong validatorId,
        PeerInfo peer,
        NodeClassification classification) {}
