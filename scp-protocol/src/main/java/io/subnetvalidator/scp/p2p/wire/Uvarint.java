package io.subnetvalidator.scp.p2p.wire;

import java.io.ByteArrayOutputStream;

/** Unsigned varints of 7 bits a byte, lowest first, as protobuf and multiformats have them. */
final class Uvarint {

    private Uvarint() {}

    static void write(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
