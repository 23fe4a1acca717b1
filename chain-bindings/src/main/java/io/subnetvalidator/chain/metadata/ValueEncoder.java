package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.scale.ScaleWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** One encoding. */
final class ValueEncoder {

    private final TypeRegistry types;
    private final ValueLimits limits;
    private final ScaleWriter out;

    ValueEncoder(TypeRegistry types, ValueLimits limits, ScaleWriter out) {
        this.types = types;
        this.limits = limits;
        this.out = out;
    }

    void value(int id, Value value, int depth) {
        if (depth > limits.depth()) {
            throw new ValueException("nested deeper than " + limits.depth() + " levels");
        }
        PortableType type = types.get(id);
        TypeDef definition = type.definition();
        if (definition instanceof TypeDef.Primitive primitive) {
            primitive(primitive.type(), value);
        } else if (definition instanceof TypeDef.Compact compact) {
            compact(compact, value);
        } else if (definition instanceof TypeDef.Composite composite) {
            composite(type, composite, value, depth);
        } else if (definition instanceof TypeDef.Variants variants) {
            if (types.isOption(type)) {
                option(variants, value, depth);
            } else {
                variant(variants, value, depth);
            }
        } else if (definition instanceof TypeDef.Sequence sequence) {
            sequence(sequence, value, depth);
        } else if (definition instanceof TypeDef.Array array) {
            array(array, value, depth);
        } else if (definition instanceof TypeDef.Tuple tuple) {
            tuple(tuple, value, depth);
        } else {
            bits((TypeDef.BitSequence) definition, value);
        }
    }

    void fields(List<TypeField> fields, Map<String, Value> values, int depth) {
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name().orElse(Integer.toString(i));
            Value value = values.get(name);
            if (value == null) {
                throw new ValueException("the field " + name + " is missing");
            }
            try {
                value(fields.get(i).type(), value, depth + 1);
            } catch (ValueException e) {
                throw e.inField(name);
            }
        }
        if (values.size() > fields.size()) {
            throw unknownFields(fields, values);
        }
    }

    private static ValueException unknownFields(List<TypeField> fields, Map<String, Value> values) {
        List<String> known =
                fields.stream().map(field -> field.name().orElse("(unnamed)")).toList();
        List<String> unknown =
                values.keySet().stream().filter(name -> !known.contains(name)).toList();
        return new ValueException("there is no field " + String.join(", ", unknown)
                + (known.isEmpty() ? "; there are no fields" : "; the fields are " + String.join(", ", known)));
    }

    private void content(List<TypeField> fields, Value value, int depth) {
        if (fields.isEmpty()) {
            if (!value.equals(Value.unit())) {
                throw new ValueException("there are no fields here, but " + value.kind() + " is given");
            }
        } else if (fields.get(0).name().isPresent()) {
            if (!(value instanceof Value.Struct struct)) {
                throw expected("a structure", value);
            }
            fields(fields, struct.fields(), depth);
        } else if (fields.size() == 1) {
            value(fields.get(0).type(), value, depth + 1);
        } else {
            items(fields.stream().map(TypeField::type).toList(), requireTuple(value, fields.size()), depth);
        }
    }

    private void composite(PortableType type, TypeDef.Composite composite, Value value, int depth) {
        if (types.isBigUnsigned(type)) {
            unsigned(value.asInteger(), 32);
            return;
        }
        if (SortedCollections.isSorted(type)) {
            SortedCollections.requireAscending(type, value);
        }
        content(composite.fields(), value, depth);
    }

    private void variant(TypeDef.Variants variants, Value value, int depth) {
        Value.Variant chosen = value.asVariant();
        for (TypeVariant variant : variants.variants()) {
            if (variant.name().equals(chosen.name())) {
                out.u8(variant.index());
                try {
                    content(variant.fields(), chosen.content(), depth);
                } catch (ValueException e) {
                    throw e.inField(variant.name());
                }
                return;
            }
        }
        throw new ValueException("there is no variant " + chosen.name() + "; there are "
                + TypePrinter.shortened(String.join(
                        ", ",
                        variants.variants().stream().map(TypeVariant::name).toList())));
    }

    private void option(TypeDef.Variants option, Value value, int depth) {
        if (value instanceof Value.None) {
            out.u8(0);
        } else if (value instanceof Value.Some some) {
            out.u8(1);
            value(option.variants().get(1).fields().get(0).type(), some.value(), depth + 1);
        } else {
            throw expected("an option (some or none)", value);
        }
    }

    private void sequence(TypeDef.Sequence sequence, Value value, int depth) {
        if (types.isByte(sequence.item())) {
            out.bytes(value.asBytes());
            return;
        }
        List<Value> items = requireSequence(value);
        out.compact(items.size());
        sameItems(sequence.item(), items, depth);
    }

    private void array(TypeDef.Array array, Value value, int depth) {
        if (types.isByte(array.item())) {
            byte[] bytes = value.asBytes();
            if (bytes.length != array.length()) {
                throw new ValueException("expected " + array.length() + " bytes, found " + bytes.length);
            }
            out.raw(bytes);
            return;
        }
        List<Value> items = requireSequence(value);
        if (items.size() != array.length()) {
            throw new ValueException("expected a list of " + array.length() + ", found " + items.size());
        }
        sameItems(array.item(), items, depth);
    }

    private void tuple(TypeDef.Tuple tuple, Value value, int depth) {
        items(tuple.items(), requireTuple(value, tuple.items().size()), depth);
    }

    private void items(List<Integer> itemTypes, List<Value> items, int depth) {
        for (int i = 0; i < items.size(); i++) {
            item(itemTypes.get(i), items.get(i), i, depth);
        }
    }

    private void sameItems(int type, List<Value> items, int depth) {
        for (int i = 0; i < items.size(); i++) {
            item(type, items.get(i), i, depth);
        }
    }

    private void item(int type, Value item, int index, int depth) {
        try {
            value(type, item, depth + 1);
        } catch (ValueException e) {
            throw e.atIndex(index);
        }
    }

    private void primitive(PrimitiveType type, Value value) {
        switch (type) {
            case BOOL -> out.bool(value.asBool());
            case STR -> out.string(value.asText());
            case CHAR -> {
                String text = value.asText();
                if (text.codePointCount(0, text.length()) != 1) {
                    throw new ValueException("expected one character, found " + text.length());
                }
                out.u32(text.codePointAt(0));
            }
            default -> {
                BigInteger number = value.asInteger();
                if (type.isSigned()) {
                    signed(number, type);
                } else {
                    unsigned(number, type.size());
                }
            }
        }
    }

    private void unsigned(BigInteger number, int size) {
        if (number.signum() < 0 || number.bitLength() > size * 8) {
            throw new ValueException(number + " is no u" + size * 8);
        }
        out.unsigned(number, size);
    }

    private void signed(BigInteger number, PrimitiveType type) {
        if (number.bitLength() >= type.size() * 8) {
            throw new ValueException(number + " is no " + type.text());
        }
        out.signed(number, type.size());
    }

    private void compact(TypeDef.Compact compact, Value value) {
        if (CompactTypes.isUnit(types, compact)) {
            content(List.of(), value, 0);
            out.compact(0);
            return;
        }
        BigInteger number = value.asInteger();
        CompactTypes.requireFits(types, compact, number);
        out.compact(number);
    }

    private void bits(TypeDef.BitSequence sequence, Value value) {
        if (!(value instanceof Value.Bits bits)) {
            throw expected("bits", value);
        }
        BitLayout layout = BitLayout.of(types, sequence);
        out.compact(bits.bits().size());
        out.raw(layout.pack(bits.bits()));
    }

    private static List<Value> requireSequence(Value value) {
        if (value instanceof Value.Sequence sequence) {
            return sequence.items();
        }
        throw expected("a list", value);
    }

    private static List<Value> requireTuple(Value value, int size) {
        if (value instanceof Value.Tuple tuple && tuple.items().size() == size) {
            return tuple.items();
        }
        throw expected("a tuple of " + size, value);
    }

    private static ValueException expected(String what, Value found) {
        return new ValueException("expected " + what + ", found " + found.kind());
    }
}
