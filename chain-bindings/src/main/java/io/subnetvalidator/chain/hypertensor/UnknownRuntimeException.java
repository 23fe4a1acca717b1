package io.subnetvalidator.chain.hypertensor;

/** The runtime has no shape this version knows, so nothing is built or signed for it. */
public final class UnknownRuntimeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownRuntimeException(String message) {
        super(message);
    }
}
