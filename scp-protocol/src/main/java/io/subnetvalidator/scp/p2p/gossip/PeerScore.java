package io.subnetvalidator.scp.p2p.gossip;

import java.time.Duration;

/** What a peer did, fading with time (formula at {@link ScoreSettings}). */
final class PeerScore {

    /** A counter below this is as good as zero. */
    private static final double NOTHING = 0.01;

    private final ScoreSettings settings;
    private double deliveries;
    private double invalid;
    private double misbehaviour;

    PeerScore(ScoreSettings settings) {
        this.settings = settings;
    }

    void deliveredFirst() {
        deliveries = Math.min(settings.deliveryCap(), deliveries + 1);
    }

    void sentInvalid() {
        invalid++;
    }

    void misbehaved(double weight) {
        misbehaviour += weight;
    }

    void fade(Duration passed) {
        deliveries = faded(deliveries, passed, settings.deliveryHalfLife());
        invalid = faded(invalid, passed, settings.invalidHalfLife());
        misbehaviour = faded(misbehaviour, passed, settings.misbehaviourHalfLife());
    }

    double value() {
        double excess = Math.max(0, misbehaviour - settings.misbehaviourTolerance());
        return settings.deliveryWeight() * deliveries
                - settings.invalidWeight() * invalid * invalid
                - settings.misbehaviourWeight() * excess * excess;
    }

    boolean graylisted() {
        return value() < settings.graylistThreshold();
    }

    boolean gossips() {
        return value() >= settings.gossipThreshold();
    }

    boolean getsOwnMessages() {
        return value() >= settings.publishThreshold();
    }

    /** Whether nothing bad would be forgotten with this score. */
    boolean clean() {
        return invalid == 0 && misbehaviour == 0;
    }

    private static double faded(double counter, Duration passed, Duration halfLife) {
        double left = counter * Math.pow(0.5, passed.toNanos() / (double) halfLife.toNanos());
        return left < NOTHING ? 0 : left;
    }
}
