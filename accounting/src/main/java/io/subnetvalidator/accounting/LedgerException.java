package io.subnetvalidator.accounting;

/** The ledger could not do what was asked; says what was wrong, where, and what to do. */
public final class LedgerException extends RuntimeException {

    private final LedgerFault fault;

    public LedgerException(LedgerFault fault, String what) {
        super(fault.code() + ": " + what + " " + fault.remedy());
        this.fault = fault;
    }

    public LedgerException(LedgerFault fault, String what, Throwable cause) {
        super(fault.code() + ": " + what + " " + fault.remedy(), cause);
        this.fault = fault;
    }

    public LedgerFault fault() {
        return fault;
    }

    public String code() {
        return fault.code();
    }
}
