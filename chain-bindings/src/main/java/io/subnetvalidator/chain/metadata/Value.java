package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of the chain without its type. A type that only wraps another one (a composite with a single unnamed field, such as {@code
 * AccountId20} around 20 bytes or {@code BTreeMap} around a vector of pairs) does not show: the value is the inner one.
 *
 * <p>The accessors of this interface are for readers that know what they expect; on another shape they throw a {@link
 * ValueException} that says what was expected and what is there.
 */
public sealed interface Value {

    /** An integer of any width, signed or not. */
    record Int(BigInteger value) implements Value {}

    record Bool(boolean value) implements Value {}

    /** A value of the type {@code str}; byte vectors that happen to hold text are {@link Bytes}. */
    record Text(String value) implements Value {}

    /** {@code Vec<u8>} or {@code [u8; N]}. Immutable. */
    final class Bytes implements Value {

        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] toBytes() {
            return bytes.clone();
        }

        public int length() {
            return bytes.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /** Lowercase hexadecimal with {@code 0x}. */
        @Override
        public String toString() {
            return Hex.encode(bytes);
        }
    }

    /** A composite with named fields, in the order of the type. */
    record Struct(Map<String, Value> fields) implements Value {
        public Struct {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** A tuple or a composite with unnamed fields; without items it is the unit value. */
    record Tuple(List<Value> items) implements Value {

        public static final Tuple UNIT = new Tuple(List.of());

        public Tuple {
            items = List.copyOf(items);
        }
    }

    /**
     * One variant of an enumeration.
     *
     * @param content {@link Tuple#UNIT} without fields, the value itself for one unnamed field, else a {@link Struct} or {@link Tuple}
     */
    record Variant(String name, Value content) implements Value {}

    /** A vector, a set, a map (of pairs) or an array of other things than bytes. */
    record Sequence(List<Value> items) implements Value {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** A present {@code Option}. */
    record Some(Value value) implements Value {}

    /** An absent {@code Option}. */
    record None() implements Value {
        public static final None NONE = new None();
    }

    /** A bit sequence, first bit first. */
    record Bits(List<Boolean> bits) implements Value {
        public Bits {
            bits = List.copyOf(bits);
        }
    }

    static Value of(long value) {
        return new Int(BigInteger.valueOf(value));
    }

    static Value of(BigInteger value) {
        return new Int(value);
    }

    static Value of(boolean value) {
        return new Bool(value);
    }

    static Value of(byte[] bytes) {
        return bytes(bytes);
    }

    /** Like {@link #of(byte[])}, for those who want the bytes themselves. */
    static Bytes bytes(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    static Value of(AccountId account) {
        return new Bytes(account.toBytes());
    }

    static Value of(Hash256 hash) {
        return new Bytes(hash.toBytes());
    }

    static Value of(Balance balance) {
        return new Int(balance.units());
    }

    /** Text as a byte vector, which is how the chain stores names and peer ids. */
    static Value utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Text of the type {@code str}. */
    static Value text(String text) {
        return new Text(text);
    }

    static Value struct(Map<String, Value> fields) {
        return new Struct(fields);
    }

    static Value tuple(Value... items) {
        return new Tuple(List.of(items));
    }

    static Value unit() {
        return Tuple.UNIT;
    }

    static Value variant(String name) {
        return new Variant(name, Tuple.UNIT);
    }

    static Value variant(String name, Value content) {
        return new Variant(name, content);
    }

    static Value sequence(Collection<? extends Value> items) {
        return new Sequence(List.copyOf(items));
    }

    static Value some(Value value) {
        return new Some(value);
    }

    static Value none() {
        return None.NONE;
    }

    /** {@link #some} or {@link #none}. */
    static Value option(Optional<? extends Value> value) {
        return value.isPresent() ? new Some(value.get()) : None.NONE;
    }

    /** A {@code BTreeMap}: pairs in the ascending order of the keys, as the runtime itself writes them. */
    static Value map(Map<? extends Value, ? extends Value> entries) {
        List<Value> pairs = new ArrayList<>();
        entries.forEach((key, value) -> pairs.add(tuple(key, value)));
        pairs.sort((a, b) -> ValueOrder.compare(a.items().get(0), b.items().get(0)));
        return new Sequence(pairs);
    }

    /** A {@code BTreeSet}: items in ascending order. */
    static Value set(Collection<? extends Value> items) {
        List<Value> sorted = new ArrayList<>(items);
        sorted.sort(ValueOrder::compare);
        return new Sequence(sorted);
    }

    default BigInteger asInteger() {
        if (this instanceof Int integer) {
            return integer.value();
        }
        throw expected("an integer");
    }

    /** @throws ValueException when this is no integer, or one that does not fit a {@code long} */
    default long asLong() {
        BigInteger value = asInteger();
        if (value.bitLength() > 63) {
            throw new ValueException("expected an integer of 64 bits, found " + value);
        }
        return value.longValue();
    }

    /** @throws ValueException when this is no integer, or one that does not fit an {@code int} */
    default int asInt() {
        BigInteger value = asInteger();
        if (value.bitLength() > 31) {
            throw new ValueException("expected an integer of 32 bits, found " + value);
        }
        return value.intValue();
    }

    default boolean asBool() {
        if (this instanceof Bool bool) {
            return bool.value();
        }
        throw expected("a bool");
    }

    default String asText() {
        if (this instanceof Text text) {
            return text.value();
        }
        throw expected("text");
    }

    default byte[] asBytes() {
        if (this instanceof Bytes bytes) {
            return bytes.toBytes();
        }
        throw expected("bytes");
    }

    default AccountId asAccount() {
        byte[] bytes = asBytes();
        if (bytes.length != AccountId.LENGTH) {
            throw new ValueException("expected an account of 20 bytes, found " + bytes.length + " bytes");
        }
        return AccountId.of(bytes);
    }

    default Hash256 asHash() {
        byte[] bytes = asBytes();
        if (bytes.length != Hash256.LENGTH) {
            throw new ValueException("expected a hash of 32 bytes, found " + bytes.length + " bytes");
        }
        return Hash256.of(bytes);
    }

    /** The named field of a {@link Struct}. */
    default Value field(String name) {
        if (!(this instanceof Struct struct)) {
            throw expected("a structure with the field " + name);
        }
        Value value = struct.fields().get(name);
        if (value == null) {
            throw new ValueException("there is no field " + name + ", only "
                    + String.join(", ", struct.fields().keySet()));
        }
        return value;
    }

    /** The items of a {@link Sequence} or {@link Tuple}. */
    default List<Value> items() {
        if (this instanceof Sequence sequence) {
            return sequence.items();
        }
        if (this instanceof Tuple tuple) {
            return tuple.items();
        }
        throw expected("a list");
    }

    /** What an option holds. */
    default Optional<Value> asOption() {
        if (this instanceof Some some) {
            return Optional.of(some.value());
        }
        if (this instanceof None) {
            return Optional.empty();
        }
        throw expected("an option");
    }

    default Variant asVariant() {
        if (this instanceof Variant variant) {
            return variant;
        }
        throw expected("a variant");
    }

    /** The shape in one word, for messages. */
    default String kind() {
        if (this instanceof Int) {
            return "an integer";
        } else if (this instanceof Bool) {
            return "a bool";
        } else if (this instanceof Text) {
            return "text";
        } else if (this instanceof Bytes bytes) {
            return bytes.length() + " bytes";
        } else if (this instanceof Struct) {
            return "a structure";
        } else if (this instanceof Tuple tuple) {
            return "a tuple of " + tuple.items().size();
        } else if (this instanceof Variant variant) {
            return "the variant " + variant.name();
        } else if (this instanceof Sequence sequence) {
            return "a list of " + sequence.items().size();
        } else if (this instanceof Bits) {
            return "bits";
        }
        return "an option";
    }

    private ValueException expected(String what) {
        return new ValueException("expected " + what + ", found " + kind());
    }
}
