package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.rpc.RpcException;
import java.util.Locale;

/** Why a node did not take an extrinsic, and what follows (error codes of the author methods of Substrate nodes). */
enum Rejection {
    /** It has these very bytes already: they are on their way. */
    KNOWN,
    /** The nonce is used up or taken by another extrinsic; these bytes will never run. */
    NONCE_TAKEN,
    /** The account cannot pay the fee. */
    NO_BALANCE,
    /** Another reason that does not go away by itself. */
    FINAL,
    /** Nobody knows whether the node got it. */
    UNCERTAIN;

    private static final int INVALID_TRANSACTION = 1010;
    private static final int TEMPORARILY_BANNED = 1012;
    private static final int ALREADY_IMPORTED = 1013;
    private static final int TOO_LOW_PRIORITY = 1014;

    static Rejection of(RpcException cause) {
        return switch (cause.kind()) {
            case REMOTE -> ofCode(cause);
            case DISCONNECTED, DEADLINE, MALFORMED, UNREACHABLE, NOT_WEBSOCKET -> UNCERTAIN;
            case OVERLOADED, OTHER_CHAIN, CLOSED -> FINAL;
        };
    }

    private static Rejection ofCode(RpcException cause) {
        // A banned extrinsic was in a block or in the pool before.
        if (cause.code() == ALREADY_IMPORTED || cause.code() == TEMPORARILY_BANNED) {
            return KNOWN;
        }
        if (cause.code() == TOO_LOW_PRIORITY) {
            return NONCE_TAKEN;
        }
        if (cause.code() != INVALID_TRANSACTION) {
            return FINAL;
        }
        String text = (cause.remoteMessage() + " " + cause.data()).toLowerCase(Locale.ROOT);
        if (text.contains("outdated") || text.contains("stale")) {
            return NONCE_TAKEN;
        }
        return text.contains("pay some fees") || text.contains("payment") ? NO_BALANCE : FINAL;
    }
}
