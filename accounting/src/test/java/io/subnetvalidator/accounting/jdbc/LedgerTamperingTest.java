package io.subnetvalidator.accounting.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.accounting.Given;
import io.subnetvalidator.accounting.LedgerDraft;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import io.subnetvalidator.accounting.LedgerRecord;
import io.subnetvalidator.accounting.LedgerVerification;
import io.subnetvalidator.accounting.LedgerVerification.Broken;
import io.subnetvalidator.accounting.ProbeOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTamperingTest {

    private static final int ENTRIES = 200;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeLedger() {
        try (JdbcLedger ledger = JdbcLedger.open(directory, Given.IDENTITY, Given.NOW)) {
            List<LedgerDraft> drafts = new ArrayList<>();
            for (int i = 1; i < ENTRIES; i++) {
                drafts.add(new LedgerDraft(
                        Given.epoch(i / 50), Given.probe(1 + i % 5, "p" + i, ProbeOutcome.ANSWERED, i)));
            }
            ledger.append(drafts);
            ledger.closeEpoch(Given.epoch(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "subnet = subnet + 1, its contents",
        "subnet = -1, its scope",
        "epoch = epoch + 1, its contents",
        "epoch = NULL, its contents",
        "block = block + 1, its contents",
        "block = NULL, its contents",
        "recorded_at = recorded_at + 1, its contents",
        "recorded_at = -1, its scope",
        "kind = kind + 1, its contents",
        "kind = 70000, its kind",
        "payload = x'', its contents",
        "payload = zeroblob(length(payload)), its contents",
        "previous = zeroblob(32), it does not name",
        "previous = x'00', it does not name",
        "hash = zeroblob(32), its contents",
        "hash = x'', its contents",
    })
    void a_changed_column_is_located(String change, String reason) throws SQLException {
        RawDatabase.execute(directory, "UPDATE journal SET " + change + " WHERE sequence = 77");

        assertBrokenAt(77, reason);
    }

    @Test
    void a_removed_entry_is_located() throws SQLException {
        RawDatabase.execute(directory, "DELETE FROM journal WHERE sequence = 77");

        assertBrokenAt(77, "the entry is missing; entry 78");
    }

    @Test
    void a_moved_entry_is_located() throws SQLException {
        RawDatabase.execute(directory, "UPDATE journal SET sequence = 9999 WHERE sequence = 77");

        assertBrokenAt(77, "the entry is missing");
    }

    @Test
    void exchanged_entries_are_located() throws SQLException {
        RawDatabase.execute(
                directory,
                "UPDATE journal SET sequence = 9999 WHERE sequence = 77",
                "UPDATE journal SET sequence = 77 WHERE sequence = 90",
                "UPDATE journal SET sequence = 90 WHERE sequence = 9999");

        assertBrokenAt(77, "it does not name the hash");
    }

    @Test
    void an_end_that_was_cut_off_is_located_and_not_built_upon() throws SQLException {
        RawDatabase.execute(directory, "DELETE FROM journal WHERE sequence > 150");

        assertBrokenAt(151, "the entry is missing");
        assertRefused(LedgerFault.CORRUPT);
    }

    @Test
    void an_entry_slipped_in_behind_the_end_is_noticed_and_not_built_upon() throws SQLException {
        RawDatabase.execute(
                directory,
                "INSERT INTO journal SELECT 5000, subnet, epoch, block, recorded_at, kind, payload, previous, hash"
                        + " FROM journal WHERE sequence = 5");

        assertBrokenAt(ENTRIES + 1, "entries stand behind");
        assertRefused(LedgerFault.CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE journal_head SET sequence = 100",
                "UPDATE journal_head SET hash = zeroblob(32)",
                "DELETE FROM journal_head"
            })
    void a_changed_head_is_noticed_and_not_built_upon(String change) throws SQLException {
        RawDatabase.execute(directory, change);

        try (JdbcLedgerView view = JdbcLedgerView.open(directory)) {
            assertThat(view)
                    .satisfiesAnyOf(
                            v -> assertThat(v.verify().intact()).isFalse(),
                            v -> assertThatThrownBy(v::verify).isInstanceOf(LedgerException.class));
        }
        assertRefused(LedgerFault.CORRUPT);
    }

    @Test
    void an_index_that_hides_entries_is_noticed() throws SQLException {
        RawDatabase.execute(
                directory,
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = sql || ' WHERE sequence <> 77' WHERE name = 'journal_by_epoch'",
                "PRAGMA writable_schema = RESET",
                "REINDEX journal_by_epoch",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, ' WHERE sequence <> 77', '') WHERE name = 'journal_by_epoch'");

        try (JdbcLedgerView view = JdbcLedgerView.open(directory)) {
            assertThat(view.verify().intact()).isFalse();
        }
    }

    @Test
    void a_flipped_byte_of_a_payload_is_located() throws IOException {
        byte[] payload;
        try (JdbcLedgerView view = JdbcLedgerView.open(directory)) {
            payload = view.read(123, 1).get(0).entry().toBytes();
        }
        Path file = directory.resolve(LedgerFile.NAME);
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, payload);
        for (int offset : new int[] {0, payload.length / 2, payload.length - 1}) {
            byte[] flipped = bytes.clone();
            flipped[at + offset] ^= 0x10;
            Files.write(file, flipped);

            assertBrokenAt(123, "its contents");
        }
    }

    @Test
    void a_byte_flipped_anywhere_is_noticed_or_touches_nothing_that_is_read() throws IOException {
        List<LedgerRecord> original = contents();
        Path file = directory.resolve(LedgerFile.NAME);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(20_260_301);
        int noticed = 0;
        for (int i = 0; i < 300; i++) {
            byte[] flipped = bytes.clone();
            int at = random.nextInt(bytes.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            if (verdict().intact()) {
                assertThat(contents())
                        .as("seed 20260301, flip %d at byte %d", i, at)
                        .isEqualTo(original);
            } else {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(50);
    }

    /** Everything a caller can read, through the table and through the index. */
    private List<LedgerRecord> contents() {
        try (JdbcLedgerView view = JdbcLedgerView.open(directory)) {
            List<LedgerRecord> all = new ArrayList<>(view.read(0, 10_000));
            for (long epoch = 0; epoch < 4; epoch++) {
                all.addAll(view.byEpoch(Given.SUBNET, Given.epoch(epoch).epoch().orElseThrow()));
            }
            return all;
        }
    }

    private LedgerVerification verdict() {
        try (JdbcLedgerView view = JdbcLedgerView.open(directory)) {
            return view.verify();
        } catch (LedgerException e) {
            return new Broken(0, String.valueOf(e.getMessage()));
        }
    }

    private void assertBrokenAt(long sequence, String reason) {
        try (JdbcLedgerView view = JdbcLedgerView.open(directory)) {
            assertThat(view.verify()).isInstanceOfSatisfying(Broken.class, broken -> {
                assertThat(broken.sequence()).isEqualTo(sequence);
                assertThat(broken.reason()).startsWith(reason);
            });
        }
    }

    private void assertRefused(LedgerFault fault) {
        assertThatThrownBy(() -> JdbcLedger.open(directory, Given.IDENTITY, Given.NOW))
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("the payload does not stand in the file as it is");
    }
}
