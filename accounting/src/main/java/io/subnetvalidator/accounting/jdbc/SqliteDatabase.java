package io.subnetvalidator.accounting.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** One SQLite database with its connections: everything about a ledger's storage that is SQLite and not SQL. */
final class SqliteDatabase implements AutoCloseable {

    /** What the migrations say differently per database. */
    private static final Map<String, String> DIALECT = Map.of("int64", "INTEGER", "bytes", "BLOB", "strict", "STRICT");

    private static final int CONNECTIONS = 3;
    private static final int BUSY_TIMEOUT_MS = 5_000;

    private final Path file;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private SqliteDatabase(Path file, HikariDataSource pool) {
        this.file = file;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /** Opens for writing: write-ahead log, every commit forced to disk. */
    static SqliteDatabase writable(Path file) {
        return writable(file, OptionalLong.empty());
    }

    /** As {@link #writable(Path)}, on a disk that holds so many pages of the file. */
    static SqliteDatabase writable(Path file, OptionalLong pageLimit) {
        SQLiteConfig config = common();
        pageLimit.ifPresent(pages -> config.setPragma(SQLiteConfig.Pragma.MAX_PAGE_COUNT, Long.toString(pages)));
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        // A transaction that reads the head before it writes takes the write lock at its start, or its snapshot may be
        // old.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return open(file, config, false);
    }

    /** Opens for reading, also beside a running writer. */
    static SqliteDatabase readOnly(Path file) {
        SQLiteConfig config = common();
        config.setReadOnly(true);
        return open(file, config, true);
    }

    private static SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        return config;
    }

    private static SqliteDatabase open(Path file, SQLiteConfig config, boolean readOnly) {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setPoolName("ledger");
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(1);
        pool.setReadOnly(readOnly);
        return SqliteFaults.guard(file, "open the ledger", () -> new SqliteDatabase(file, new HikariDataSource(pool)));
    }

    Path file() {
        return file;
    }

    /** @throws LedgerException when a newer release has migrated the database already */
    void migrate() {
        try {
            SqliteFaults.guard(
                    file,
                    "migrate the ledger",
                    () -> Flyway.configure(SqliteDatabase.class.getClassLoader())
                            .dataSource(pool)
                            .locations("classpath:db/ledger")
                            .failOnMissingLocations(true)
                            .placeholders(DIALECT)
                            .ignoreMigrationPatterns(new String[0])
                            .load()
                            .migrate());
        } catch (LedgerException e) {
            if (e.getCause() instanceof FlywayValidateException invalid) {
                throw new LedgerException(
                        LedgerFault.NEWER_FORMAT, file + " has tables that this release does not know.", invalid);
            }
            throw e;
        }
    }

    /** Marks the file as a ledger, for {@link LedgerFile}. */
    void sign() {
        SqliteFaults.guard(
                file,
                "sign the ledger",
                () -> jdbi.useHandle(handle -> handle.execute("PRAGMA application_id = " + LedgerFile.APPLICATION_ID)));
    }

    <T> T read(String what, Function<JournalTable, T> work) {
        return SqliteFaults.guard(file, what, () -> jdbi.withHandle(handle -> work.apply(new JournalTable(handle))));
    }

    <T> T write(String what, Function<JournalTable, T> work) {
        return SqliteFaults.guard(file, what, () -> jdbi.inTransaction(handle -> work.apply(new JournalTable(handle))));
    }

    /** What SQLite itself finds wrong with its pages and indexes; empty when it finds nothing. */
    Optional<String> damage() {
        return SqliteFaults.guard(
                file,
                "check the pages of the ledger",
                () -> jdbi.withHandle(SqliteDatabase::integrityCheck).filter(finding -> !finding.equals("ok")));
    }

    private static Optional<String> integrityCheck(Handle handle) {
        return handle.createQuery("PRAGMA integrity_check(1)")
                .mapTo(String.class)
                .findFirst();
    }

    @Override
    public void close() {
        pool.close();
    }
}
