package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pushes that have not reached their receiver yet. Thread-safe; bounded by attempts and by epoch. */
final class Outbox {

    private final int maxAttempts;
    private final Map<Key, Item> items = new LinkedHashMap<>();

    record Key(int message, NodeId to) {}

    /** One message to one node. */
    record Item(Key key, Epoch epoch, Bytes bytes, int attempts) {}

    private int nextMessage;

    Outbox(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    synchronized List<Item> add(Epoch epoch, Bytes bytes, List<NodeId> to) {
        int message = nextMessage++;
        List<Item> added = new ArrayList<>();
        for (NodeId node : to) {
            Item item = new Item(new Key(message, node), epoch, bytes, 1);
            items.put(item.key(), item);
            added.add(item);
        }
        return added;
    }

    synchronized void done(Key key) {
        items.remove(key);
    }

    /** The items to push once more; those at their last attempt are given up. */
    synchronized List<Item> again() {
        List<Item> again = new ArrayList<>();
        Iterator<Map.Entry<Key, Item>> entries = items.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, Item> entry = entries.next();
            Item item = entry.getValue();
            if (item.attempts() >= maxAttempts) {
                entries.remove();
                continue;
            }
            Item next = new Item(item.key(), item.epoch(), item.bytes(), item.attempts() + 1);
            entry.setValue(next);
            again.add(next);
        }
        return again;
    }

    synchronized void forgetBefore(Epoch epoch) {
        items.values().removeIf(item -> item.epoch().compareTo(epoch) < 0);
    }

    synchronized int size() {
        return items.size();
    }
}
