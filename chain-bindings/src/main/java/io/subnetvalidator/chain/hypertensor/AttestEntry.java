package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Ratio;
import java.util.Optional;

/**
 * One attestation of a submission.
 *
 * @param block block that included it
 * @param progress share of the time left after the proposal that had passed
 * @param rewardFactor factor on the node's reward
 * @param data free bytes of the attestor
 */
public record AttestEntry(BlockNumber block, Ratio progress, Ratio rewardFactor, Optional<Bytes> data) {}
