package io.subnetvalidator.core.error;

/** An error of the catalogue with the particulars: the value that was wrong and where it came from. */
public final class ServiceException extends RuntimeException {

    private final ServiceError error;

    public ServiceException(ServiceError error, String detail) {
        super(detail);
        this.error = error;
    }

    public ServiceException(ServiceError error, String detail, Throwable cause) {
        super(detail, cause);
        this.error = error;
    }

    public ServiceError error() {
        return error;
    }

    /** Code, cause, particulars and remedy, for people. */
    public String text() {
        return error.code() + ": " + error.cause() + "\n  " + getMessage() + "\n  What to do: " + error.remedy();
    }
}
