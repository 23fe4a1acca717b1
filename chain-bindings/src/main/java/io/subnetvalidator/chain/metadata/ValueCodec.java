package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import java.util.List;
import java.util.Map;

/**
 * Values to SCALE and back, as a type registry says. Encoding is strict: missing, unknown and misshapen fields are refused with their
 * path, and keys of sorted maps and sets must ascend, so that a value has one encoding.
 */
public final class ValueCodec {

    private final TypeRegistry types;
    private final ValueLimits limits;

    public ValueCodec(TypeRegistry types) {
        this(types, ValueLimits.STANDARD);
    }

    public ValueCodec(TypeRegistry types, ValueLimits limits) {
        this.types = types;
        this.limits = limits;
    }

    public TypeRegistry types() {
        return types;
    }

    /** @throws ValueException when the value does not have the shape of the type */
    public byte[] encode(int type, Value value) {
        ScaleWriter out = new ScaleWriter();
        encode(type, value, out);
        return out.toBytes();
    }

    /** Appends the value. */
    public void encode(int type, Value value, ScaleWriter out) {
        new ValueEncoder(types, limits, out).value(type, value, 0);
    }

    /** Appends fields one after the other; unnamed ones are called {@code "0"}, {@code "1"}, ... */
    public void encodeFields(List<TypeField> fields, Map<String, Value> values, ScaleWriter out) {
        new ValueEncoder(types, limits, out).fields(fields, values, 0);
    }

    /** @throws ValueException when the bytes are not exactly one value of the type */
    public Value decode(int type, byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        Value value = decode(type, in);
        requireEnd(in);
        return value;
    }

    /** Reads one value and leaves the reader behind it. */
    public Value decode(int type, ScaleReader in) {
        return new ValueDecoder(types, limits, in).value(type, 0);
    }

    /** Reads fields one after the other; unnamed ones are called {@code "0"}, {@code "1"}, ... */
    public Map<String, Value> decodeFields(List<TypeField> fields, ScaleReader in) {
        return new ValueDecoder(types, limits, in).fields(fields, 0);
    }

    static void requireEnd(ScaleReader in) {
        try {
            in.requireEnd();
        } catch (ScaleException e) {
            throw new ValueException(String.valueOf(e.getMessage()));
        }
    }
}
