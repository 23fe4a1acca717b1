package io.subnetvalidator.scp.inference;

import io.subnetvalidator.proofs.transcript.WireCode;

/** A node refuses a request; the code travels in the protocol. */
public final class InferenceException extends RuntimeException {

    /** Why a node refuses. */
    public enum Code implements WireCode {
        /** The session was never opened here, has expired or was closed. */
        UNKNOWN_SESSION(0),
        /** No room for another session or step; worth trying later or elsewhere. */
        OVERLOADED(1),
        /** The request's terms do not rely on this node's current announcement. */
        WRONG_MODEL(2),
        /** The request is malformed, unsigned, of somebody else, or does not follow the one before it. */
        BAD_REQUEST(3),
        /** The sequence exceeds the model's context. */
        TOO_LONG(4),
        /** The node cannot compute now, for a reason of its own. */
        UNAVAILABLE(5),
        /** The counter of a first request was used before, or belongs to an epoch that is over. */
        COUNTER_USED(6),
        /** Nothing to open: the node never commits to boundaries, no longer keeps the session, or opened another block of it. */
        NOT_OPENED(7);

        private final int code;

        Code(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private final Code code;

    public InferenceException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
