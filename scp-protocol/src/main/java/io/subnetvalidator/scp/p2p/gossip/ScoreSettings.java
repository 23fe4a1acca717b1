package io.subnetvalidator.scp.p2p.gossip;

import java.time.Duration;

/**
 * How peers are judged. The score of a peer is {@code deliveryWeight * deliveries - invalidWeight * invalid^2 -
 * misbehaviourWeight * max(0, misbehaviour - misbehaviourTolerance)^2}, all three counters halving over time; a peer that never did anything has 0.
 *
 * @param deliveryWeight of a message that the peer was the first to bring
 * @param deliveryCap most deliveries that count
 * @param invalidWeight of messages that are forged or that the application rejects
 * @param misbehaviourWeight of broken promises, ignored backoffs, floods and spam
 * @param misbehaviourTolerance what may happen to an honest peer, too
 * @param deliveryHalfLife in which deliveries count half
 * @param invalidHalfLife in which invalid messages count half
 * @param misbehaviourHalfLife in which misbehaviour counts half
 * @param gossipThreshold below it no gossip is exchanged with the peer
 * @param publishThreshold below it the peer does not get our own messages outside the mesh
 * @param graylistThreshold below it nothing the peer says is looked at
 * @param retention how long the score of a peer that left is remembered
 */
public record ScoreSettings(
        double deliveryWeight,
        double deliveryCap,
        double invalidWeight,
        double misbehaviourWeight,
        double misbehaviourTolerance,
        Duration deliveryHalfLife,
        Duration invalidHalfLife,
        Duration misbehaviourHalfLife,
        double gossipThreshold,
        double publishThreshold,
        double graylistThreshold,
        Duration retention) {

    public ScoreSettings {
        if (deliveryWeight < 0
                || deliveryCap < 0
                || invalidWeight <= 0
                || misbehaviourWeight <= 0
                || misbehaviourTolerance < 0) {
            throw new IllegalArgumentException("weights of a score are positive");
        }
        if (deliveryHalfLife.toMillis() < 1
                || invalidHalfLife.toMillis() < 1
                || misbehaviourHalfLife.toMillis() < 1
                || retention.isNegative()) {
            throw new IllegalArgumentException("a half-life is at least a millisecond");
        }
        if (gossipThreshold > 0 || publishThreshold > gossipThreshold || graylistThreshold > publishThreshold) {
            throw new IllegalArgumentException("thresholds go down from gossip over publish to graylist, from 0");
        }
    }

    /** One forged message ends gossip with a peer whatever it delivered before, a second one within some minutes graylists it. */
    public static ScoreSettings defaults() {
        return new ScoreSettings(
                0.1,
                50,
                20,
                5,
                2,
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                -10,
                -40,
                -70,
                Duration.ofHours(1));
    }
}
