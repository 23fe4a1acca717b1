package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.MultistreamNegotiator;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.List;
import java.util.Optional;

/** A stream that we opened for one exchange. */
final class OutboundStream extends PeerStream {

    private final Exchange exchange;
    private final MultistreamNegotiator negotiator;
    private boolean agreed;

    OutboundStream(PeerConnection connection, int id, Exchange exchange) {
        super(connection, id);
        this.exchange = exchange;
        this.negotiator = MultistreamNegotiator.dialer(List.of(exchange.protocol()));
        exchange.onAbandon(() -> connection.onLoop(() -> connection.reset(
                this, new PeerException(PeerException.Reason.TIMEOUT, "the deadline of the request passed"))));
    }

    void start() {
        exchange.step("agreeing on the protocol");
        ByteQueue out = new ByteQueue();
        negotiator.start(out);
        connection.write(this, out.takeAll());
    }

    @Override
    protected void received() {
        if (exchange.over()) {
            in.clear();
            return;
        }
        if (!agreed) {
            negotiate();
        }
        if (agreed) {
            read();
        }
    }

    private void negotiate() {
        ByteQueue out = new ByteQueue();
        MultistreamNegotiator.Status status = negotiator.receive(in, out);
        switch (status) {
            case REFUSED ->
                end(new PeerException(
                        PeerException.Reason.PROTOCOL_UNSUPPORTED,
                        exchange.peer() + " does not serve " + exchange.protocol()));
            case AGREED -> {
                agreed = true;
                exchange.step("sending the request and waiting for its answer");
                connection.write(this, exchange.opening());
            }
            case PENDING -> {}
        }
    }

    private void read() {
        try {
            Optional<byte[]> answer = exchange.decoder().next(in);
            if (answer.isPresent()) {
                connection.requireAdmitted();
                in.clear();
                exchange.answer(answer.get());
                connection.finish(this);
            }
        } catch (WireException e) {
            boolean tooLarge = e.layer() == WireException.Layer.LIMIT;
            PeerException.Reason reason = tooLarge ? PeerException.Reason.TOO_LARGE : PeerException.Reason.MALFORMED;
            exchange.fail(new PeerException(reason, "the answer of " + exchange.peer() + ": " + text(e), e));
            throw e;
        }
    }

    private void end(PeerException why) {
        exchange.fail(why);
        in.clear();
        connection.finish(this);
    }

    @Override
    protected void finished() {
        if (!exchange.over()) {
            end(new PeerException(
                    PeerException.Reason.RESET, exchange.peer() + " closed the stream without a complete answer"));
        }
    }

    @Override
    protected void lost(PeerException why) {
        exchange.fail(why);
    }

    @Override
    protected long retained() {
        return 0;
    }

    /** While the exchange runs its own deadline counts; afterwards the remote has to close its side. */
    @Override
    protected boolean remoteTurn() {
        return exchange.over();
    }
}
