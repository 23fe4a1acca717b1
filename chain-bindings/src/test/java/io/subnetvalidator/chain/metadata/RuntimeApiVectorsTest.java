package io.subnetvalidator.chain.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.types.Hex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuntimeApiVectorsTest {

    @Test
    void every_call_has_its_parameters_and_its_result() {
        RuntimeCalls network = NetworkRuntimeApi.hoskinson();
        Metadata v15 = Vectors.metadataV15();
        Set<String> seen = new HashSet<>();
        Vectors.each(Vectors.json("runtime-api.json").get("calls"), 30, entry -> {
            String function = entry.text("function");
            seen.add(function);
            RuntimeCalls calls = network.has(function) ? network : v15.runtimeCalls();
            entry.descriptive("label", "type", "rpc");

            List<Value> parameters = calls.decodeParameters(function, entry.hex("encodedParams"));
            if (entry.has("params")) {
                List<JsonNode> written = new ArrayList<>();
                parameters.forEach(parameter -> written.add(Vectors.normal(ValueJson.write(parameter))));
                assertThat(written).as(function).containsExactlyElementsOf(bytesAsHex(entry.get("params")));
            }
            assertThat(calls.encode(function, parameters.toArray(Value[]::new))).isEqualTo(entry.hex("encodedParams"));

            Value result = calls.decode(function, entry.hex("raw"));
            assertThat(Vectors.normal(ValueJson.write(result)))
                    .as(function)
                    .isEqualTo(namesOfMetadata(entry.get("decoded")));
            assertThat(Hex.encode(calls.encodeResult(function, result))).isEqualTo(entry.text("raw"));
            if (entry.has("scale")) {
                assertThat(calls.decodeInner(function, entry.hex("scale"))).isEqualTo(result);
            }
        });
        assertThat(seen).as("functions with a vector").containsAll(network.functions());
    }

    /** The tool that wrote the vectors calls the last field of the runtime version by its former name. */
    private static JsonNode namesOfMetadata(JsonNode decoded) {
        if (decoded.has("transaction_version") && decoded.has("state_version")) {
            ObjectNode renamed = decoded.deepCopy();
            renamed.set("system_version", renamed.remove("state_version"));
            return renamed;
        }
        return decoded;
    }

    /** Peer ids are given as text there and are byte vectors on the wire. */
    private static List<JsonNode> bytesAsHex(JsonNode parameters) {
        List<JsonNode> result = new ArrayList<>();
        for (JsonNode parameter : parameters) {
            boolean text = parameter.asText().startsWith("12D3KooW");
            result.add(text ? ValueJson.write(Value.utf8(parameter.asText())) : parameter);
        }
        return result;
    }

    /** The parameter types are in metadata of version 15, so the layouts written by hand can be compared with it. */
    @Test
    void the_functions_take_what_the_metadata_says() {
        Metadata v15 = Vectors.metadataV15();
        RuntimeApi api = v15.runtimeApis().stream()
                .filter(candidate -> candidate.name().equals("NetworkRuntimeApi"))
                .findFirst()
                .orElseThrow();
        RuntimeCalls layouts = NetworkRuntimeApi.hoskinson();
        assertThat(layouts.functions())
                .containsExactlyInAnyOrderElementsOf(api.methods().stream()
                        .map(method -> "NetworkRuntimeApi_" + method.name())
                        .toList());
        for (RuntimeApi.Method method : api.methods()) {
            assertThat(layouts.parameterShapes("NetworkRuntimeApi_" + method.name()))
                    .as(method.name())
                    .containsExactlyElementsOf(method.inputs().stream()
                            .map(input -> v15.printer().shape(input.type()))
                            .toList());
        }
    }

    @Test
    void the_layouts_are_the_ones_of_the_runtime() {
        LayoutRegistry layouts = new LayoutRegistry();
        NetworkRuntimeApi.structures(layouts);
        JsonNode types = Vectors.json("runtime-api.json").get("types");
        TypeRegistry registry = layouts.registry();
        assertThat(types.size()).isEqualTo(14);
        for (Map.Entry<String, JsonNode> type : types.properties()) {
            TypeDef definition = registry.definition(layouts.type(type.getKey().substring("Ht".length())));
            List<String> expected = new ArrayList<>();
            List<String> found = new ArrayList<>();
            if (definition instanceof TypeDef.Variants variants) {
                type.getValue().get("_enum").forEach(name -> expected.add(name.asText()));
                variants.variants().forEach(variant -> found.add(variant.name()));
            } else if (definition instanceof TypeDef.Composite composite) {
                type.getValue()
                        .properties()
                        .forEach(field -> expected.add(field.getKey() + ": "
                                + field.getValue()
                                        .asText()
                                        .replace("Ht", "")
                                        .replace("Bytes", "Vec<u8>")
                                        .replace("AccountId20", "[u8; 20]")));
                composite
                        .fields()
                        .forEach(field -> found.add(
                                field.name().orElseThrow() + ": " + new TypePrinter(registry).name(field.type())));
            }
            assertThat(found).as(type.getKey()).isNotEmpty().isEqualTo(expected);
        }
    }
}
