package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.FixedLength;
import io.subnetvalidator.scp.p2p.wire.IdentifyMessage;
import io.subnetvalidator.scp.p2p.wire.LengthPrefixed;
import io.subnetvalidator.scp.p2p.wire.MessageDecoder;
import io.subnetvalidator.scp.p2p.wire.MultistreamNegotiator;
import io.subnetvalidator.scp.p2p.wire.WireException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Optional;

/** A stream that the remote opened: it agrees on a protocol, then serves identify, ping, one request or a channel. */
final class InboundStream extends PeerStream {

    static final String PING = "/ipfs/ping/1.0.0";
    static final int PING_LENGTH = 32;

    private enum Phase {
        NEGOTIATING,
        PINGING,
        LISTENING,
        READING,
        HANDLING,
        ANSWERED
    }

    private final MultistreamNegotiator negotiator;
    private Phase phase = Phase.NEGOTIATING;
    private MessageDecoder decoder = new FixedLength(PING_LENGTH);
    private Optional<ServedProtocol> served = Optional.empty();
    private Optional<PeerChannels> channels = Optional.empty();
    private int requestLength;

    InboundStream(PeerConnection connection, int id) {
        super(connection, id);
        this.negotiator = MultistreamNegotiator.listener(connection::serves);
    }

    @Override
    protected void received() {
        if (phase == Phase.NEGOTIATING) {
            negotiate();
        }
        switch (phase) {
            case PINGING -> echo();
            case LISTENING -> listen();
            case READING -> read();
            case HANDLING, ANSWERED -> refuseMore();
            case NEGOTIATING -> {}
        }
    }

    private void negotiate() {
        ByteQueue out = new ByteQueue();
        MultistreamNegotiator.Status status = negotiator.receive(in, out);
        connection.write(this, out.takeAll());
        if (status == MultistreamNegotiator.Status.AGREED) {
            begin(negotiator.protocol());
        }
    }

    private void begin(String protocol) {
        switch (protocol) {
            case PING -> phase = Phase.PINGING;
            case IdentifyMessage.PROTOCOL -> answer(connection.identifyMessage());
            default -> {
                channels = connection.channels(protocol);
                channels.ifPresentOrElse(this::beginListening, () -> beginReading(connection.served(protocol)));
            }
        }
    }

    private void beginListening(PeerChannels found) {
        decoder = new LengthPrefixed(found.protocol().maxMessage());
        phase = Phase.LISTENING;
        found.accepted(this);
    }

    private void beginReading(ServedProtocol found) {
        served = Optional.of(found);
        decoder = new LengthPrefixed(found.maxRequest());
        phase = Phase.READING;
    }

    private void listen() {
        for (Optional<byte[]> message = decoder.next(in); message.isPresent(); message = decoder.next(in)) {
            connection.requireAdmitted();
            channels.orElseThrow().received(connection.peer(), negotiator.protocol(), message.get());
        }
    }

    private void echo() {
        for (Optional<byte[]> ping = decoder.next(in); ping.isPresent(); ping = decoder.next(in)) {
            connection.write(this, ping.get());
        }
    }

    private void read() {
        Optional<byte[]> request = decoder.next(in);
        if (request.isPresent()) {
            phase = Phase.HANDLING;
            requestLength = request.get().length;
            connection.requireAdmitted();
            handle(served.orElseThrow(), request.get());
            refuseMore();
        }
    }

    private void handle(ServedProtocol protocol, byte[] request) {
        Future<byte[]> response;
        try {
            response = protocol.handler().handle(connection.peer(), request);
        } catch (RuntimeException e) {
            response = Future.failedFuture(e);
        }
        response.onComplete(result -> connection.onLoop(() -> handled(protocol, result)));
    }

    private void handled(ServedProtocol protocol, AsyncResult<byte[]> result) {
        if (phase != Phase.HANDLING || !connection.holds(this)) {
            connection.listener().served(connection.peer(), protocol.id(), false);
            return;
        }
        if (result.failed()) {
            connection.listener().served(connection.peer(), protocol.id(), false);
            connection.reset(this, new PeerException(PeerException.Reason.RESET, "the handler failed", result.cause()));
            return;
        }
        requestLength = 0;
        hold(in.size());
        answer(result.result());
        connection.listener().served(connection.peer(), protocol.id(), true);
    }

    private void answer(byte[] message) {
        phase = Phase.ANSWERED;
        connection.write(this, LengthPrefixed.frame(message));
        connection.finish(this);
    }

    private void refuseMore() {
        if (!in.isEmpty()) {
            throw new WireException(WireException.Layer.LIMIT, "a stream carries one request");
        }
    }

    @Override
    protected void finished() {
        if (phase == Phase.NEGOTIATING || phase == Phase.READING) {
            connection.reset(
                    this,
                    new PeerException(PeerException.Reason.RESET, "the stream ended before its request was complete"));
        } else if (phase == Phase.PINGING || phase == Phase.LISTENING) {
            connection.finish(this);
        }
    }

    @Override
    protected void lost(PeerException why) {
        phase = Phase.ANSWERED;
        channels.ifPresent(known -> known.ended(this));
    }

    @Override
    protected long retained() {
        return requestLength;
    }

    @Override
    protected boolean remoteTurn() {
        return phase != Phase.HANDLING && !(phase == Phase.LISTENING && in.isEmpty());
    }
}
