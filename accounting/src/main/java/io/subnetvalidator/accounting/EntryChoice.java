package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import java.util.Arrays;

/** Enumerations in entries: one byte, the position of the constant. */
final class EntryChoice {

    private EntryChoice() {}

    static <T> void write(ScaleWriter out, T[] choices, T choice) {
        out.u8(Arrays.asList(choices).indexOf(choice));
    }

    static <T> T read(ScaleReader in, T[] choices) {
        int ordinal = in.u8();
        if (ordinal >= choices.length) {
            throw in.error("no choice has the number " + ordinal);
        }
        return choices[ordinal];
    }
}
