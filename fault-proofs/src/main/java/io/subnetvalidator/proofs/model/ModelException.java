package io.subnetvalidator.proofs.model;

/** A model directory that cannot be used; the message names the file, the tensor or setting, and what is wrong with it. */
public final class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
