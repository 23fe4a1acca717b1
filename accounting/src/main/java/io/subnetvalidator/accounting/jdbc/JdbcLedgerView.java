package io.subnetvalidator.accounting.jdbc;

import io.subnetvalidator.accounting.ChainWalk;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import io.subnetvalidator.accounting.LedgerHead;
import io.subnetvalidator.accounting.LedgerIdentity;
import io.subnetvalidator.accounting.LedgerOpened;
import io.subnetvalidator.accounting.LedgerReader;
import io.subnetvalidator.accounting.LedgerRecord;
import io.subnetvalidator.accounting.LedgerVerification;
import io.subnetvalidator.accounting.LedgerVerification.Broken;
import io.subnetvalidator.accounting.LedgerVerification.Intact;
import io.subnetvalidator.accounting.StoredEntry;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.SubnetId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A ledger opened for reading, by the commands that verify and export it, also while the service writes. Blocks: not for event
 * loops.
 */
public final class JdbcLedgerView implements LedgerReader, AutoCloseable {

    private static final String READ = "read the ledger";

    private final SqliteDatabase database;
    private final LedgerIdentity identity;

    private JdbcLedgerView(SqliteDatabase database) {
        this.database = database;
        this.identity = identityOf(database);
    }

    /**
     * Opens the ledger of a data directory.
     *
     * @throws LedgerException when there is none, or it cannot be read
     */
    public static JdbcLedgerView open(Path directory) {
        Path file = directory.toAbsolutePath().resolve(LedgerFile.NAME);
        LedgerFile.requireLedger(file);
        SqliteDatabase database = SqliteDatabase.readOnly(file);
        boolean opened = false;
        try {
            JdbcLedgerView view = over(database);
            opened = true;
            return view;
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    static JdbcLedgerView over(SqliteDatabase database) {
        return new JdbcLedgerView(database);
    }

    @Override
    public LedgerIdentity identity() {
        return identity;
    }

    @Override
    public LedgerHead head() {
        return database.read(READ, table -> table.head().orElseThrow(this::headless));
    }

    @Override
    public List<LedgerRecord> read(long fromSequence, int limit) {
        requireLimit(limit);
        return database.read(READ, table -> records(table.page(fromSequence, limit)));
    }

    @Override
    public List<LedgerRecord> readEpoch(SubnetId subnet, Epoch epoch, long fromSequence, int limit) {
        requireLimit(limit);
        return database.read(READ, table -> records(table.epochPage(subnet, epoch, fromSequence, limit)));
    }

    @Override
    public LedgerVerification verify() {
        ChainWalk walk = new ChainWalk(
                (subnet, epoch, before) -> database.read(READ, table -> table.epochHashes(subnet, epoch, before)));
        try {
            return walk(walk);
        } catch (LedgerException e) {
            if (e.fault() == LedgerFault.CORRUPT) {
                return new Broken(walk.next(), String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private LedgerVerification walk(ChainWalk walk) {
        LedgerHead head = head();
        while (walk.next() <= head.sequence()) {
            Optional<Broken> broken = step(walk, head.sequence());
            if (broken.isPresent()) {
                return broken.get();
            }
        }
        if (!database.read(READ, JournalTable::endsAtHead)) {
            return new Broken(walk.next(), "entries stand behind the one that was written last");
        }
        if (!walk.last().equals(head.hash())) {
            return new Broken(head.sequence(), "its hash is not the one that was written as the newest");
        }
        return database.damage()
                .<LedgerVerification>map(
                        damage -> new Broken(walk.next(), "every entry holds, but not their index: " + damage))
                .orElseGet(() -> new Intact(head.sequence() + 1, head));
    }

    /** Takes a page of rows; an unreadable page is taken row by row, so that the walk ends at the row that is damaged. */
    private Optional<Broken> step(ChainWalk walk, long last) {
        List<StoredEntry> page;
        try {
            page = page(walk.next(), MAX_PAGE);
        } catch (LedgerException e) {
            if (e.fault() != LedgerFault.CORRUPT) {
                throw e;
            }
            page = page(walk.next(), 1);
        }
        if (page.isEmpty()) {
            return Optional.of(new Broken(walk.next(), "the entry is missing; entry " + last + " was the newest"));
        }
        for (StoredEntry row : page) {
            if (walk.next() > last) {
                return Optional.empty();
            }
            Optional<Broken> broken = walk.step(row);
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }

    private List<StoredEntry> page(long from, int limit) {
        return database.read(READ, table -> table.page(from, limit));
    }

    private static List<LedgerRecord> records(List<StoredEntry> rows) {
        return rows.stream().map(StoredEntry::toRecord).toList();
    }

    private static LedgerIdentity identityOf(SqliteDatabase database) {
        List<LedgerRecord> first = records(database.read(READ, table -> table.page(0, 1)));
        if (first.isEmpty() || !(first.get(0).entry() instanceof LedgerOpened opened)) {
            throw new LedgerException(
                    LedgerFault.CORRUPT, database.file() + " does not begin with the entry that names its owner.");
        }
        if (opened.format() > LedgerOpened.FORMAT) {
            throw new LedgerException(
                    LedgerFault.NEWER_FORMAT, database.file() + " has entries of format " + opened.format() + ".");
        }
        return opened.identity();
    }

    private LedgerException headless() {
        return new LedgerException(LedgerFault.CORRUPT, database.file() + " has no head.");
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " entries, not " + limit);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
