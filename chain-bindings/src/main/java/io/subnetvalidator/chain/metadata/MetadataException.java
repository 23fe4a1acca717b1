package io.subnetvalidator.chain.metadata;

/** Metadata that cannot be read, or a name that the runtime described by it does not have. */
public final class MetadataException extends RuntimeException {

    public MetadataException(String message) {
        super(message);
    }

    public MetadataException(String message, Throwable cause) {
        super(message, cause);
    }
}
