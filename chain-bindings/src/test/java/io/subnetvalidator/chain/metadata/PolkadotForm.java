package io.subnetvalidator.chain.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.types.Hex;
import java.util.List;

/**
 * The tool that wrote the vectors shows calls as {@code {call_index, args}} and events as {@code {index, data}}; elsewhere both are
 * variants of variants. This turns the former into the latter.
 */
final class PolkadotForm {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Metadata metadata;

    PolkadotForm(Metadata metadata) {
        this.metadata = metadata;
    }

    JsonNode asVariants(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JSON.arrayNode();
            node.forEach(item -> array.add(asVariants(item)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        if (node.size() == 2 && node.has("call_index") && node.has("args")) {
            byte[] index = Hex.decode(node.get("call_index").asText());
            Pallet pallet = metadata.findPallet(index[0] & 0xFF).orElseThrow();
            TypeVariant call = pallet.call(index[1] & 0xFF).orElseThrow();
            return variant(pallet, call, asVariants(node.get("args")));
        }
        if (node.size() == 2 && node.has("index") && node.has("data")) {
            byte[] index = Hex.decode(node.get("index").asText());
            Pallet pallet = metadata.findPallet(index[0] & 0xFF).orElseThrow();
            TypeVariant event = pallet.event(index[1] & 0xFF).orElseThrow();
            return variant(pallet, event, eventContent(event.fields(), asVariants(node.get("data"))));
        }
        ObjectNode object = JSON.objectNode();
        node.properties().forEach(field -> object.set(field.getKey(), asVariants(field.getValue())));
        return object;
    }

    private static JsonNode eventContent(List<TypeField> fields, JsonNode data) {
        if (fields.isEmpty() || fields.get(0).name().isEmpty()) {
            return fields.size() == 1 ? data.get(0) : data;
        }
        ObjectNode content = JSON.objectNode();
        for (int i = 0; i < fields.size(); i++) {
            content.set(fields.get(i).name().orElseThrow(), data.get(i));
        }
        return content;
    }

    private static JsonNode variant(Pallet pallet, TypeVariant variant, JsonNode content) {
        JsonNode inner = variant.fields().isEmpty()
                ? JSON.textNode(variant.name())
                : JSON.objectNode().set(variant.name(), content);
        return JSON.objectNode().set(pallet.name(), inner);
    }
}
