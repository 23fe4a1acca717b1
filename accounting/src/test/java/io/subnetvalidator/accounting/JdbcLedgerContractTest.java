package io.subnetvalidator.accounting;

import io.subnetvalidator.accounting.jdbc.JdbcLedger;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class JdbcLedgerContractTest extends LedgerContract {

    @TempDir
    private Path directory;

    @Override
    protected Ledger open() {
        return JdbcLedger.open(directory, Given.IDENTITY, Given.NOW);
    }
}
