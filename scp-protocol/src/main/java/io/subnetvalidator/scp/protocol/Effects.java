package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The effects of one event, in the order in which they are to happen. */
final class Effects {

    private final List<Effect> effects = new ArrayList<>();

    void add(Effect effect) {
        effects.add(effect);
    }

    /** A ledger line with alternating names and values. */
    void note(Epoch epoch, Cause cause, Object... namesAndValues) {
        SortedMap<String, String> numbers = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            numbers.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
        }
        effects.add(new Effect.Note(epoch, cause, numbers));
    }

    void note(Epoch epoch, Cause cause, SortedMap<String, String> numbers) {
        effects.add(new Effect.Note(epoch, cause, numbers));
    }

    List<Effect> toList() {
        return List.copyOf(effects);
    }
}
