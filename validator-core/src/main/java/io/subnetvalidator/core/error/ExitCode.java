package io.subnetvalidator.core.error;

/** Exit codes of the program, part of its contract with scripts. */
public enum ExitCode {
    DONE(0),
    BUG(1),
    USAGE(2),
    NOT_SO(3),
    ENVIRONMENT(4),
    INTERRUPTED(130);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
