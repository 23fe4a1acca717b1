package io.subnetvalidator.core.text;

/** A tokenizer that cannot be used; the message names the file and what is wrong with it. */
public final class TokenizerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
