package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One decoding with its budget of values. Lists grow as items are read, never ahead by a claimed count. */
final class ValueDecoder {

    private final TypeRegistry types;
    private final ValueLimits limits;
    private final ScaleReader in;
    private int valuesLeft;

    ValueDecoder(TypeRegistry types, ValueLimits limits, ScaleReader in) {
        this.types = types;
        this.limits = limits;
        this.in = in;
        this.valuesLeft = limits.values();
    }

    Value value(int id, int depth) {
        if (depth > limits.depth()) {
            throw new ValueException("nested deeper than " + limits.depth() + " levels");
        }
        if (valuesLeft-- <= 0) {
            throw new ValueException("more than " + limits.values() + " values");
        }
        PortableType type = types.get(id);
        try {
            return value(type, depth);
        } catch (ScaleException e) {
            throw new ValueException(String.valueOf(e.getMessage()));
        }
    }

    private Value value(PortableType type, int depth) {
        TypeDef definition = type.definition();
        if (definition instanceof TypeDef.Primitive primitive) {
            return primitive(primitive.type());
        } else if (definition instanceof TypeDef.Compact compact) {
            return compact(compact);
        } else if (definition instanceof TypeDef.Composite composite) {
            return types.isBigUnsigned(type) ? Value.of(in.unsigned(32)) : content(composite.fields(), depth);
        } else if (definition instanceof TypeDef.Variants variants) {
            return types.isOption(type) ? option(variants, depth) : variant(variants, depth);
        } else if (definition instanceof TypeDef.Sequence sequence) {
            return types.isByte(sequence.item())
                    ? Value.of(in.bytes(Integer.MAX_VALUE))
                    : items(in.count(0, Integer.MAX_VALUE), sequence.item(), depth);
        } else if (definition instanceof TypeDef.Array array) {
            return array(array, depth);
        } else if (definition instanceof TypeDef.Tuple tuple) {
            return tuple(tuple, depth);
        }
        return bits((TypeDef.BitSequence) definition);
    }

    /** Fields in order; unnamed ones get their position as name. */
    Map<String, Value> fields(List<TypeField> fields, int depth) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name().orElse(Integer.toString(i));
            try {
                values.put(name, value(fields.get(i).type(), depth + 1));
            } catch (ValueException e) {
                throw e.inField(name);
            }
        }
        return values;
    }

    private Value content(List<TypeField> fields, int depth) {
        if (fields.isEmpty()) {
            return Value.unit();
        }
        boolean named = fields.get(0).name().isPresent();
        if (fields.size() == 1 && !named) {
            return value(fields.get(0).type(), depth + 1);
        }
        Map<String, Value> values = fields(fields, depth);
        return named ? Value.struct(values) : new Value.Tuple(new ArrayList<>(values.values()));
    }

    private Value variant(TypeDef.Variants variants, int depth) {
        int index = in.u8();
        for (TypeVariant variant : variants.variants()) {
            if (variant.index() == index) {
                try {
                    return Value.variant(variant.name(), content(variant.fields(), depth));
                } catch (ValueException e) {
                    throw e.inField(variant.name());
                }
            }
        }
        throw new ValueException("there is no variant with index " + index);
    }

    private Value option(TypeDef.Variants option, int depth) {
        int tag = in.u8();
        return switch (tag) {
            case 0 -> Value.none();
            case 1 -> Value.some(value(option.variants().get(1).fields().get(0).type(), depth + 1));
            default -> throw new ValueException("an option starts with 0 or 1, not " + tag);
        };
    }

    private Value array(TypeDef.Array array, int depth) {
        if (types.isByte(array.item())) {
            if (array.length() > in.remaining()) {
                throw new ValueException(array.length() + " bytes wanted, " + in.remaining() + " left");
            }
            return Value.of(in.raw((int) array.length()));
        }
        return items(array.length(), array.item(), depth);
    }

    private Value items(long count, int type, int depth) {
        if (count > valuesLeft) {
            throw new ValueException(
                    "a list of " + count + " items; more than " + limits.values() + " values are not taken");
        }
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            try {
                items.add(value(type, depth + 1));
            } catch (ValueException e) {
                throw e.atIndex(i);
            }
        }
        return new Value.Sequence(items);
    }

    private Value tuple(TypeDef.Tuple tuple, int depth) {
        Value[] items = new Value[tuple.items().size()];
        for (int i = 0; i < items.length; i++) {
            try {
                items[i] = value(tuple.items().get(i), depth + 1);
            } catch (ValueException e) {
                throw e.atIndex(i);
            }
        }
        return new Value.Tuple(Arrays.asList(items));
    }

    private Value primitive(PrimitiveType type) {
        return switch (type) {
            case BOOL -> Value.of(in.bool());
            case STR -> Value.text(in.string(Integer.MAX_VALUE));
            case CHAR -> {
                long codePoint = in.u32();
                if (codePoint > Character.MAX_CODE_POINT || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) {
                    throw new ValueException("not a character: " + codePoint);
                }
                yield Value.text(Character.toString((int) codePoint));
            }
            default -> Value.of(type.isSigned() ? in.signed(type.size()) : in.unsigned(type.size()));
        };
    }

    private Value compact(TypeDef.Compact compact) {
        Value.Int value = new Value.Int(in.compact());
        CompactTypes.requireFits(types, compact, value.value());
        return CompactTypes.isUnit(types, compact) ? Value.unit() : value;
    }

    private Value bits(TypeDef.BitSequence sequence) {
        BitLayout layout = BitLayout.of(types, sequence);
        int count = in.count(0, Math.min(valuesLeft, Integer.MAX_VALUE - 64));
        valuesLeft -= count;
        return new Value.Bits(layout.unpack(in.raw(layout.byteLength(count)), count));
    }
}
