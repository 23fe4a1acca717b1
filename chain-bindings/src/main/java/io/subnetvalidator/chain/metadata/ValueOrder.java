package io.subnetvalidator.chain.metadata;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** The order of keys in the runtime's sorted maps and sets: numbers by value, bytes and lists item by item. */
final class ValueOrder {

    private ValueOrder() {}

    /** @throws ValueException when the two values have no common order */
    static int compare(Value a, Value b) {
        if (a instanceof Value.Int x && b instanceof Value.Int y) {
            return x.value().compareTo(y.value());
        }
        if (a instanceof Value.Bytes x && b instanceof Value.Bytes y) {
            return Arrays.compareUnsigned(x.toBytes(), y.toBytes());
        }
        if (a instanceof Value.Text x && b instanceof Value.Text y) {
            return Arrays.compareUnsigned(
                    x.value().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    y.value().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        if (a instanceof Value.Bool x && b instanceof Value.Bool y) {
            return Boolean.compare(x.value(), y.value());
        }
        if (isList(a) && isList(b)) {
            return compareLists(a.items(), b.items());
        }
        throw new ValueException(
                "keys must be integers, bytes, text or lists of these, not " + a.kind() + " and " + b.kind());
    }

    private static boolean isList(Value value) {
        return value instanceof Value.Tuple || value instanceof Value.Sequence;
    }

    private static int compareLists(List<Value> a, List<Value> b) {
        Comparator<Value> order = ValueOrder::compare;
        Iterator<Value> left = a.iterator();
        Iterator<Value> right = b.iterator();
        while (left.hasNext() && right.hasNext()) {
            int result = order.compare(left.next(), right.next());
            if (result != 0) {
                return result;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
