package io.subnetvalidator.chain.types;

import java.util.HexFormat;

/** Hexadecimal text as the chain writes it: lowercase, with {@code 0x}. */
public final class Hex {

    private Hex() {}

    public static String encode(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    /** @throws IllegalArgumentException when the text is not hexadecimal; a leading {@code 0x} is optional */
    public static byte[] decode(String text) {
        return HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
    }
}
