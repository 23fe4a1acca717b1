package io.subnetvalidator.chain.metadata;

import java.util.List;
import java.util.Set;

/**
 * The sorted maps and sets of the runtime. It reads them in any order, but writes them ascending, so only that order gives calls and
 * hashes that others get too.
 */
final class SortedCollections {

    private static final Set<String> SETS = Set.of("BTreeSet", "BoundedBTreeSet");
    private static final Set<String> MAPS = Set.of("BTreeMap", "BoundedBTreeMap");

    private SortedCollections() {}

    static boolean isSorted(PortableType type) {
        return SETS.contains(type.name()) || MAPS.contains(type.name());
    }

    /** @throws ValueException when keys are repeated or out of order */
    static void requireAscending(PortableType type, Value value) {
        if (!(value instanceof Value.Sequence sequence)) {
            return;
        }
        List<Value> items = sequence.items();
        for (int i = 1; i < items.size(); i++) {
            if (ValueOrder.compare(key(type, items.get(i - 1)), key(type, items.get(i))) >= 0) {
                throw new ValueException("the keys of a " + type.name() + " must ascend without repetition").atIndex(i);
            }
        }
    }

    private static Value key(PortableType type, Value item) {
        if (SETS.contains(type.name())) {
            return item;
        }
        if (item instanceof Value.Tuple tuple && tuple.items().size() == 2) {
            return tuple.items().get(0);
        }
        throw new ValueException("expected a pair of key and value, found " + item.kind());
    }
}
