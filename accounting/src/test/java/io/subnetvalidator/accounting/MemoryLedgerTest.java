package io.subnetvalidator.accounting;

class MemoryLedgerTest extends LedgerContract {

    @Override
    protected Ledger open() {
        return new MemoryLedger(Given.IDENTITY, Given.NOW);
    }
}
