package io.subnetvalidator.chain.rpc;

import java.util.Optional;

/** A request that has no result. The message names the endpoint, the cause and, where there is one, the remedy. */
public final class RpcException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** No connection could be made. */
        UNREACHABLE,
        /** Something answers at the address, but not with WebSocket. */
        NOT_WEBSOCKET,
        /** There is no connection now, or it broke before the answer came. */
        DISCONNECTED,
        /** No answer before the deadline. */
        DEADLINE,
        /** The node answered with an error; {@link RpcException#code()} and {@link RpcException#data()} are its own. */
        REMOTE,
        /** The node answered with something that is no answer. */
        MALFORMED,
        /** Too many requests or subscriptions are open. */
        OVERLOADED,
        /** The endpoint serves another chain. */
        OTHER_CHAIN,
        /** The client was closed. */
        CLOSED;

        /** Whether another endpoint may do better. */
        public boolean isTransport() {
            return this != REMOTE && this != OTHER_CHAIN && this != OVERLOADED && this != CLOSED;
        }
    }

    private final Kind kind;
    private final String text;
    private final long code;
    private final String remoteMessage;
    private final String data;

    private RpcException(Kind kind, String message, long code, String remoteMessage, String data) {
        super(message);
        this.kind = kind;
        this.text = message;
        this.code = code;
        this.remoteMessage = remoteMessage;
        this.data = data;
    }

    public static RpcException of(Kind kind, String message) {
        return new RpcException(kind, message, 0, "", "");
    }

    /** An error object that the node sent. */
    public static RpcException remote(String where, long code, String message, Optional<String> data) {
        String text = where + " answers error " + code + ": " + message
                + data.map(detail -> " (" + detail + ")").orElse("");
        return new RpcException(Kind.REMOTE, text, code, message, data.orElse(""));
    }

    @Override
    public String getMessage() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /** The node's error code; 0 unless the kind is {@link Kind#REMOTE}. */
    public long code() {
        return code;
    }

    /** The node's own words; empty unless the kind is {@link Kind#REMOTE}. */
    public String remoteMessage() {
        return remoteMessage;
    }

    /** The node's details: a text as it is, anything else as JSON; empty when there are none. */
    public String data() {
        return data;
    }
}
