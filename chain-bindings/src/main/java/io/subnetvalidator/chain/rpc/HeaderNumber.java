package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/** The number in a block header as nodes write it: hexadecimal text, or a number. */
public final class HeaderNumber {

    private HeaderNumber() {}

    /** The number, or -1 when the header has none that fits 32 bits. */
    public static long of(JsonNode header) {
        JsonNode number = header.path("number");
        if (number.isIntegralNumber()) {
            return number.canConvertToInt() ? number.asLong() : -1;
        }
        String text = number.asText("");
        if (!text.startsWith("0x") || text.length() < 3 || text.length() > 18) {
            return -1;
        }
        try {
            long value = Long.parseLong(text.substring(2), 16);
            return value >= 0 && value <= 0xFFFF_FFFFL ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
