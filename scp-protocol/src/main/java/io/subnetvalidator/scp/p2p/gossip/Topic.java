package io.subnetvalidator.scp.p2p.gossip;

import java.nio.charset.StandardCharsets;

/** The name of a topic: 1 to 256 bytes of UTF-8. */
public record Topic(String name) {

    static final int MAX_BYTES = 256;

    public Topic {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > MAX_BYTES) {
            throw new IllegalArgumentException("a topic has 1 to " + MAX_BYTES + " bytes, not " + length);
        }
    }

    byte[] bytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name;
    }
}
