package io.subnetvalidator.scp.p2p.gossip;

/**
 * Counts of the router at one moment.
 *
 * @param peers peers that messages can be sent to
 * @param graylisted of the connected peers, those nothing is taken from
 * @param topics topics joined
 * @param meshLinks peers in the meshes of all topics together
 * @param seen message ids remembered
 * @param cachedBytes messages kept for those who missed them
 * @param validatingBytes messages that wait for the application's verdict
 * @param remembered scores kept of peers that left
 */
public record GossipState(
        int peers,
        int graylisted,
        int topics,
        int meshLinks,
        int seen,
        long cachedBytes,
        long validatingBytes,
        int remembered) {}
