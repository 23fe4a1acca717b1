package io.subnetvalidator.chain.scale;

/** Bytes that are not the canonical SCALE form of what was asked for, with the offset where that showed. */
public final class ScaleException extends RuntimeException {

    private final int offset;

    public ScaleException(String message, int offset) {
        super(message + " (at byte " + offset + ")");
        this.offset = offset;
    }

    /** Offset from the start of the input. */
    public int offset() {
        return offset;
    }
}
