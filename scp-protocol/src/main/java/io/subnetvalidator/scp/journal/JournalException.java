package io.subnetvalidator.scp.journal;

/** The signing journal forbids to sign. Says why and what the operator can do. */
public final class JournalException extends RuntimeException {

    /** Why, for the error catalogue and metrics; the code is stable. */
    public enum Fault {
        IN_USE(
                "journal-in-use",
                "another process uses this journal; stop it, and never run two validators with one key"),
        FOREIGN(
                "journal-foreign",
                "point the data directory at this node's own journal, or start with an empty directory if this node has never signed"),
        CORRUPT(
                "journal-corrupt",
                "restore both journal files from the last moment before the damage, or wait until the epoch after the last one"
                        + " signed, move both files away and start with a new journal"),
        TRUNCATED(
                "journal-truncated",
                "records are missing that were written; restore the newest copy of both files, or wait until the epoch after the"
                        + " last one signed, move both files away and start with a new journal"),
        OLDER(
                "journal-older",
                "the chain shows later signatures of this node; restore the newest journal, and make sure that no other process"
                        + " uses this node's key"),
        UNKNOWN_VERSION("journal-version", "this journal was written by another release; run that release"),
        IO("journal-io", "check the disk, its free space and the permissions of the data directory"),
        REFUSED(
                "journal-refused",
                "nothing to repair: the validator does not sign two different things; if this repeats, look for a second process"
                        + " with the same key"),
        CLOSED("journal-closed", "the validator is shutting down, or the journal failed earlier; restart it");

        private final String code;
        private final String remedy;

        Fault(String code, String remedy) {
            this.code = code;
            this.remedy = remedy;
        }

        public String code() {
            return code;
        }

        public String remedy() {
            return remedy;
        }
    }

    private final Fault fault;

    JournalException(Fault fault, String message) {
        super(text(fault, message));
        this.fault = fault;
    }

    JournalException(Fault fault, String message, Throwable cause) {
        super(text(fault, message), cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    private static String text(Fault fault, String message) {
        return fault.code() + ": " + message + "; " + fault.remedy();
    }
}
