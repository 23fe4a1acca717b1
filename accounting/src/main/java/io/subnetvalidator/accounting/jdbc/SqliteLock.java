package io.subnetvalidator.accounting.jdbc;

import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/**
 * Ownership of a ledger: an exclusive transaction on a lock file, held for as long as the owner lives and released by the
 * operating system when it dies. A plain file lock would be lost as soon as anything in this process closed the same file;
 * SQLite accounts for that. Readers of the ledger do not take it.
 */
final class SqliteLock implements AutoCloseable {

    private final Path file;
    private final Connection connection;

    private SqliteLock(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** @throws LedgerException when another owner lives, or the file cannot be made */
    static SqliteLock acquire(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        config.setTransactionMode(SQLiteConfig.TransactionMode.EXCLUSIVE);
        Connection connection = null;
        boolean locked = false;
        try {
            connection = config.createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
            }
            locked = true;
            return new SqliteLock(file, connection);
        } catch (SQLiteException e) {
            if (SqliteFaults.fault(e) == LedgerFault.LOCKED) {
                throw new LedgerException(
                        LedgerFault.LOCKED, "The ledger in " + file.getParent() + " is in use by another process.", e);
            }
            throw SqliteFaults.translate(file, "lock the ledger", e);
        } catch (SQLException e) {
            throw SqliteFaults.translate(file, "lock the ledger", e);
        } finally {
            if (!locked && connection != null) {
                closeQuietly(connection);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteFaults.translate(file, "unlock the ledger", e);
        }
    }

    /** The failure that led here is the one to report. */
    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger(SqliteLock.class.getName())
                    .log(System.Logger.Level.DEBUG, "Lock connection did not close", e);
        }
    }
}
