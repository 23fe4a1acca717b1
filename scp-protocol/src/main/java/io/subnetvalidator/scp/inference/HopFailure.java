package io.subnetvalidator.scp.inference;

import io.subnetvalidator.scp.p2p.PeerException;

/**
 * Why a node was given up within a session.
 *
 * @param message for people
 */
public record HopFailure(Kind kind, String message) {

    /** What happened. */
    public enum Kind {
        /** No connection to the registered peer. */
        UNREACHABLE,
        /** No answer within the deadline. */
        TIMEOUT,
        /** The connection or the stream ended before the answer. */
        BROKEN_OFF,
        /** The node said no. */
        REFUSED,
        /** What came is no answer: malformed, too large, unsigned, of another shape, or not finite. */
        BAD_ANSWER
    }

    static HopFailure of(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof InferenceException) {
            return new HopFailure(Kind.REFUSED, message);
        }
        if (cause instanceof PeerException failure) {
            return new HopFailure(kindOf(failure.reason()), message);
        }
        return new HopFailure(Kind.BAD_ANSWER, message);
    }

    private static Kind kindOf(PeerException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, HANDSHAKE, WRONG_IDENTITY, NOT_ADMITTED, PROTOCOL_UNSUPPORTED -> Kind.UNREACHABLE;
            case TIMEOUT -> Kind.TIMEOUT;
            case RESET, CLOSED -> Kind.BROKEN_OFF;
            case MALFORMED, TOO_LARGE -> Kind.BAD_ANSWER;
        };
    }
}
