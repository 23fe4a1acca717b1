package io.subnetvalidator.chain.hypertensor;

/** A chain that cannot be used or read, with what to do about it in the message. */
public final class ChainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Nothing answers at the address, or what answers is no chain node. */
        WRONG_ENDPOINT,
        /** The endpoint serves another chain than the expected one. */
        OTHER_CHAIN,
        /** The state holds something that the metadata does not describe. */
        UNREADABLE_STATE,
        /** The block is unknown to the node, or its state is discarded. */
        UNKNOWN_BLOCK,
        /** The account cannot pay the fee that is taken before a call runs. */
        NO_BALANCE,
        /** The node rejects the extrinsic for another reason. */
        REJECTED
    }

    private final Kind kind;

    public ChainException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ChainException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
