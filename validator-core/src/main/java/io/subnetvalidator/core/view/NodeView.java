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
        BigInteger score) {

    /** A node of which nothing but its registration is known. */
    public static NodeView registered(long id, String peerId, String address, String nodeClass) {
        return new NodeView(
                id,
                peerId,
                address,
                nodeClass,
                Optional.empty(),
                0,
                0,
                0,
                0,
                0,
                false,
                Optional.empty(),
                BigInteger.ZERO,
                BigInteger.ZERO,
                BigInteger.ZERO);
    }

    public NodeView withRegistration(
            String newAddress, String newClass, BigInteger newStake, BigInteger newReputation) {
        return new NodeView(
                id,
                peerId,
                newAddress,
                newClass,
                span,
                probesSent,
                probesAnswered,
                probesCorrect,
                uptimePercent,
                latencyMedianMs,
                convicted,
                planted,
                newStake,
                newReputation,
                score);
    }

    public NodeView withProbes(
            Optional<String> newSpan, long sent, long answered, long correct, double uptime, long latencyMs) {
        return new NodeView(
                id,
                peerId,
                address,
                nodeClass,
                newSpan.or(() -> span),
                sent,
                answered,
                correct,
                uptime,
                latencyMs,
                convicted,
                planted,
                stake,
                reputation,
                score);
    }

    public NodeView withConviction() {
        return new NodeView(
                id,
                peerId,
                address,
                nodeClass,
                span,
                probesSent,
                probesAnswered,
                probesCorrect,
                uptimePercent,
                latencyMedianMs,
                true,
                planted,
                stake,
                reputation,
                score);
    }

    public NodeView withPlanted(String fault) {
        return new NodeView(
                id,
                peerId,
                address,
                nodeClass,
                span,
                probesSent,
                probesAnswered,
                probesCorrect,
                uptimePercent,
                latencyMedianMs,
                convicted,
                Optional.of(fault),
                stake,
                reputation,
                score);
    }

    public NodeView withScore(BigInteger newScore) {
        return new NodeView(
                id,
                peerId,
                address,
                nodeClass,
                span,
                probesSent,
                probesAnswered,
                probesCorrect,
                uptimePercent,
                latencyMedianMs,
                convicted,
                planted,
                stake,
                reputation,
                newScore);
    }
}
