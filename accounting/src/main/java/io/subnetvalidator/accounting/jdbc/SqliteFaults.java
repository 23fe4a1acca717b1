package io.subnetvalidator.accounting.jdbc;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's result codes mean for a ledger, and for the person who runs it. */
final class SqliteFaults {

    private SqliteFaults() {}

    /** Runs a piece of database work; every failure of the database comes out as a {@link LedgerException}. */
    static <T> T guard(Path file, String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException | FlywayException | PoolInitializationException e) {
            throw translate(file, what, e);
        }
    }

    static void guard(Path file, String what, Runnable work) {
        guard(file, what, () -> {
            work.run();
            return true;
        });
    }

    static LedgerException translate(Path file, String what, Throwable failure) {
        Optional<SQLiteException> sqlite = sqliteCause(failure);
        LedgerFault fault = sqlite.map(SqliteFaults::fault).orElse(LedgerFault.STORAGE);
        String reason = sqlite.map(Throwable::getMessage).orElse(String.valueOf(failure.getMessage()));
        return new LedgerException(fault, file + ": could not " + what + ": " + reason + ".", failure);
    }

    static LedgerFault fault(SQLiteException failure) {
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(failure.getResultCode().code & 0xFF);
        return switch (primary) {
            case SQLITE_FULL -> LedgerFault.DISK_FULL;
            case SQLITE_CORRUPT -> LedgerFault.CORRUPT;
            case SQLITE_NOTADB -> LedgerFault.FOREIGN_FILE;
            case SQLITE_BUSY, SQLITE_LOCKED -> LedgerFault.LOCKED;
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM -> LedgerFault.DIRECTORY_NOT_WRITABLE;
            default -> LedgerFault.STORAGE;
        };
    }

    /** The SQLite failure behind this one; what was suppressed, a failed rollback for example, is not the reason. */
    private static Optional<SQLiteException> sqliteCause(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLiteException sqlite) {
                return Optional.of(sqlite);
            }
        }
        return Optional.empty();
    }
}
