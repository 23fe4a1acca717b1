package io.subnetvalidator.scp.p2p.gossip;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A version of the protocol, as negotiated for each direction of each connection. What calls itself 2.0.0 is py-libp2p's own: its
 * peers write message ids as lowercase hexadecimal text and understand nothing else.
 */
public enum GossipVersion {
    V2_0("/meshsub/2.0.0", true, true),
    V1_2("/meshsub/1.2.0", false, true),
    V1_1("/meshsub/1.1.0", false, false);

    private final String protocol;
    private final boolean hexIds;
    private final boolean knowsIdontwant;

    GossipVersion(String protocol, boolean hexIds, boolean knowsIdontwant) {
        this.protocol = protocol;
        this.hexIds = hexIds;
        this.knowsIdontwant = knowsIdontwant;
    }

    public String protocol() {
        return protocol;
    }

    /** Whether message ids travel as lowercase hexadecimal text instead of raw bytes. */
    boolean hexIds() {
        return hexIds;
    }

    boolean knowsIdontwant() {
        return knowsIdontwant;
    }

    static Optional<GossipVersion> of(String protocol) {
        return Arrays.stream(values())
                .filter(version -> version.protocol.equals(protocol))
                .findFirst();
    }

    /** Hexadecimal ids first, so that whoever understands them never gets others. */
    static List<String> protocols() {
        return Arrays.stream(values()).map(GossipVersion::protocol).toList();
    }
}
