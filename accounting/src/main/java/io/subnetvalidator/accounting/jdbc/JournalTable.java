package io.subnetvalidator.accounting.jdbc;

import io.subnetvalidator.accounting.EncodedDraft;
import io.subnetvalidator.accounting.EntryScope;
import io.subnetvalidator.accounting.LedgerHead;
import io.subnetvalidator.accounting.LedgerRecord;
import io.subnetvalidator.accounting.StoredEntry;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements of the journal, on one connection. */
final class JournalTable {

    private static final String COLUMNS =
            "SELECT sequence, subnet, epoch, block, recorded_at, kind, payload, previous, hash FROM journal ";

    private final Handle handle;

    JournalTable(Handle handle) {
        this.handle = handle;
    }

    List<StoredEntry> page(long from, int limit) {
        return handle.createQuery(COLUMNS + "WHERE sequence >= :from ORDER BY sequence LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> stored(row))
                .list();
    }

    List<StoredEntry> epochPage(SubnetId subnet, Epoch epoch, long from, int limit) {
        return handle.createQuery(
                        COLUMNS
                                + "WHERE subnet = :subnet AND epoch = :epoch AND sequence >= :from ORDER BY sequence LIMIT :limit")
                .bind("subnet", subnet.value())
                .bind("epoch", epoch.value())
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> stored(row))
                .list();
    }

    List<Hash256> epochHashes(SubnetId subnet, Epoch epoch, long before) {
        return handle.createQuery("SELECT hash FROM journal WHERE subnet = :subnet AND epoch = :epoch"
                        + " AND sequence < :before ORDER BY sequence")
                .bind("subnet", subnet.value())
                .bind("epoch", epoch.value())
                .bind("before", before)
                .map((row, context) -> Hash256.of(row.getBytes(1)))
                .list();
    }

    /** The head that was written with the newest entry; empty in a database without entries. */
    Optional<LedgerHead> head() {
        return handle.createQuery("SELECT sequence, hash FROM journal_head WHERE id = 1")
                .map((row, context) -> new LedgerHead(row.getLong(1), Hash256.of(row.getBytes(2))))
                .findOne();
    }

    /** Whether the newest row is the one that the head names, both read at one moment. */
    boolean endsAtHead() {
        return handle.createQuery(
                        "SELECT h.sequence, (SELECT max(sequence) FROM journal) FROM journal_head h WHERE h.id = 1")
                .map((row, context) -> row.getLong(1) == row.getLong(2) && !row.wasNull())
                .findOne()
                .orElse(false);
    }

    void insert(List<EncodedDraft> drafts, List<LedgerRecord> records) {
        PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO journal (sequence, subnet, epoch, block, recorded_at, kind, payload, previous, hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (int i = 0; i < drafts.size(); i++) {
            LedgerRecord record = records.get(i);
            EntryScope scope = record.scope();
            batch.bind(0, record.sequence())
                    .bind(1, scope.subnet().value())
                    .bind(2, scope.epoch().map(Epoch::value))
                    .bind(3, scope.block().map(block -> block.value()))
                    .bind(4, scope.at().toEpochMilli())
                    .bind(5, record.entry().kind().number())
                    .bind(6, drafts.get(i).payload())
                    .bind(7, record.previous().toBytes())
                    .bind(8, record.hash().toBytes())
                    .add();
        }
        batch.execute();
    }

    void moveHead(LedgerRecord newest) {
        String upsert = "INSERT INTO journal_head (id, sequence, hash) VALUES (1, :sequence, :hash)"
                + " ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash";
        handle.createUpdate(upsert)
                .bind("sequence", newest.sequence())
                .bind("hash", newest.hash().toBytes())
                .execute();
    }

    private static StoredEntry stored(ResultSet row) throws SQLException {
        return new StoredEntry(
                row.getLong(1),
                row.getLong(2),
                optional(row, 3),
                optional(row, 4),
                row.getLong(5),
                row.getInt(6),
                row.getBytes(7),
                row.getBytes(8),
                row.getBytes(9));
    }

    private static OptionalLong optional(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
