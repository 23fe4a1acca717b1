package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import java.nio.charset.StandardCharsets;

/** Texts in entries: bounded, so that no message from elsewhere can fill the disk. */
final class EntryText {

    /** Longest text in bytes of UTF-8. */
    static final int LIMIT = 2048;

    private EntryText() {}

    /** The text, cut at a character boundary when it is longer than {@value #LIMIT} bytes. */
    static String clip(String text) {
        if (text.length() <= LIMIT / 4 || text.getBytes(StandardCharsets.UTF_8).length <= LIMIT) {
            return text;
        }
        int length = 0;
        int bytes = 0;
        while (length < text.length()) {
            int codePoint = text.codePointAt(length);
            bytes += new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LIMIT) {
                break;
            }
            length += Character.charCount(codePoint);
        }
        return text.substring(0, length);
    }

    static String read(ScaleReader in) {
        return in.string(LIMIT);
    }
}
