package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The protobuf form of an {@link Rpc} (libp2p gossipsub 1.2 specification, "Protobuf"; fields it does not name are skipped, among
 * them py-libp2p's {@code senderRecord} and {@code extensions}).
 */
final class RpcCodec {

    private static final int SUBSCRIPTIONS = 1;
    private static final int PUBLISH = 2;
    private static final int CONTROL = 3;

    private static final int SUBSCRIPTION_WANTED = 1;
    private static final int SUBSCRIPTION_TOPIC = 2;

    private static final int IHAVE = 1;
    private static final int IWANT = 2;
    private static final int GRAFT = 3;
    private static final int PRUNE = 4;
    private static final int IDONTWANT = 5;

    /** First field of every control message that names a topic. */
    private static final int TOPIC = 1;

    private static final int IHAVE_IDS = 2;
    private static final int IDS = 1;
    private static final int PRUNE_BACKOFF = 3;

    private static final long LONGEST_BACKOFF_SECONDS = Duration.ofDays(1).toSeconds();

    private final GossipVersion version;
    private final GossipLimits limits;

    /** @param version decides the form of message ids */
    RpcCodec(GossipVersion version, GossipLimits limits) {
        this.version = version;
        this.limits = limits;
    }

    byte[] encode(Rpc rpc) {
        Protobuf.Writer out = new Protobuf.Writer();
        for (Rpc.Subscription subscription : rpc.subscriptions()) {
            out.bytes(
                    SUBSCRIPTIONS,
                    new Protobuf.Writer()
                            .number(SUBSCRIPTION_WANTED, subscription.wanted() ? 1 : 0)
                            .bytes(SUBSCRIPTION_TOPIC, subscription.topic().bytes())
                            .toBytes());
        }
        for (SignedMessage message : rpc.messages()) {
            out.bytes(PUBLISH, message.encode());
        }
        byte[] control = encodeControl(rpc);
        return control.length == 0 ? out.toBytes() : out.bytes(CONTROL, control).toBytes();
    }

    private byte[] encodeControl(Rpc rpc) {
        Protobuf.Writer out = new Protobuf.Writer();
        for (Rpc.Ihave ihave : rpc.ihaves()) {
            Protobuf.Writer entry =
                    new Protobuf.Writer().bytes(TOPIC, ihave.topic().bytes());
            ihave.ids().forEach(id -> entry.bytes(IHAVE_IDS, id.toWire(version)));
            out.bytes(IHAVE, entry.toBytes());
        }
        if (!rpc.iwant().isEmpty()) {
            out.bytes(IWANT, encodeIds(rpc.iwant()));
        }
        for (Topic topic : rpc.grafts()) {
            out.bytes(GRAFT, new Protobuf.Writer().bytes(TOPIC, topic.bytes()).toBytes());
        }
        for (Rpc.Prune prune : rpc.prunes()) {
            Protobuf.Writer entry =
                    new Protobuf.Writer().bytes(TOPIC, prune.topic().bytes());
            prune.backoff().ifPresent(backoff -> entry.number(PRUNE_BACKOFF, backoff.toSeconds()));
            out.bytes(PRUNE, entry.toBytes());
        }
        if (!rpc.idontwant().isEmpty()) {
            out.bytes(IDONTWANT, encodeIds(rpc.idontwant()));
        }
        return out.toBytes();
    }

    private byte[] encodeIds(List<MessageId> ids) {
        Protobuf.Writer out = new Protobuf.Writer();
        ids.forEach(id -> out.bytes(IDS, id.toWire(version)));
        return out.toBytes();
    }

    /** @throws WireException when the bytes are not an RPC or hold more than the limits allow */
    Rpc decode(byte[] rpc) {
        Protobuf fields = Protobuf.parse(rpc, limits.entriesPerRpc());
        Counter entries = new Counter(limits.entriesPerRpc(), "entries");
        Counter ids = new Counter(limits.idsPerRpc(), "message ids");
        List<Rpc.Subscription> subscriptions = new ArrayList<>();
        for (byte[] entry : entries.count(fields.allBytes(SUBSCRIPTIONS))) {
            Protobuf subscription = Protobuf.parse(entry, limits.entriesPerRpc());
            subscriptions.add(new Rpc.Subscription(
                    topic(subscription, SUBSCRIPTION_TOPIC), subscription.number(SUBSCRIPTION_WANTED, 0) != 0));
        }
        List<SignedMessage> messages = new ArrayList<>();
        for (byte[] entry : entries.count(fields.allBytes(PUBLISH))) {
            messages.add(decodeMessage(entry));
        }
        List<Rpc.Ihave> ihaves = new ArrayList<>();
        List<MessageId> iwant = new ArrayList<>();
        List<Topic> grafts = new ArrayList<>();
        List<Rpc.Prune> prunes = new ArrayList<>();
        List<MessageId> idontwant = new ArrayList<>();
        for (byte[] part : entries.count(fields.allBytes(CONTROL))) {
            Protobuf control = Protobuf.parse(part, limits.entriesPerRpc());
            for (byte[] entry : entries.count(control.allBytes(IHAVE))) {
                Protobuf ihave = Protobuf.parse(entry, limits.idsPerRpc() + 1);
                ihaves.add(new Rpc.Ihave(topic(ihave, TOPIC), decodeIds(ids.count(ihave.allBytes(IHAVE_IDS)))));
            }
            for (byte[] entry : entries.count(control.allBytes(IWANT))) {
                iwant.addAll(decodeIds(entry, ids));
            }
            for (byte[] entry : entries.count(control.allBytes(GRAFT))) {
                grafts.add(topic(Protobuf.parse(entry, limits.entriesPerRpc()), TOPIC));
            }
            for (byte[] entry : entries.count(control.allBytes(PRUNE))) {
                prunes.add(decodePrune(Protobuf.parse(entry, limits.entriesPerRpc())));
            }
            for (byte[] entry : entries.count(control.allBytes(IDONTWANT))) {
                idontwant.addAll(decodeIds(entry, ids));
            }
        }
        return new Rpc(subscriptions, messages, ihaves, iwant, grafts, prunes, idontwant);
    }

    private SignedMessage decodeMessage(byte[] entry) {
        SignedMessage message = SignedMessage.decode(entry);
        if (message.length() > limits.dataBytes()) {
            throw error("a message of " + message.length() + " bytes is above the limit of " + limits.dataBytes());
        }
        return message;
    }

    private Rpc.Prune decodePrune(Protobuf prune) {
        long seconds = prune.number(PRUNE_BACKOFF, 0);
        Optional<Duration> backoff = seconds == 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(
                        seconds < 0 ? LONGEST_BACKOFF_SECONDS : Math.min(seconds, LONGEST_BACKOFF_SECONDS)));
        return new Rpc.Prune(topic(prune, TOPIC), backoff);
    }

    private List<MessageId> decodeIds(byte[] entry, Counter ids) {
        return decodeIds(ids.count(Protobuf.parse(entry, limits.idsPerRpc()).allBytes(IDS)));
    }

    private List<MessageId> decodeIds(List<byte[]> wire) {
        List<MessageId> ids = new ArrayList<>(wire.size());
        for (byte[] id : wire) {
            try {
                ids.add(MessageId.ofWire(id, version));
            } catch (IllegalArgumentException e) {
                throw new WireException(WireException.Layer.MESSAGE, "not a message id: " + e.getMessage(), e);
            }
        }
        return ids;
    }

    private static Topic topic(Protobuf fields, int number) {
        byte[] name = fields.bytes(number).orElseThrow(() -> error("an entry has no topic"));
        if (name.length > Topic.MAX_BYTES) {
            throw error("a topic has " + name.length + " bytes");
        }
        try {
            return new Topic(new String(name, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new WireException(WireException.Layer.MESSAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, message);
    }

    /** Adds up what is in an RPC, however it is nested. */
    private static final class Counter {

        private final int limit;
        private final String what;
        private int count;

        Counter(int limit, String what) {
            this.limit = limit;
            this.what = what;
        }

        List<byte[]> count(List<byte[]> found) {
            count += found.size();
            if (count > limit) {
                throw error("more than " + limit + " " + what + " in one RPC");
            }
            return found;
        }
    }
}
