package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of the last heartbeats, for peers that missed them. Holds no more than so many bytes: the oldest give way before
 * their time.
 */
final class MessageCache {

    private static final class Entry {
        final SignedMessage message;
        final Map<PeerId, Integer> given = new HashMap<>();

        Entry(SignedMessage message) {
            this.message = message;
        }
    }

    private final int windows;
    private final int gossipWindows;
    private final long mostBytes;
    private final Map<MessageId, Entry> entries = new HashMap<>();

    /** Ids by the heartbeat they came in, the running one first. */
    private final ArrayDeque<ArrayDeque<MessageId>> history = new ArrayDeque<>();

    private long bytes;

    MessageCache(int windows, int gossipWindows, long mostBytes) {
        this.windows = windows;
        this.gossipWindows = gossipWindows;
        this.mostBytes = mostBytes;
        history.addFirst(new ArrayDeque<>());
    }

    void put(SignedMessage message) {
        if (message.footprint() > mostBytes || entries.putIfAbsent(message.id(), new Entry(message)) != null) {
            return;
        }
        history.getFirst().addLast(message.id());
        bytes += message.footprint();
        while (bytes > mostBytes) {
            dropOldest();
        }
    }

    /** The message, when the peer did not get it too often already. */
    Optional<SignedMessage> giveTo(PeerId peer, MessageId id, int atMost) {
        Entry entry = entries.get(id);
        if (entry == null || entry.given.merge(peer, 1, Integer::sum) > atMost) {
            return Optional.empty();
        }
        return Optional.of(entry.message);
    }

    /** Ids to announce for a topic, the newest first. */
    List<MessageId> announced(Topic topic) {
        List<MessageId> ids = new ArrayList<>();
        Iterator<ArrayDeque<MessageId>> newest = history.iterator();
        for (int i = 0; i < gossipWindows && newest.hasNext(); i++) {
            for (MessageId id : newest.next()) {
                Entry entry = entries.get(id);
                if (entry != null && entry.message.topic().equals(topic)) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** A heartbeat passed. */
    void shift() {
        history.addFirst(new ArrayDeque<>());
        while (history.size() > windows) {
            history.removeLast().forEach(this::remove);
        }
    }

    long bytes() {
        return bytes;
    }

    private void dropOldest() {
        while (history.getLast().isEmpty()) {
            history.removeLast();
        }
        remove(history.getLast().removeFirst());
    }

    private void remove(MessageId id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            bytes -= entry.message.footprint();
        }
    }
}
