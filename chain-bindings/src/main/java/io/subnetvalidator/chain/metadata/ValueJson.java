package io.subnetvalidator.chain.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values as JSON for people and tools. Integers within 2^53-1 are numbers, others decimal strings, so that no reader rounds them; bytes
 * are hexadecimal with {@code 0x}; an absent option is {@code null}, a present one its value; a variant is its name or {@code
 * {"Name": content}}; structures are objects, lists, tuples and maps (as pairs) arrays; the unit value is {@code null}.
 */
public final class ValueJson {

    private static final BigInteger LARGEST_NUMBER =
            BigInteger.ONE.shiftLeft(53).subtract(BigInteger.ONE);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TypeRegistry types;
    private final ValueLimits limits;

    /** A reader of JSON for the types of a registry; writing needs no types. */
    public ValueJson(TypeRegistry types) {
        this.types = types;
        this.limits = ValueLimits.STANDARD;
    }

    public static JsonNode write(Value value) {
        if (value instanceof Value.Int integer) {
            return integer.value().abs().compareTo(LARGEST_NUMBER) <= 0
                    ? JSON.numberNode(integer.value().longValue())
                    : JSON.textNode(integer.value().toString());
        } else if (value instanceof Value.Bool bool) {
            return JSON.booleanNode(bool.value());
        } else if (value instanceof Value.Text text) {
            return JSON.textNode(text.value());
        } else if (value instanceof Value.Bytes bytes) {
            return JSON.textNode(bytes.toString());
        } else if (value instanceof Value.Struct struct) {
            return write(struct.fields());
        } else if (value instanceof Value.Tuple tuple) {
            return tuple.items().isEmpty() ? JSON.nullNode() : list(tuple.items());
        } else if (value instanceof Value.Sequence sequence) {
            return list(sequence.items());
        } else if (value instanceof Value.Variant variant) {
            return variant.content().equals(Value.unit())
                    ? JSON.textNode(variant.name())
                    : JSON.objectNode().set(variant.name(), write(variant.content()));
        } else if (value instanceof Value.Some some) {
            return write(some.value());
        } else if (value instanceof Value.Bits bits) {
            StringBuilder text = new StringBuilder("0b");
            bits.bits().forEach(bit -> text.append(bit ? '1' : '0'));
            return JSON.textNode(text.toString());
        }
        return JSON.nullNode();
    }

    /** Named values as an object. */
    public static ObjectNode write(Map<String, Value> fields) {
        ObjectNode node = JSON.objectNode();
        fields.forEach((name, field) -> node.set(name, write(field)));
        return node;
    }

    private static ArrayNode list(List<Value> items) {
        ArrayNode node = JSON.arrayNode();
        items.forEach(item -> node.add(write(item)));
        return node;
    }

    /**
     * Reads a value of a type.
     *
     * @throws ValueException when the JSON has another shape
     */
    public Value read(int type, JsonNode json) {
        return read(type, json, 0);
    }

    /** Reads fields, such as the arguments of a call, from an object. */
    public Map<String, Value> readFields(List<TypeField> fields, JsonNode json) {
        return fields(fields, json, 0);
    }

    private Value read(int id, JsonNode json, int depth) {
        if (depth > limits.depth()) {
            throw new ValueException("nested deeper than " + limits.depth() + " levels");
        }
        PortableType type = types.get(id);
        TypeDef definition = type.definition();
        if (definition instanceof TypeDef.Primitive primitive) {
            return primitive(primitive.type(), json);
        } else if (definition instanceof TypeDef.Compact compact) {
            return CompactTypes.isUnit(types, compact) ? unit(json) : Value.of(integer(json));
        } else if (definition instanceof TypeDef.Composite composite) {
            return types.isBigUnsigned(type) ? Value.of(integer(json)) : content(composite.fields(), json, depth);
        } else if (definition instanceof TypeDef.Variants variants) {
            return types.isOption(type) ? option(variants, json, depth) : variant(variants, json, depth);
        } else if (definition instanceof TypeDef.Sequence sequence) {
            return types.isByte(sequence.item()) ? bytes(json) : items(sequence.item(), json, depth);
        } else if (definition instanceof TypeDef.Array array) {
            return types.isByte(array.item()) ? bytes(json) : items(array.item(), json, depth);
        } else if (definition instanceof TypeDef.Tuple tuple) {
            return tuple.items().isEmpty() ? unit(json) : tuple(tuple.items(), json, depth);
        }
        return bits(json);
    }

    private Value content(List<TypeField> fields, JsonNode json, int depth) {
        if (fields.isEmpty()) {
            return unit(json);
        } else if (fields.get(0).name().isPresent()) {
            return Value.struct(fields(fields, json, depth));
        } else if (fields.size() == 1) {
            return read(fields.get(0).type(), json, depth + 1);
        }
        return tuple(fields.stream().map(TypeField::type).toList(), json, depth);
    }

    private Map<String, Value> fields(List<TypeField> fields, JsonNode json, int depth) {
        if (!json.isObject()) {
            throw expected("an object", json);
        }
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name().orElse(Integer.toString(i));
            JsonNode field = json.get(name);
            if (field == null) {
                throw new ValueException("the field " + name + " is missing");
            }
            try {
                values.put(name, read(fields.get(i).type(), field, depth + 1));
            } catch (ValueException e) {
                throw e.inField(name);
            }
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!values.containsKey(name)) {
                throw new ValueException(
                        "there is no field " + name + "; the fields are " + String.join(", ", values.keySet()));
            }
        }
        return values;
    }

    private Value variant(TypeDef.Variants variants, JsonNode json, int depth) {
        String name;
        JsonNode content = JSON.nullNode();
        if (json.isTextual()) {
            name = json.textValue();
        } else if (json.isObject() && json.size() == 1) {
            name = json.fieldNames().next();
            content = json.get(name);
        } else {
            throw expected("the name of a variant or an object with the name as its only key", json);
        }
        for (TypeVariant variant : variants.variants()) {
            if (variant.name().equals(name)) {
                try {
                    return Value.variant(name, content(variant.fields(), content, depth));
                } catch (ValueException e) {
                    throw e.inField(name);
                }
            }
        }
        throw new ValueException("there is no variant " + name);
    }

    private Value option(TypeDef.Variants option, JsonNode json, int depth) {
        return json.isNull()
                ? Value.none()
                : Value.some(read(option.variants().get(1).fields().get(0).type(), json, depth + 1));
    }

    private Value items(int type, JsonNode json, int depth) {
        if (!json.isArray()) {
            throw expected("an array", json);
        }
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            items.add(item(type, json.get(i), i, depth));
        }
        return Value.sequence(items);
    }

    private Value tuple(List<Integer> itemTypes, JsonNode json, int depth) {
        if (!json.isArray() || json.size() != itemTypes.size()) {
            throw expected("an array of " + itemTypes.size(), json);
        }
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < itemTypes.size(); i++) {
            items.add(item(itemTypes.get(i), json.get(i), i, depth));
        }
        return new Value.Tuple(items);
    }

    private Value item(int type, JsonNode json, int index, int depth) {
        try {
            return read(type, json, depth + 1);
        } catch (ValueException e) {
            throw e.atIndex(index);
        }
    }

    private static Value primitive(PrimitiveType type, JsonNode json) {
        return switch (type) {
            case BOOL -> {
                if (!json.isBoolean()) {
                    throw expected("true or false", json);
                }
                yield Value.of(json.booleanValue());
            }
            case STR, CHAR -> {
                if (!json.isTextual()) {
                    throw expected("text", json);
                }
                yield Value.text(json.textValue());
            }
            default -> Value.of(integer(json));
        };
    }

    private static BigInteger integer(JsonNode json) {
        if (json.isIntegralNumber()) {
            return json.bigIntegerValue();
        }
        if (json.isTextual()
                && json.textValue().length() <= 80
                && json.textValue().matches("-?[0-9]+")) {
            return new BigInteger(json.textValue());
        }
        throw expected("an integer, as number or decimal text", json);
    }

    private static Value bytes(JsonNode json) {
        if (json.isTextual() && json.textValue().startsWith("0x")) {
            try {
                return Value.of(Hex.decode(json.textValue()));
            } catch (IllegalArgumentException e) {
                throw expected("hexadecimal text", json);
            }
        }
        throw expected("hexadecimal text that starts with 0x", json);
    }

    private static Value bits(JsonNode json) {
        if (!json.isTextual() || !json.textValue().matches("0b[01]*")) {
            throw expected("bits such as 0b0110", json);
        }
        return new Value.Bits(
                json.textValue().substring(2).chars().mapToObj(c -> c == '1').toList());
    }

    private static Value unit(JsonNode json) {
        if (json.isNull()) {
            return Value.unit();
        }
        throw expected("null", json);
    }

    private static ValueException expected(String what, JsonNode found) {
        return new ValueException("expected " + what + ", found " + TypePrinter.shortened(found.toString()));
    }
}
