package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.types.Hash256;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event of a block.
 *
 * @param fields by name; unnamed fields are {@code "0"}, {@code "1"}, ...
 */
public record EventRecord(
        Phase phase,
        int palletIndex,
        int eventIndex,
        String pallet,
        String name,
        Map<String, Value> fields,
        List<Hash256> topics) {

    /** When in the block the event happened. */
    public sealed interface Phase {

        /** While the extrinsic with this index in the block ran. */
        record ApplyExtrinsic(long index) implements Phase {}

        /** After the last extrinsic. */
        record Finalization() implements Phase {}

        /** Before the first extrinsic. */
        record Initialization() implements Phase {}
    }

    public EventRecord {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        topics = List.copyOf(topics);
    }

    /** @throws ValueException when the event has no such field */
    public Value field(String field) {
        return Value.struct(fields).field(field);
    }

    public boolean is(String palletName, String eventName) {
        return pallet.equals(palletName) && name.equals(eventName);
    }

    /** Whether the event belongs to the extrinsic with this index. */
    public boolean ofExtrinsic(long index) {
        return phase instanceof Phase.ApplyExtrinsic applied && applied.index() == index;
    }

    /** Such as {@code Network.Attestation}. */
    public String qualifiedName() {
        return pallet + "." + name;
    }
}
