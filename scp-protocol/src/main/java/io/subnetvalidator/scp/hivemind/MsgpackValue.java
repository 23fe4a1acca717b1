package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A MessagePack value as hivemind uses them: keys of maps are text, and a Python tuple is told from a list. */
public sealed interface MsgpackValue {

    /** Python's {@code None}. */
    record Nil() implements MsgpackValue {}

    record Flag(boolean value) implements MsgpackValue {}

    record Whole(long value) implements MsgpackValue {}

    record Real(double value) implements MsgpackValue {}

    record Text(String value) implements MsgpackValue {}

    record Binary(Bytes value) implements MsgpackValue {}

    record Items(List<MsgpackValue> items) implements MsgpackValue {

        public Items {
            items = List.copyOf(items);
        }
    }

    /** Extension type {@value Msgpack#TUPLE}. */
    record Tuple(List<MsgpackValue> items) implements MsgpackValue {

        public Tuple {
            items = List.copyOf(items);
        }
    }

    /** In the order of the entries; of two equal keys the last counts. */
    record Table(Map<String, MsgpackValue> entries) implements MsgpackValue {}

    /** Any other extension type. */
    record Extension(int type, Bytes data) implements MsgpackValue {}

    /** The elements of a list or tuple. */
    default Optional<List<MsgpackValue>> elements() {
        if (this instanceof Items list) {
            return Optional.of(list.items());
        }
        return this instanceof Tuple tuple ? Optional.of(tuple.items()) : Optional.empty();
    }

    /** The value at this key of a map. */
    default Optional<MsgpackValue> at(String key) {
        return this instanceof Table table ? Optional.ofNullable(table.entries().get(key)) : Optional.empty();
    }

    default Optional<String> text() {
        return this instanceof Text text ? Optional.of(text.value()) : Optional.empty();
    }

    default OptionalLong whole() {
        return this instanceof Whole number ? OptionalLong.of(number.value()) : OptionalLong.empty();
    }

    /** The value of any number. */
    default Optional<Double> number() {
        if (this instanceof Real real) {
            return Optional.of(real.value());
        }
        return this instanceof Whole number ? Optional.of((double) number.value()) : Optional.empty();
    }
}
