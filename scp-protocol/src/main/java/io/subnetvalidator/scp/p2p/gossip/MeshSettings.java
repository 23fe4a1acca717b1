package io.subnetvalidator.scp.p2p.gossip;

import java.time.Duration;

/**
 * The overlay that messages travel on; names in brackets are those of the gossipsub 1.1 specification.
 *
 * @param degree peers wanted in the mesh of a topic (D); 0 keeps no mesh, so that messages travel by gossip only
 * @param degreeLow below it the mesh is filled up to {@code degree} (D_low)
 * @param degreeHigh above it the mesh is cut down to {@code degree} (D_high)
 * @param degreeOut connections we opened that a mesh wants at least, against being surrounded (D_out)
 * @param degreeScore when a mesh is cut, how many of the best stay for their score (D_score)
 * @param degreeLazy peers outside the mesh that hear what we have, at least (D_lazy)
 * @param gossipFactor share of the peers outside the mesh that hear it, if that is more
 * @param historyLength heartbeats for which a message can be asked for (mcache_len)
 * @param historyGossip heartbeats for which it is announced (mcache_gossip)
 * @param heartbeat how often the mesh is looked after
 * @param pruneBackoff how long a pruned peer stays away (PruneBackoff)
 * @param leaveBackoff the same when we leave the topic (UnsubscribeBackoff)
 * @param fanoutTtl how long the peers are kept that get messages of a topic we do not subscribe (FanoutTTL)
 * @param floodPublish whether our own messages go to every subscriber instead of the mesh
 */
public record MeshSettings(
        int degree,
        int degreeLow,
        int degreeHigh,
        int degreeOut,
        int degreeScore,
        int degreeLazy,
        double gossipFactor,
        int historyLength,
        int historyGossip,
        Duration heartbeat,
        Duration pruneBackoff,
        Duration leaveBackoff,
        Duration fanoutTtl,
        boolean floodPublish) {

    public MeshSettings {
        if (degreeLow < 0 || degreeLow > degree || degree > degreeHigh) {
            throw new IllegalArgumentException(
                    "a mesh needs 0 <= low <= degree <= high, not " + degreeLow + ", " + degree + ", " + degreeHigh);
        }
        if (degreeOut < 0 || degreeOut > degree / 2 || degreeScore < 0 || degreeScore > degree || degreeLazy < 0) {
            throw new IllegalArgumentException(
                    "of a mesh of " + degree + ", at most half is outbound and at most all are kept by score");
        }
        if (historyGossip < 1 || historyGossip > historyLength || gossipFactor < 0 || gossipFactor > 1) {
            throw new IllegalArgumentException("gossip is about 1 to history heartbeats and a share of 0 to 1");
        }
        if (heartbeat.toMillis() < 1
                || pruneBackoff.toSeconds() < 1
                || leaveBackoff.toSeconds() < 1
                || fanoutTtl.isNegative()) {
            throw new IllegalArgumentException("a heartbeat is at least a millisecond and a backoff a second");
        }
    }

    /** The specification's figures with a wider mesh, in which a message survives more peers that keep it for themselves. */
    public static MeshSettings defaults() {
        return new MeshSettings(
                8,
                6,
                12,
                2,
                4,
                6,
                0.25,
                5,
                3,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                true);
    }

    /** The figures of Hypertensor's subnet template. */
    public static MeshSettings subnetTemplate() {
        return defaults().withDegrees(7, 5, 10, 2).withHistory(5, 2).withHeartbeat(Duration.ofSeconds(2));
    }

    public MeshSettings withDegrees(int wanted, int low, int high, int out) {
        return new MeshSettings(
                wanted,
                low,
                high,
                out,
                Math.min(degreeScore, wanted),
                degreeLazy,
                gossipFactor,
                historyLength,
                historyGossip,
                heartbeat,
                pruneBackoff,
                leaveBackoff,
                fanoutTtl,
                floodPublish);
    }

    public MeshSettings withHistory(int length, int gossip) {
        return new MeshSettings(
                degree,
                degreeLow,
                degreeHigh,
                degreeOut,
                degreeScore,
                degreeLazy,
                gossipFactor,
                length,
                gossip,
                heartbeat,
                pruneBackoff,
                leaveBackoff,
                fanoutTtl,
                floodPublish);
    }

    public MeshSettings withHeartbeat(Duration every) {
        return new MeshSettings(
                degree,
                degreeLow,
                degreeHigh,
                degreeOut,
                degreeScore,
                degreeLazy,
                gossipFactor,
                historyLength,
                historyGossip,
                every,
                pruneBackoff,
                leaveBackoff,
                fanoutTtl,
                floodPublish);
    }

    public MeshSettings withFloodPublish(boolean flood) {
        return new MeshSettings(
                degree,
                degreeLow,
                degreeHigh,
                degreeOut,
                degreeScore,
                degreeLazy,
                gossipFactor,
                historyLength,
                historyGossip,
                heartbeat,
                pruneBackoff,
                leaveBackoff,
                fanoutTtl,
                flood);
    }
}
