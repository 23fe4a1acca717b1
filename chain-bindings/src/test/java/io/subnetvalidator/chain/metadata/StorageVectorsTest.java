package io.subnetvalidator.chain.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.subnetvalidator.chain.crypto.StorageHasher;
import io.subnetvalidator.chain.types.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StorageVectorsTest {

    @Test
    void every_entry_has_its_key_and_its_value() {
        Metadata metadata = Vectors.metadata();
        Vectors.each(Vectors.json("storage.json").get("entries"), 107, entry -> check(metadata, entry, true));
    }

    @Test
    void metadata_version_15_gives_the_same_keys_and_values() {
        Metadata metadata = Vectors.metadataV15();
        Vectors.each(Vectors.json("storage.json").get("entries"), 107, entry -> check(metadata, entry, false));
    }

    private static void check(Metadata metadata, VectorEntry vector, boolean sameTypeIds) {
        vector.descriptive("valueType");
        StorageEntry entry = metadata.storage(vector.text("pallet"), vector.text("item"));
        StorageItem item = entry.item();
        String name = entry.qualifiedName();

        assertThat(Hex.encode(entry.prefix())).as(name).isEqualTo(vector.text("prefix"));
        assertThat(item.modifier().name()).isEqualToIgnoringCase(vector.text("modifier"));
        assertThat(item.hashers().stream().map(StorageHasher::metadataName))
                .containsExactlyElementsOf(texts(vector.get("hashers")));
        // an optional item has no default; the metadata then holds an encoded None
        boolean optional = item.modifier() == StorageItem.Modifier.OPTIONAL;
        assertThat(vector.get("default").isNull()).isEqualTo(optional);
        assertThat(item.defaultValue()).hasToString(optional ? "0x00" : vector.text("default"));
        int valueTypeId = vector.get("valueTypeId").asInt();
        if (sameTypeIds) {
            assertThat(item.valueType()).isEqualTo(valueTypeId);
        }

        List<Value> keys = new ArrayList<>();
        Vectors.each(vector.get("keys"), item.hashers().size(), key -> {
            key.descriptive("type");
            int type = item.keyTypes().get(keys.size());
            Value value = new ValueJson(metadata.types()).read(type, keyJson(name, key.get("value")));
            assertThat(Hex.encode(metadata.codec().encode(type, value))).isEqualTo(key.text("encoded"));
            keys.add(value);
        });
        byte[] key = entry.key(keys.toArray(Value[]::new));
        assertThat(Hex.encode(key)).as(name).isEqualTo(vector.text("key"));
        assertThat(entry.decodeKey(key)).isEqualTo(keys);

        Optional<byte[]> raw = vector.get("raw").isNull() ? Optional.empty() : Optional.of(vector.hex("raw"));
        JsonNode expected = raw.isPresent() ? vector.get("value") : vector.get("valueOrDefault");
        vector.descriptive("value"); // null beside a valueOrDefault
        Optional<Value> value = metadata.decodeStorage(vector.text("pallet"), vector.text("item"), raw);
        JsonNode found = value.map(ValueJson::write).orElse(JsonNodeFactory.instance.nullNode());
        assertThat(Vectors.normal(found))
                .as(name)
                .isEqualTo(Vectors.normal(new PolkadotForm(metadata).asVariants(expected)));
        raw.ifPresent(
                bytes -> assertThat(entry.encode(value.orElseThrow())).as(name).isEqualTo(bytes));
    }

    /** The names of a paused call are byte vectors, which the vectors show as text. */
    private static JsonNode keyJson(String item, JsonNode json) {
        if (!item.equals("TxPause.PausedCalls")) {
            return json;
        }
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        json.forEach(name -> names.add(Hex.encode(name.asText().getBytes(StandardCharsets.UTF_8))));
        return names;
    }

    @Test
    void paged_keys_belong_to_their_item_and_give_back_their_parts() {
        VectorEntry paged = new VectorEntry(Vectors.json("storage.json").get("keysPaged"), "keysPaged");
        StorageEntry entry = Vectors.metadata().storage("Network", "SubnetNodesData");
        assertThat(Hex.encode(entry.prefix())).isEqualTo(paged.text("prefix"));
        assertThat(paged.get("pageSize").asInt()).isEqualTo(1000);
        List<String> keys = texts(paged.get("keys"));
        assertThat(keys).hasSize(5);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(entry.decodeKey(Hex.decode(keys.get(i)))).containsExactly(Value.of(128001), Value.of(i + 1));
            assertThat(keys.get(i)).startsWith(Hex.encode(entry.partialKey(Value.of(128001))));
        }
        paged.requireAllRead();
    }

    @Test
    void the_hashers_in_use_are_the_ones_listed() {
        Set<String> used = new TreeSet<>();
        Vectors.metadata()
                .pallets()
                .forEach(pallet -> pallet.storage()
                        .forEach(item -> item.hashers().forEach(hasher -> used.add(hasher.metadataName()))));
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(
                        texts(Vectors.json("storage.json").get("hashersInUse")));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
