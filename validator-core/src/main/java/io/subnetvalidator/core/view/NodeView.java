package io.subnetvalidator.core.view;

import java.math.BigInteger;
import java.util.Optional;

/**
 * One subnet node as the service sees it.
 *
 * @param uptimePercent answered probes of sent ones over the last observed epoch, for people
 * @param convicted whether a valid fault proof against it is held
 */
public record NodeView(
        long id,
        String peerId,
        String address,
        String nodeClass,
        Optional<String> span,
        long probesSent,
        long probesAnswered,
        long probesCorrect,
        double uptimePercent,
        long latencyMedianMs,
        boolean convicted,
        Optional<String> planted,
        BigInteger stake,
        BigInteger reputation,
        BigInteger score) {}
