package io.subnetvalidator.scp.p2p;

/** A peer could not be asked, or what it said is not acceptable. */
public final class PeerException extends RuntimeException {

    /** What went wrong, for metrics and decisions. */
    public enum Reason {
        UNREACHABLE,
        HANDSHAKE,
        WRONG_IDENTITY,
        NOT_ADMITTED,
        PROTOCOL_UNSUPPORTED,
        TIMEOUT,
        RESET,
        MALFORMED,
        TOO_LARGE,
        CLOSED
    }

    private final Reason reason;

    public PeerException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public PeerException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
