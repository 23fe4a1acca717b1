package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.CallStream;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sequence that passes through blocks of one server, which keeps what it has seen in a cache. One step at a time. */
public final class InferenceSession {

    private static final int TOKENS_DIMENSION = 1;
    private static final int DIMENSIONS = 3;

    private final PeerAddress server;
    private final CallStream stream;
    private final BlockUids blocks;
    private final int maxLength;
    private final HivemindLimits limits;
    private final String id;
    private int steps;
    private int position;

    InferenceSession(
            PeerAddress server, CallStream stream, BlockUids blocks, int maxLength, HivemindLimits limits, String id) {
        this.server = server;
        this.stream = stream;
        this.blocks = blocks;
        this.maxLength = maxLength;
        this.limits = limits;
        this.id = id;
    }

    /** Tokens passed through so far. */
    public int position() {
        return position;
    }

    /**
     * Passes the next tokens through; a failure ends the session.
     *
     * @param hidden {@code [batch, tokens, hidden]}
     * @throws IllegalArgumentException when they have another shape, are more than the session was opened for, or do not fit a
     *     message
     */
    public Future<Tensor.Floats> step(Tensor.Floats hidden, Duration deadline) {
        if (hidden.shape().dimensions().size() != DIMENSIONS) {
            throw new IllegalArgumentException("hidden states are [batch, tokens, hidden], not " + hidden.shape());
        }
        int tokens = hidden.shape().dimensions().get(TOKENS_DIMENSION);
        if (tokens > maxLength - position) {
            throw new IllegalArgumentException(
                    tokens + " tokens after " + position + " in a session of at most " + maxLength);
        }
        byte[] request = request(hidden).toBytes();
        if (request.length > limits.message()) {
            throw new IllegalArgumentException("a step of " + request.length + " bytes; a message has at most "
                    + limits.message() + ": pass fewer tokens at once");
        }
        stream.send(MarkedMessages.frame(request));
        steps++;
        position += tokens;
        return stream.next(deadline)
                .map(message -> HivemindClient.read(server, () -> output(message.orElseThrow(() -> ended()))))
                .onFailure(ignored -> stream.close());
    }

    /** Says that the session is over and waits until the server agrees. */
    public Future<Void> close(Duration deadline) {
        stream.send(MarkedMessages.frame(ExpertRequest.END.toBytes()));
        stream.send(MarkedMessages.endOfInput());
        return stream.next(deadline).onComplete(ignored -> stream.close()).mapEmpty();
    }

    private ExpertRequest request(Tensor.Floats hidden) {
        Map<String, MsgpackValue> metadata = new LinkedHashMap<>();
        metadata.put("session_id", new MsgpackValue.Text(id));
        metadata.put("step_id", new MsgpackValue.Text(id + "-" + steps));
        if (steps == 0) {
            metadata.put("max_length", new MsgpackValue.Whole(maxLength));
        }
        return new ExpertRequest(
                blocks.text(),
                List.of(
                        TensorCodec.pack(hidden, Compression.NONE),
                        TensorCodec.pack(Tensor.NO_PROMPTS, Compression.NONE),
                        TensorCodec.pack(Tensor.NO_REORDERING, Compression.NONE)),
                Msgpack.pack(new MsgpackValue.Table(metadata)));
    }

    private Tensor.Floats output(byte[] message) {
        TensorParts parts = new TensorParts(limits);
        ExpertResponse.parse(MarkedMessages.message(message)).tensors().forEach(parts::add);
        return HivemindClient.output(parts.finish());
    }

    private PeerException ended() {
        return new PeerException(PeerException.Reason.RESET, server + " ended the session without an answer");
    }
}
