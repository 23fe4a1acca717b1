package io.subnetvalidator.scp.p2p.wire;

import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;

/** The multiaddr bytes of a TCP address, as identify carries them. */
public final class Multiaddr {

    private static final int IP4 = 4;
    private static final int TCP = 6;
    private static final int IP6 = 41;

    private Multiaddr() {}

    public static byte[] tcp(InetAddress address, int port) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Uvarint.write(out, address instanceof Inet6Address ? IP6 : IP4);
        out.writeBytes(address.getAddress());
        Uvarint.write(out, TCP);
        out.write(port >>> 8);
        out.write(port);
        return out.toByteArray();
    }
}
