package io.subnetvalidator.chain.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.types.Hex;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;

/** An object of a vector file that knows which of its fields a test has looked at. */
public final class VectorEntry {

    private final JsonNode node;
    private final String where;
    private final Set<String> unread = new TreeSet<>();

    public VectorEntry(JsonNode node, String where) {
        this.node = node;
        this.where = where;
        node.fieldNames().forEachRemaining(unread::add);
    }

    public JsonNode get(String field) {
        JsonNode value = node.get(field);
        Assertions.assertThat(value).as("field %s of %s", field, where).isNotNull();
        unread.remove(field);
        return value;
    }

    public boolean has(String field) {
        return node.has(field);
    }

    public String text(String field) {
        return get(field).asText();
    }

    public byte[] hex(String field) {
        return Hex.decode(text(field));
    }

    /** Fields that describe and carry nothing to compare. */
    public void descriptive(String... fields) {
        List.of(fields).forEach(unread::remove);
    }

    public VectorEntry object(String field) {
        return new VectorEntry(get(field), where + "." + field);
    }

    public void requireAllRead() {
        Assertions.assertThat(unread)
                .as("fields of %s that no check has looked at", where)
                .isEmpty();
    }

    @Override
    public String toString() {
        return where;
    }
}
