package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.RsaPeer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A Petals-type server written from the description of its wire alone: it shares no codec with the client. It takes the end of a
 * client's unary stream before the answer for a cancellation, as the real one does.
 */
final class SwarmServer implements RsaPeer.Service, AutoCloseable {

    /** The blocks: all tokens of a sequence so far in, all out. */
    @FunctionalInterface
    interface Blocks {
        float[] compute(float[] rows, int tokens);
    }

    /** What a server does wrong. */
    enum Fault {
        NONE,
        ERROR,
        SILENCE,
        SHAPE,
        NOT_A_NUMBER,
        HALF_A_MESSAGE,
        ENDLESS_MESSAGE,
        GARBAGE
    }

    private static final String HANDLER = "TransformerConnectionHandler.";

    final List<String> uids = new ArrayList<>();
    final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();

    private final RsaPeer peer = new RsaPeer(this);
    private final int hidden;
    private final Blocks blocks;
    private final int partBytes;
    volatile Fault fault = Fault.NONE;
    volatile byte[] findResponse = new byte[0];
    volatile byte[] info = new byte[0];

    SwarmServer(int hidden, int partBytes, Blocks blocks) {
        this.hidden = hidden;
        this.partBytes = partBytes;
        this.blocks = blocks;
    }

    PeerAddress address() {
        return new PeerAddress(RsaPeer.id(), "127.0.0.1", peer.port());
    }

    @Override
    public void close() {
        peer.close();
    }

    @Override
    public Optional<RsaPeer.End> accept(String protocol) {
        return switch (protocol) {
            case HANDLER + "rpc_info", HANDLER + "rpc_forward", "DHTProtocol.rpc_find", "DHTProtocol.rpc_ping" ->
                Optional.of(new Unary(protocol));
            case HANDLER + "rpc_forward_stream" -> Optional.of(new ForwardStream());
            case HANDLER + "rpc_inference" -> Optional.of(new Session());
            default -> Optional.empty();
        };
    }

    /** One delimited request, one delimited answer. */
    private final class Unary implements RsaPeer.End {

        private final String protocol;
        private Optional<byte[]> request = Optional.empty();
        private boolean inputOver;
        private boolean answered;

        Unary(String protocol) {
            this.protocol = protocol;
        }

        @Override
        public void received(ByteQueue in) {
            int length = 0;
            for (int i = 0; i < in.size(); i++) {
                length |= (in.peek(i) & 0x7F) << (7 * i);
                if (in.peek(i) < 0x80) {
                    if (in.size() > i + length) {
                        in.take(i + 1);
                        request = Optional.of(in.take(length));
                    }
                    return;
                }
            }
        }

        @Override
        public void ended() {
            inputOver = true;
        }

        @Override
        public void settle(RsaPeer.Replies replies) {
            if (request.isPresent() && !answered) {
                answered = true;
                calls.add(protocol + (inputOver ? " cancelled" : ""));
                if (!inputOver && fault != Fault.SILENCE) {
                    answer(request.get(), replies);
                }
            }
            if (inputOver) {
                replies.finish();
            }
        }

        private void answer(byte[] message, RsaPeer.Replies replies) {
            Fields envelope = parse(message);
            Fields call = parse(envelope.first(3));
            boolean complete = call.has(1)
                    && call.has(3)
                    && text(call.first(2)).equals(protocol)
                    && envelope.first(1).length == 16;
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            if (!complete || fault == Fault.ERROR) {
                field(response, 2, "no block here".getBytes(StandardCharsets.UTF_8));
            } else {
                field(response, 1, answer(call.first(3)));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            field(out, 1, envelope.first(1));
            field(out, 4, fault == Fault.GARBAGE ? new byte[] {(byte) 0xFF} : response.toByteArray());
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            varint(framed, out.size());
            framed.writeBytes(out.toByteArray());
            replies.send(framed.toByteArray());
        }

        private byte[] answer(byte[] data) {
            return switch (protocol) {
                case HANDLER + "rpc_info" -> {
                    uids.addAll(
                            parse(data).all(1).stream().map(SwarmServer::text).toList());
                    yield info;
                }
                case "DHTProtocol.rpc_find" -> findResponse;
                case "DHTProtocol.rpc_ping" -> Golden.bytes("ping.response");
                default -> {
                    Fields request = parse(data);
                    uids.add(text(request.first(1)));
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    tensors(forward(hiddenStates(request.all(2)))).forEach(tensor -> field(out, 2, tensor));
                    yield out.toByteArray();
                }
            };
        }
    }

    /** Marked messages in and out. */
    private abstract class Marked implements RsaPeer.End {

        final ArrayDeque<byte[]> messages = new ArrayDeque<>();
        boolean inputOver;
        boolean done;

        @Override
        public void received(ByteQueue in) {
            while (in.size() >= 9) {
                int length = 0;
                for (int i = 5; i < 9; i++) {
                    length = length << 8 | in.peek(i);
                }
                if (in.size() < 9 + length) {
                    return;
                }
                int marker = in.take(9)[0];
                byte[] message = in.take(length);
                if (marker == 0) {
                    messages.add(message);
                } else {
                    inputOver = true;
                }
            }
        }

        @Override
        public void ended() {
            inputOver = true;
        }

        void reply(RsaPeer.Replies replies, int marker, byte[] message) {
            replies.send(ByteBuffer.allocate(9 + message.length)
                    .put((byte) marker)
                    .putLong(message.length)
                    .put(message)
                    .array());
        }

        /** @return whether the fault took the place of an answer */
        boolean failed(RsaPeer.Replies replies) {
            switch (fault) {
                case ERROR -> {
                    ByteArrayOutputStream error = new ByteArrayOutputStream();
                    field(error, 1, "cache is full".getBytes(StandardCharsets.UTF_8));
                    reply(replies, 1, error.toByteArray());
                    replies.finish();
                }
                case HALF_A_MESSAGE -> {
                    replies.send(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 9, 1});
                    replies.finish();
                }
                case ENDLESS_MESSAGE -> replies.send(new byte[] {0, 0, 0, 0, 1, 0, 0, 0, 0});
                case GARBAGE -> reply(replies, 0, new byte[] {(byte) 0xFF});
                case SILENCE -> {}
                case NONE, SHAPE, NOT_A_NUMBER -> {
                    return false;
                }
            }
            return true;
        }
    }

    private final class ForwardStream extends Marked {

        @Override
        public void settle(RsaPeer.Replies replies) {
            if (!inputOver || done) {
                return;
            }
            done = true;
            calls.add("forward_stream of " + messages.size());
            if (failed(replies)) {
                return;
            }
            List<byte[]> parts = new ArrayList<>();
            for (byte[] message : messages) {
                Fields request = parse(message);
                uids.add(text(request.first(1)));
                parts.addAll(request.all(2));
            }
            for (byte[] tensor : tensors(forward(hiddenStates(parts)))) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                field(out, 2, tensor);
                reply(replies, 0, out.toByteArray());
            }
            replies.finish();
        }
    }

    private final class Session extends Marked {

        private float[] seen = new float[0];
        private boolean opened;

        @Override
        public void settle(RsaPeer.Replies replies) {
            for (byte[] message = messages.poll(); message != null && !done; message = messages.poll()) {
                Fields request = parse(message);
                if (!request.has(2)) {
                    ended.add("asked to");
                    done = true;
                    replies.finish();
                    return;
                }
                String metadata = new String(request.first(3), StandardCharsets.ISO_8859_1);
                if (opened == metadata.contains("max_length")
                        || request.all(2).size() != 3
                        || !metadata.contains("step_id")) {
                    throw new AssertionError("not the metadata of this step: " + metadata);
                }
                opened = true;
                calls.add("inference step");
                if (failed(replies)) {
                    done = true;
                    return;
                }
                step(request, replies);
            }
            if (inputOver && !done) {
                done = true;
                ended.add("left alone");
                replies.finish();
            }
        }

        private void step(Fields request, RsaPeer.Replies replies) {
            float[] more = hiddenStates(request.all(2));
            float[] all = Arrays.copyOf(seen, seen.length + more.length);
            System.arraycopy(more, 0, all, seen.length, more.length);
            float[] output = forward(all);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            float[] last = Arrays.copyOfRange(output, seen.length, all.length);
            field(out, 2, tensors(last).get(0));
            seen = all;
            reply(replies, 0, out.toByteArray());
        }
    }

    private float[] forward(float[] rows) {
        float[] output = blocks.compute(rows, rows.length / hidden);
        if (fault == Fault.NOT_A_NUMBER) {
            output[output.length - 1] = Float.NaN;
        }
        return output;
    }

    /** The first tensor of a request, which may come in parts; the others are not looked at. */
    private float[] hiddenStates(List<byte[]> parts) {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        for (int i = 0; i < parts.size(); i++) {
            Fields part = parse(parts.get(i));
            if (i > 0 && part.has(4)) {
                break;
            }
            part.all(1).forEach(buffer::writeBytes);
        }
        float[] values = new float[buffer.size() / Float.BYTES];
        ByteBuffer.wrap(buffer.toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    /** The output as tensor messages: one, or several parts. */
    private List<byte[]> tensors(float[] values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += partBytes) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            field(part, 1, Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + partBytes)));
            if (from == 0) {
                ByteArrayOutputStream size = new ByteArrayOutputStream();
                varint(size, 1);
                varint(size, values.length / hidden);
                varint(size, hidden);
                if (fault == Fault.SHAPE) {
                    varint(size, 1);
                }
                field(part, 2, size.toByteArray());
                field(part, 4, "float32".getBytes(StandardCharsets.US_ASCII));
                varint(part, 6 << 3);
                varint(part, (bytes.length + partBytes - 1) / partBytes);
            }
            parts.add(part.toByteArray());
        }
        return parts;
    }

    /** Bytes fields by number. */
    private record Fields(Map<Integer, List<byte[]>> byNumber) {

        List<byte[]> all(int number) {
            return byNumber.getOrDefault(number, List.of());
        }

        byte[] first(int number) {
            return all(number).get(0);
        }

        boolean has(int number) {
            return byNumber.containsKey(number);
        }
    }

    /** Reads bytes fields; other kinds are varints and not needed here. */
    private static Fields parse(byte[] message) {
        Map<Integer, List<byte[]>> fields = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            int tag = varint(in);
            if ((tag & 7) == 2) {
                byte[] value = new byte[varint(in)];
                in.get(value);
                fields.computeIfAbsent(tag >>> 3, number -> new ArrayList<>()).add(value);
            } else {
                varint(in);
            }
        }
        return new Fields(fields);
    }

    static void field(ByteArrayOutputStream out, int number, byte[] value) {
        varint(out, number << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write((rest & 0x7F) | 0x80);
        }
        out.write(rest);
    }

    private static int varint(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = in.get();
            value |= (octet & 0x7F) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
