package io.subnetvalidator.scp.p2p.gossip;

/** Everything about gossip that can be chosen. */
public record GossipSettings(MeshSettings mesh, GossipLimits limits, ScoreSettings score) {

    public static GossipSettings defaults() {
        return new GossipSettings(MeshSettings.defaults(), GossipLimits.defaults(), ScoreSettings.defaults());
    }

    public GossipSettings withMesh(MeshSettings other) {
        return new GossipSettings(other, limits, score);
    }

    public GossipSettings withLimits(GossipLimits other) {
        return new GossipSettings(mesh, other, score);
    }
}
