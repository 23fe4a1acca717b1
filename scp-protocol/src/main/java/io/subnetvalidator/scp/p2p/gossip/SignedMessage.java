package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.RemoteKey;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A message under the policy StrictSign (libp2p pubsub specification, "Message Signing"): author, sequence number and signature
 * are required; the signature is over {@code libp2p-pubsub:} and the message without signature and key. Whether it is right is
 * only known from {@link #authentic}.
 */
public final class SignedMessage {

    private static final byte[] SIGNED_PREFIX = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);

    private static final int FROM = 1;
    private static final int DATA = 2;
    private static final int SEQUENCE = 3;
    private static final int TOPIC = 4;
    private static final int SIGNATURE = 5;
    private static final int KEY = 6;

    private static final int MAX_FIELDS = 64;
    private static final int MAX_PEER_ID = 64;

    private final PeerId from;
    private final Topic topic;
    private final byte[] data;
    private final MessageId id;

    /** The message as its author wrote it, without signature and key. */
    private final byte[] content;

    private final byte[] signature;
    private final Optional<byte[]> key;

    private SignedMessage(
            PeerId from,
            Topic topic,
            byte[] data,
            long sequence,
            byte[] content,
            byte[] signature,
            Optional<byte[]> key) {
        this.from = from;
        this.topic = topic;
        this.data = data;
        this.id = MessageId.of(from, sequence);
        this.content = content;
        this.signature = signature;
        this.key = key;
    }

    /** @param sequence must not have been used with this key before */
    public static SignedMessage sign(PeerKey author, Topic topic, byte[] data, long sequence) {
        byte[] content = new Protobuf.Writer()
                .bytes(FROM, author.peerId().multihash())
                .bytes(DATA, data)
                .bytes(
                        SEQUENCE,
                        ByteBuffer.allocate(Long.BYTES).putLong(sequence).array())
                .bytes(TOPIC, topic.bytes())
                .toBytes();
        return new SignedMessage(
                author.peerId(),
                topic,
                data.clone(),
                sequence,
                content,
                author.sign(signed(content)),
                Optional.empty());
    }

    /** @throws WireException when the bytes are not such a message, whoever may have signed it */
    static SignedMessage decode(byte[] protobuf) {
        Protobuf fields = Protobuf.parse(protobuf, MAX_FIELDS);
        byte[] from = required(fields, FROM, "author");
        byte[] sequence = required(fields, SEQUENCE, "sequence number");
        List<byte[]> topics = fields.allBytes(TOPIC);
        if (sequence.length != Long.BYTES || from.length > MAX_PEER_ID || topics.size() != 1) {
            throw error("a message has one author, one sequence number of 8 bytes and one topic");
        }
        try {
            return new SignedMessage(
                    PeerId.ofMultihash(from),
                    new Topic(new String(topics.get(0), StandardCharsets.UTF_8)),
                    required(fields, DATA, "data"),
                    ByteBuffer.wrap(sequence).getLong(),
                    fields.without(Set.of(SIGNATURE, KEY)),
                    required(fields, SIGNATURE, "signature"),
                    fields.bytes(KEY));
        } catch (IllegalArgumentException e) {
            throw new WireException(WireException.Layer.MESSAGE, String.valueOf(e.getMessage()), e);
        }
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + signature.length + 16);
        out.writeBytes(content);
        Protobuf.Writer rest = new Protobuf.Writer().bytes(SIGNATURE, signature);
        key.ifPresent(bytes -> rest.bytes(KEY, bytes));
        out.writeBytes(rest.toBytes());
        return out.toByteArray();
    }

    /** Whether the author signed this. Its key is in the message or, when short enough, in its peer id. */
    public boolean authentic() {
        try {
            Optional<RemoteKey> author = key.isPresent() ? key.map(RemoteKey::parse) : RemoteKey.of(from);
            return author.isPresent()
                    && author.get().peerId().equals(from)
                    && author.get().verifies(signed(content), signature);
        } catch (WireException notAKey) {
            return false;
        }
    }

    public PeerId from() {
        return from;
    }

    public Topic topic() {
        return topic;
    }

    public byte[] data() {
        return data.clone();
    }

    /** Length of the data in bytes. */
    public int length() {
        return data.length;
    }

    public MessageId id() {
        return id;
    }

    /** About how many bytes this takes in memory; the data is there twice. */
    long footprint() {
        return content.length
                + data.length
                + signature.length
                + key.map(bytes -> bytes.length).orElse(0)
                + 512L;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedMessage that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "SignedMessage(" + id + " on " + topic + ", " + data.length + " bytes)";
    }

    private static byte[] signed(byte[] content) {
        byte[] out = Arrays.copyOf(SIGNED_PREFIX, SIGNED_PREFIX.length + content.length);
        System.arraycopy(content, 0, out, SIGNED_PREFIX.length, content.length);
        return out;
    }

    private static byte[] required(Protobuf fields, int number, String name) {
        return fields.bytes(number).orElseThrow(() -> error("a message has no " + name));
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, message);
    }
}
