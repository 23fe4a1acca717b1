package io.subnetvalidator.accounting;

/** What can be wrong with a ledger, each with the code an operator sees everywhere and what to do about it. */
public enum LedgerFault {
    DIRECTORY_NOT_WRITABLE("SV-1401", "Give the service's user write access to the directory, or name another one."),
    LOCKED("SV-1402", "Stop the other process, or give this one a data directory of its own."),
    FOREIGN_FILE("SV-1403", "Name the ledger's own file; this one was made by another program and was left untouched."),
    OTHER_IDENTITY("SV-1404", "Use the data directory of this chain, subnet and node, or start with an empty one."),
    CORRUPT("SV-1405", "Run 'ledger verify', restore the file from a backup, and keep the broken file as evidence."),
    DISK_FULL("SV-1406", "Free space on the volume; appending resumes by itself."),
    NEWER_FORMAT("SV-1407", "Run the release that wrote this ledger, or a newer one."),
    NOT_FOUND("SV-1408", "Check the path; a ledger is created by the first run of the service."),
    STORAGE("SV-1409", "Check the volume and its mount options; the cause is below."),
    CLOSED("SV-1410", "The service is shutting down; nothing was written.");

    private final String code;
    private final String remedy;

    LedgerFault(String code, String remedy) {
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
