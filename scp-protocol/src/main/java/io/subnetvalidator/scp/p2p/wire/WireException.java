package io.subnetvalidator.scp.p2p.wire;

/** A remote peer broke the rules of a layer; nothing more can be read from where it happened. */
public final class WireException extends RuntimeException {

    /** Where the rule was broken. */
    public enum Layer {
        FRAME,
        /** A message is well formed and longer than its reader accepts. */
        LIMIT,
        MULTISTREAM,
        NOISE,
        IDENTITY,
        YAMUX,
        MESSAGE
    }

    private final Layer layer;

    public WireException(Layer layer, String message) {
        super(layer + ": " + message);
        this.layer = layer;
    }

    public WireException(Layer layer, String message, Throwable cause) {
        super(layer + ": " + message, cause);
        this.layer = layer;
    }

    public Layer layer() {
        return layer;
    }
}
