package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.Optional;

/** A stream that we opened for one exchange. Our side stays open until the answer is there. */
final class OutboundStream extends OwnStream {

    private final Exchange exchange;

    OutboundStream(PeerConnection connection, int id, Exchange exchange) {
        super(connection, id, exchange);
        this.exchange = exchange;
        exchange.step("agreeing on the protocol");
        exchange.onAbandon(() -> connection.onLoop(() -> connection.reset(
                this, new PeerException(PeerException.Reason.TIMEOUT, "the deadline of the request passed"))));
    }

    @Override
    protected boolean over() {
        return exchange.over();
    }

    @Override
    protected void agreed() {
        exchange.step("sending the request and waiting for its answer");
        connection.write(this, exchange.opening());
    }

    @Override
    protected void read() {
        try {
            Optional<byte[]> answer = exchange.decoder().next(in);
            if (answer.isPresent()) {
                connection.requireAdmitted();
                in.clear();
                exchange.answer(answer.get());
                connection.finish(this);
            }
        } catch (WireException e) {
            exchange.fail(unreadable(e));
            throw e;
        }
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
