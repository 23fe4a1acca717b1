package io.subnetvalidator.scp.p2p.gossip;

import java.time.Duration;

/**
 * What gossip may hold and how much it takes from one peer.
 *
 * @param dataBytes largest data of a message
 * @param idsPerRpc message ids accepted in one RPC, of all kinds together
 * @param entriesPerRpc everything else accepted in one RPC, counted together
 * @param topics topics we join, and topics remembered for one peer
 * @param peers peers remembered, connected or not
 * @param seen message ids remembered so that nothing is delivered twice
 * @param seenTtl for how long
 * @param cacheBytes messages kept for those who missed them
 * @param validatingBytes messages that wait for the application's verdict; more are dropped and can come again later
 * @param validation how long the verdict may take
 * @param ihavesPerHeartbeat announcements heeded from one peer between two heartbeats
 * @param idsPerHeartbeat ids asked of one peer, given to one peer and heeded in IDONTWANT, each, between two heartbeats
 * @param retransmissions how often one message is given to one peer that asks
 * @param promise how long a peer may take to give what it announced
 * @param idontwantBytes data from this length on is announced to the mesh as no longer wanted
 * @param queuedBytes what may wait for a peer that reads slowly
 * @param messageRate messages taken from one peer
 * @param byteRate bytes of RPCs taken from one peer
 * @param controlRate ids and control entries taken from one peer
 */
public record GossipLimits(
        int dataBytes,
        int idsPerRpc,
        int entriesPerRpc,
        int topics,
        int peers,
        int seen,
        Duration seenTtl,
        long cacheBytes,
        long validatingBytes,
        Duration validation,
        int ihavesPerHeartbeat,
        int idsPerHeartbeat,
        int retransmissions,
        Duration promise,
        int idontwantBytes,
        long queuedBytes,
        Rate messageRate,
        Rate byteRate,
        Rate controlRate) {

    /** Room for author, signature, an RSA key and control messages beside the data of an RPC. */
    private static final int OVERHEAD = 1024 * 1024;

    private static final int MIB = 1024 * 1024;

    /** So many a second for good, and so many at once. */
    public record Rate(double perSecond, double burst) {

        public Rate {
            if (perSecond <= 0 || burst < 1) {
                throw new IllegalArgumentException("a rate lets something pass: " + perSecond + ", " + burst);
            }
        }
    }

    public GossipLimits {
        if (dataBytes < 1
                || idsPerRpc < 1
                || entriesPerRpc < 1
                || topics < 1
                || peers < 1
                || seen < 1
                || cacheBytes < 0
                || validatingBytes < 1
                || ihavesPerHeartbeat < 0
                || idsPerHeartbeat < 0
                || retransmissions < 0
                || idontwantBytes < 0) {
            throw new IllegalArgumentException("a limit of gossip is out of range");
        }
        if (queuedBytes < (long) dataBytes + OVERHEAD || byteRate.burst() < (double) dataBytes + OVERHEAD) {
            throw new IllegalArgumentException(
                    "queue and byte rate must let the largest message of " + dataBytes + " bytes pass");
        }
    }

    /** For some hundreds of peers and signed records of a subnet. */
    public static GossipLimits defaults() {
        return new GossipLimits(
                MIB,
                5000,
                4096,
                64,
                1024,
                65_536,
                Duration.ofMinutes(2),
                32L * MIB,
                32L * MIB,
                Duration.ofSeconds(10),
                10,
                1000,
                3,
                Duration.ofSeconds(3),
                1024,
                8L * MIB,
                new Rate(200, 1000),
                new Rate(4 * MIB, 16 * MIB),
                new Rate(5000, 20_000));
    }

    public GossipLimits withRates(Rate messages, Rate bytes, Rate control) {
        return new GossipLimits(
                dataBytes,
                idsPerRpc,
                entriesPerRpc,
                topics,
                peers,
                seen,
                seenTtl,
                cacheBytes,
                validatingBytes,
                validation,
                ihavesPerHeartbeat,
                idsPerHeartbeat,
                retransmissions,
                promise,
                idontwantBytes,
                queuedBytes,
                messages,
                bytes,
                control);
    }

    public GossipLimits withMemory(int rememberedPeers, int seenIds, long cached, long validating) {
        return new GossipLimits(
                dataBytes,
                idsPerRpc,
                entriesPerRpc,
                topics,
                rememberedPeers,
                seenIds,
                seenTtl,
                cached,
                validating,
                validation,
                ihavesPerHeartbeat,
                idsPerHeartbeat,
                retransmissions,
                promise,
                idontwantBytes,
                queuedBytes,
                messageRate,
                byteRate,
                controlRate);
    }

    public GossipLimits withIds(int ihaves, int ids) {
        return new GossipLimits(
                dataBytes,
                idsPerRpc,
                entriesPerRpc,
                topics,
                peers,
                seen,
                seenTtl,
                cacheBytes,
                validatingBytes,
                validation,
                ihaves,
                ids,
                retransmissions,
                promise,
                idontwantBytes,
                queuedBytes,
                messageRate,
                byteRate,
                controlRate);
    }

    /** Largest RPC accepted, in bytes. */
    int rpcBytes() {
        return dataBytes + OVERHEAD;
    }
}
