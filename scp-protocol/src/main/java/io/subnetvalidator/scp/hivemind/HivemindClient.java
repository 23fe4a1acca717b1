package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.scp.p2p.CallStream;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Calls Petals-type servers. A call fails with a {@link ServerErrorException} when the server answers with an error, and with a
 * {@link PeerException} when it cannot be asked or talks nonsense. Nothing it answers is signed.
 */
public final class HivemindClient {

    private static final String HANDLER = "TransformerConnectionHandler.";
    private static final String INFO = HANDLER + "rpc_info";
    private static final String FORWARD = HANDLER + "rpc_forward";
    private static final String FORWARD_STREAM = HANDLER + "rpc_forward_stream";
    private static final String INFERENCE = HANDLER + "rpc_inference";
    private static final String FIND = "DHTProtocol.rpc_find";
    private static final String PING = "DHTProtocol.rpc_ping";

    /** The message {@code ExpertUID}. */
    private static final int UID = 1;

    private static final byte[] NO_METADATA = Msgpack.pack(new MsgpackValue.Table(Map.of()));

    private final Libp2pNetwork network;
    private final HivemindLimits limits;
    private final SecureRandom random;
    private final LongSupplier clock;

    /** @param clock milliseconds, for deadlines */
    public HivemindClient(Libp2pNetwork network, HivemindLimits limits, SecureRandom random, LongSupplier clock) {
        this.network = network;
        this.limits = limits;
        this.random = random;
        this.clock = clock;
    }

    /** What a server says of itself. */
    public Future<ServerDescription> info(PeerAddress server, Duration deadline) {
        return info(server, "", deadline);
    }

    /** What a server says of itself and of these blocks. */
    public Future<ServerDescription> info(PeerAddress server, BlockUids blocks, Duration deadline) {
        return info(server, blocks.text(), deadline);
    }

    private Future<ServerDescription> info(PeerAddress server, String uid, Duration deadline) {
        byte[] request = new Protobuf.Writer().text(UID, uid).toBytes();
        return unary(server, INFO, request, deadline)
                .map(answer -> read(server, () -> ServerDescription.parse(answer)));
    }

    /**
     * Passes hidden states through blocks without a cache, in one message each way while they are small.
     *
     * @param hidden {@code [batch, tokens, hidden]}
     * @param deadline for all of it
     */
    public Future<Tensor.Floats> forward(
            PeerAddress server, BlockUids blocks, Tensor.Floats hidden, Duration deadline) {
        List<TensorMessage> tensors = List.of(
                TensorCodec.pack(hidden, Compression.NONE), TensorCodec.pack(Tensor.NO_PROMPTS, Compression.NONE));
        return bytes(tensors) <= limits.unary()
                ? forwardAtOnce(server, new ExpertRequest(blocks.text(), tensors, NO_METADATA), deadline)
                : forwardInParts(server, blocks, tensors, deadline);
    }

    private Future<Tensor.Floats> forwardAtOnce(PeerAddress server, ExpertRequest request, Duration deadline) {
        return unary(server, FORWARD, request.toBytes(), deadline)
                .map(answer -> read(server, () -> {
                    TensorParts parts = new TensorParts(limits);
                    ExpertResponse.parse(answer).tensors().forEach(parts::add);
                    return output(parts.finish());
                }));
    }

    private Future<Tensor.Floats> forwardInParts(
            PeerAddress server, BlockUids blocks, List<TensorMessage> tensors, Duration deadline) {
        long end = clock.getAsLong() + deadline.toMillis();
        return open(server, FORWARD_STREAM, deadline).compose(stream -> {
            for (TensorMessage tensor : tensors) {
                for (TensorMessage part : TensorParts.split(tensor, limits.part())) {
                    stream.send(MarkedMessages.frame(
                            new ExpertRequest(blocks.text(), List.of(part), NO_METADATA).toBytes()));
                }
            }
            stream.send(MarkedMessages.endOfInput());
            return collect(server, stream, new TensorParts(limits), end).onComplete(ignored -> stream.close());
        });
    }

    private Future<Tensor.Floats> collect(PeerAddress server, CallStream stream, TensorParts parts, long end) {
        return stream.next(Duration.ofMillis(Math.max(1, end - clock.getAsLong())))
                .compose(message -> {
                    if (message.isEmpty()) {
                        return Future.succeededFuture(read(server, () -> output(parts.finish())));
                    }
                    read(server, () -> add(message.get(), parts));
                    return collect(server, stream, parts, end);
                });
    }

    private static TensorParts add(byte[] message, TensorParts parts) {
        List<TensorMessage> more =
                ExpertResponse.parse(MarkedMessages.message(message)).tensors();
        if (more.isEmpty()) {
            throw new WireException(WireException.Layer.MESSAGE, "a response without tensors");
        }
        more.forEach(parts::add);
        return parts;
    }

    /**
     * Begins a session with a cache at the server.
     *
     * @param maxLength most tokens that will be passed through it
     * @param deadline for connecting
     */
    public Future<InferenceSession> infer(PeerAddress server, BlockUids blocks, int maxLength, Duration deadline) {
        return open(server, INFERENCE, deadline)
                .map(stream -> new InferenceSession(server, stream, blocks, maxLength, limits, Hex.encode(randomId())));
    }

    /** Asks a DHT node for keys, in this order. */
    Future<List<FindResult>> find(PeerAddress node, List<DhtId> keys, Duration deadline) {
        return unary(node, FIND, new FindRequest(keys).toBytes(), deadline)
                .map(answer ->
                        read(node, () -> FindResponse.parse(answer, keys.size()).results()));
    }

    /** Asks a DHT node whether it is there. */
    public Future<PingResponse> ping(PeerAddress node, Duration deadline) {
        return unary(node, PING, PingResponse.request(), deadline)
                .map(answer -> read(node, () -> PingResponse.parse(answer)));
    }

    private Future<byte[]> unary(PeerAddress server, String protocol, byte[] data, Duration deadline) {
        UnaryCall call = new UnaryCall(randomId(), protocol);
        return network.request(server, protocol, call.request(data), limits.message(), deadline)
                .map(envelope -> read(server, () -> call.answer(envelope)));
    }

    private Future<CallStream> open(PeerAddress server, String protocol, Duration deadline) {
        long unread = (long) limits.tensor() + limits.message();
        return network.open(server, protocol, new MarkedMessages(limits.message()), unread, deadline);
    }

    private byte[] randomId() {
        byte[] id = new byte[UnaryCall.ID_LENGTH];
        random.nextBytes(id);
        return id;
    }

    /** Reads an answer; one that cannot be read is the server's failure. */
    static <T> T read(PeerAddress server, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (WireException e) {
            boolean tooLarge = e.layer() == WireException.Layer.LIMIT;
            throw new PeerException(
                    tooLarge ? PeerException.Reason.TOO_LARGE : PeerException.Reason.MALFORMED,
                    "the answer of " + server + ": " + e.getMessage(),
                    e);
        }
    }

    /** The first tensor of an answer, which must be of a floating-point type. */
    static Tensor.Floats output(List<Tensor> tensors) {
        Optional<Tensor> first = tensors.stream().findFirst();
        if (first.isEmpty() || !(first.get() instanceof Tensor.Floats floats)) {
            throw new WireException(WireException.Layer.MESSAGE, "an answer without hidden states");
        }
        return floats;
    }

    private static long bytes(List<TensorMessage> tensors) {
        return tensors.stream().mapToLong(tensor -> tensor.buffer().length).sum();
    }
}
