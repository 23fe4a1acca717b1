package io.subnetvalidator.accounting.jdbc;

import io.subnetvalidator.accounting.EncodedDraft;
import io.subnetvalidator.accounting.EntryScope;
import io.subnetvalidator.accounting.EpochClosed;
import io.subnetvalidator.accounting.EpochClosing;
import io.subnetvalidator.accounting.Ledger;
import io.subnetvalidator.accounting.LedgerDraft;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import io.subnetvalidator.accounting.LedgerHash;
import io.subnetvalidator.accounting.LedgerHead;
import io.subnetvalidator.accounting.LedgerIdentity;
import io.subnetvalidator.accounting.LedgerOpened;
import io.subnetvalidator.accounting.LedgerRecord;
import io.subnetvalidator.accounting.LedgerVerification;
import io.subnetvalidator.accounting.StoredEntry;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ledger in an SQLite file, {@code ledger.db} in the data directory. Every call blocks on the disk: not for event loops.
 *
 * <p>Appends are committed in groups. A caller leaves its entries in a queue and waits for the writer's lock; whoever gets the
 * lock first commits everything that waits, and the others find their entries committed when their turn comes. So the cost
 * of forcing the disk is shared without a thread of its own.
 */
public final class JdbcLedger implements Ledger {

    /** Entries after which a group is committed although more wait. */
    private static final int GROUP_LIMIT = 2 * MAX_BATCH;

    private final SqliteDatabase database;
    private final SqliteLock owner;
    private final JdbcLedgerView view;
    private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writer = new ReentrantLock();
    private boolean closed;

    private JdbcLedger(SqliteDatabase database, SqliteLock owner, JdbcLedgerView view) {
        this.database = database;
        this.owner = owner;
        this.view = view;
    }

    /**
     * Opens the ledger in this directory for writing, or creates it.
     *
     * @param directory made when it does not exist
     * @param identity whose books they are
     * @param now time of entry 0, should the ledger be created
     * @throws LedgerException when the directory is not writable, another process owns the ledger, or the file is foreign,
     *     damaged or of another identity
     */
    public static JdbcLedger open(Path directory, LedgerIdentity identity, Instant now) {
        return open(directory, identity, now, OptionalLong.empty());
    }

    static JdbcLedger open(Path directory, LedgerIdentity identity, Instant now, OptionalLong pageLimit) {
        LedgerFile file = LedgerFile.in(directory);
        SqliteLock owner = SqliteLock.acquire(file.lock());
        boolean opened = false;
        try {
            if (!file.exists()) {
                create(file, identity, now);
            }
            LedgerFile.requireLedger(file.path());
            JdbcLedger ledger = open(file.path(), owner, identity, pageLimit);
            opened = true;
            return ledger;
        } finally {
            if (!opened) {
                owner.close();
            }
        }
    }

    private static void create(LedgerFile file, LedgerIdentity identity, Instant now) {
        file.discardDraft();
        try (SqliteDatabase database = SqliteDatabase.writable(file.draft())) {
            database.sign();
            database.migrate();
            LedgerOpened opened = new LedgerOpened(identity, LedgerOpened.FORMAT);
            EncodedDraft first = EncodedDraft.of(new LedgerDraft(EntryScope.of(identity.subnet(), now), opened));
            database.write("write the first entry", table -> append(table, Optional.empty(), List.of(first)));
        }
        file.publishDraft();
    }

    private static JdbcLedger open(Path path, SqliteLock owner, LedgerIdentity identity, OptionalLong pageLimit) {
        SqliteDatabase database = SqliteDatabase.writable(path, pageLimit);
        boolean opened = false;
        try {
            database.migrate();
            JdbcLedgerView view = JdbcLedgerView.over(database);
            if (!view.identity().equals(identity)) {
                throw new LedgerException(
                        LedgerFault.OTHER_IDENTITY,
                        path + " holds the books of " + view.identity() + ", not of " + identity + ".");
            }
            requireWholeTail(database);
            opened = true;
            return new JdbcLedger(database, owner, view);
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    /** The end of the chain is what appending builds on; {@link #verify} looks at the rest. */
    private static void requireWholeTail(SqliteDatabase database) {
        boolean whole = database.read("read the end of the ledger", table -> {
            Optional<LedgerHead> head = table.head();
            if (head.isEmpty() || !table.endsAtHead()) {
                return false;
            }
            StoredEntry row = table.page(head.get().sequence(), 1).get(0);
            LedgerRecord record = row.toRecord();
            Hash256 hash =
                    LedgerHash.of(record.previous(), record.sequence(), record.scope(), row.kind(), row.payload());
            return hash.equals(record.hash()) && hash.equals(head.get().hash());
        });
        if (!whole) {
            throw new LedgerException(
                    LedgerFault.CORRUPT, database.file() + " does not end with the entry that was written last.");
        }
    }

    @Override
    public List<LedgerRecord> append(List<LedgerDraft> drafts) {
        List<EncodedDraft> encoded = EncodedDraft.encode(drafts);
        if (encoded.isEmpty()) {
            return List.of();
        }
        Ticket ticket = new Ticket(encoded);
        waiting.add(ticket);
        writer.lock();
        try {
            while (!ticket.settled()) {
                commitGroup();
            }
            return ticket.outcome();
        } finally {
            writer.unlock();
        }
    }

    @Override
    public EpochClosing closeEpoch(EntryScope scope) {
        Epoch epoch = scope.epoch()
                .orElseThrow(() -> new IllegalArgumentException("the scope of a closing names the epoch to close"));
        writer.lock();
        try {
            requireOpen();
            return database.write("close epoch " + epoch, table -> {
                LedgerHead head = requireHead(table);
                List<Hash256> hashes = table.epochHashes(scope.subnet(), epoch, head.sequence() + 1);
                EpochClosed closed = new EpochClosed(hashes.size(), LedgerHash.epochRoot(hashes));
                EncodedDraft draft = EncodedDraft.of(new LedgerDraft(scope, closed));
                LedgerRecord record =
                        append(table, Optional.of(head), List.of(draft)).get(0);
                return new EpochClosing(record, closed.entries(), closed.root());
            });
        } finally {
            writer.unlock();
        }
    }

    /** Commits what waits, in the order in which it came. The head is read from the database each time: it alone knows. */
    private void commitGroup() {
        List<Ticket> group = new ArrayList<>();
        List<EncodedDraft> drafts = new ArrayList<>();
        while (drafts.size() < GROUP_LIMIT && !waiting.isEmpty()) {
            Ticket ticket = waiting.remove();
            group.add(ticket);
            drafts.addAll(ticket.drafts);
        }
        try {
            requireOpen();
            List<LedgerRecord> records = database.write("append " + drafts.size() + " entries", table -> {
                return append(table, Optional.of(requireHead(table)), drafts);
            });
            int from = 0;
            for (Ticket ticket : group) {
                ticket.records = records.subList(from, from + ticket.drafts.size());
                from += ticket.drafts.size();
            }
        } catch (LedgerException e) {
            group.forEach(ticket -> ticket.failure = Optional.of(e));
        } finally {
            group.stream().filter(ticket -> !ticket.settled()).forEach(Ticket::abandon);
        }
    }

    private LedgerHead requireHead(JournalTable table) {
        return table.head()
                .orElseThrow(() -> new LedgerException(LedgerFault.CORRUPT, database.file() + " has no head."));
    }

    private static List<LedgerRecord> append(JournalTable table, Optional<LedgerHead> head, List<EncodedDraft> drafts) {
        long sequence = head.map(h -> h.sequence() + 1).orElse(0L);
        Hash256 previous = head.map(LedgerHead::hash).orElse(LedgerHash.START);
        List<LedgerRecord> records = new ArrayList<>(drafts.size());
        for (EncodedDraft draft : drafts) {
            LedgerRecord record = draft.at(sequence, previous);
            records.add(record);
            previous = record.hash();
            sequence++;
        }
        table.insert(drafts, records);
        table.moveHead(records.get(records.size() - 1));
        return List.copyOf(records);
    }

    private void requireOpen() {
        if (closed) {
            throw new LedgerException(LedgerFault.CLOSED, "The ledger is closed.");
        }
    }

    @Override
    public LedgerIdentity identity() {
        return view.identity();
    }

    @Override
    public LedgerHead head() {
        return view.head();
    }

    @Override
    public List<LedgerRecord> read(long fromSequence, int limit) {
        return view.read(fromSequence, limit);
    }

    @Override
    public List<LedgerRecord> readEpoch(SubnetId subnet, Epoch epoch, long fromSequence, int limit) {
        return view.readEpoch(subnet, epoch, fromSequence, limit);
    }

    @Override
    public LedgerVerification verify() {
        return view.verify();
    }

    @Override
    public void close() {
        writer.lock();
        try {
            if (!closed) {
                closed = true;
                database.close();
                owner.close();
            }
        } finally {
            writer.unlock();
        }
    }

    /** One caller's entries on their way; its result is written and read under the writer's lock. */
    private static final class Ticket {

        private final List<EncodedDraft> drafts;
        private List<LedgerRecord> records = List.of();
        private Optional<LedgerException> failure = Optional.empty();

        private Ticket(List<EncodedDraft> drafts) {
            this.drafts = drafts;
        }

        private boolean settled() {
            return !records.isEmpty() || failure.isPresent();
        }

        /** Whatever went wrong for the thread that committed the group, nobody waits for ever. */
        private void abandon() {
            failure = Optional.of(new LedgerException(LedgerFault.STORAGE, "The group of this append was given up."));
        }

        private List<LedgerRecord> outcome() {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return records;
        }
    }
}
