package io.subnetvalidator.accounting.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.subnetvalidator.accounting.Given;
import io.subnetvalidator.accounting.LedgerDraft;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerHead;
import io.subnetvalidator.accounting.LedgerIdentity;
import io.subnetvalidator.accounting.LedgerRecord;
import io.subnetvalidator.accounting.OperatorAction;
import io.subnetvalidator.accounting.ProbeOutcome;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcLedgerTest {

    @TempDir
    private Path directory;

    @Test
    void entries_are_there_when_the_ledger_is_opened_again() {
        LedgerRecord written;
        try (JdbcLedger ledger = open()) {
            written = ledger.append(Given.epoch(1), Given.probe(1, "p", ProbeOutcome.ANSWERED, 10));
        }
        try (JdbcLedger ledger = open()) {
            assertThat(ledger.head()).isEqualTo(new LedgerHead(1, written.hash()));
            assertThat(ledger.read(1, 10)).containsExactly(written);
        }
    }

    @Test
    void a_ledger_opens_for_its_own_chain_subnet_and_node_only() {
        open().close();
        LedgerIdentity mine = Given.IDENTITY;

        assertRefused(new LedgerIdentity(Given.digest("other"), mine.subnet(), mine.node()), "SV-1404", "node 7");
        assertRefused(new LedgerIdentity(mine.genesis(), SubnetId.of(5), mine.node()), "SV-1404", "subnet 5");
        assertRefused(new LedgerIdentity(mine.genesis(), mine.subnet(), NodeId.of(8)), "SV-1404", "not of node 8");
        open().close();
    }

    @Test
    void a_second_owner_in_the_same_process_is_refused_and_does_not_disturb_the_first() {
        try (JdbcLedger first = open()) {
            assertRefused(Given.IDENTITY, "SV-1402", "in use");
            assertRefused(Given.IDENTITY, "SV-1402", "in use");
            first.append(Given.epoch(1), Given.probe(1, "p", ProbeOutcome.SILENT, 0));
        }
        open().close();
    }

    @Test
    void a_directory_that_cannot_be_made_is_named() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");

        assertThatThrownBy(() -> JdbcLedger.open(file.resolve("data"), Given.IDENTITY, Given.NOW))
                .isInstanceOf(LedgerException.class)
                .hasMessageStartingWith("SV-1401: " + file.resolve("data"))
                .hasMessageContaining("Give the service's user write access");
    }

    @Test
    void a_directory_without_write_permission_is_named() throws IOException {
        Path locked = Files.createDirectory(
                directory.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        assumeFalse(Files.isWritable(locked), "permissions do not bind this user");

        assertThatThrownBy(() -> JdbcLedger.open(locked, Given.IDENTITY, Given.NOW))
                .isInstanceOf(LedgerException.class)
                .hasMessageStartingWith("SV-1401: ");
    }

    @Test
    void a_file_of_another_program_is_left_alone() throws IOException {
        Path file = Files.writeString(directory.resolve(LedgerFile.NAME), "name,amount\nalice,3\n".repeat(20));
        byte[] before = Files.readAllBytes(file);

        assertRefused(Given.IDENTITY, "SV-1403", "does not begin as a ledger does");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void a_database_of_another_program_is_left_alone() throws IOException, SQLException {
        RawDatabase.execute(directory, "CREATE TABLE customers (name TEXT)");
        byte[] before = Files.readAllBytes(directory.resolve(LedgerFile.NAME));

        assertRefused(Given.IDENTITY, "SV-1403", "a database of another program");
        assertThat(directory.resolve(LedgerFile.NAME)).hasBinaryContent(before);
    }

    @Test
    void an_emptied_or_shortened_ledger_never_passes_for_a_new_one() throws IOException {
        try (JdbcLedger ledger = open()) {
            ledger.append(drafts(2000));
        }
        Path file = directory.resolve(LedgerFile.NAME);
        long size = Files.size(file);
        for (long length : new long[] {size - 1, size - 4096, size / 2, 4096, 100, 99, 7, 0}) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            assertRefused(Given.IDENTITY, "SV-1405", "is cut off");
        }
    }

    @Test
    void a_log_without_its_database_is_refused() throws IOException {
        open().close();
        Files.move(directory.resolve(LedgerFile.NAME), directory.resolve("ledger.db-wal"));

        assertRefused(Given.IDENTITY, "SV-1405", "is missing");
    }

    @Test
    void what_a_crash_left_of_a_ledger_that_was_never_finished_is_discarded() throws IOException {
        Files.writeString(directory.resolve("ledger.db.new"), "half a database");
        Files.writeString(directory.resolve("ledger.db.new-wal"), "and its log");

        open().close();

        assertThat(directory.resolve("ledger.db.new")).doesNotExist();
        assertThat(directory.resolve("ledger.db.new-wal")).doesNotExist();
    }

    @Test
    void a_ledger_of_a_newer_release_is_refused() throws SQLException {
        open().close();
        RawDatabase.execute(
                directory,
                "INSERT INTO flyway_schema_history SELECT 99, '99', 'future', type, 'V99__future.sql', 1, installed_by,"
                        + " installed_on, execution_time, success FROM flyway_schema_history WHERE version = '1'");

        assertRefused(Given.IDENTITY, "SV-1407", "tables that this release does not know");
    }

    @Test
    void a_view_of_a_directory_without_ledger_says_so() {
        assertThatThrownBy(() -> JdbcLedgerView.open(directory))
                .isInstanceOf(LedgerException.class)
                .hasMessageStartingWith("SV-1408: There is no ledger at " + directory.resolve(LedgerFile.NAME));
    }

    @Test
    void a_full_disk_refuses_the_entries_and_keeps_the_chain() {
        open().close();
        try (JdbcLedger ledger = JdbcLedger.open(directory, Given.IDENTITY, Given.NOW, OptionalLong.of(20))) {
            LedgerHead before = ledger.head();
            List<LedgerDraft> tooMany = drafts(5000);

            assertThatThrownBy(() -> ledger.append(tooMany))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageStartingWith("SV-1406: ")
                    .hasMessageContaining("Free space on the volume");
            assertThat(ledger.head()).isEqualTo(before);
            assertThat(ledger.append(drafts(1)).get(0).sequence()).isEqualTo(before.sequence() + 1);
            assertThat(ledger.verify().intact()).isTrue();
        }
        try (JdbcLedger ledger = open()) {
            ledger.append(drafts(5000));
            assertThat(ledger.verify().intact()).isTrue();
        }
    }

    @Test
    void a_view_reads_beside_the_writer() {
        try (JdbcLedger ledger = open();
                JdbcLedgerView view = JdbcLedgerView.open(directory)) {
            LedgerRecord record = ledger.append(Given.epoch(1), new OperatorAction("alice", "start", ""));

            assertThat(view.head().hash()).isEqualTo(record.hash());
            assertThat(view.identity()).isEqualTo(Given.IDENTITY);
            assertThat(view.verify().intact()).isTrue();
        }
    }

    @Test
    void a_page_larger_than_the_limit_is_refused() {
        try (JdbcLedger ledger = open()) {
            assertThatThrownBy(() -> ledger.read(0, 10_001)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ledger.read(0, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private JdbcLedger open() {
        return JdbcLedger.open(directory, Given.IDENTITY, Given.NOW);
    }

    private void assertRefused(LedgerIdentity identity, String code, String says) {
        assertThatThrownBy(() -> JdbcLedger.open(directory, identity, Given.NOW))
                .isInstanceOf(LedgerException.class)
                .hasMessageStartingWith(code + ": ")
                .hasMessageContaining(says);
    }

    private static List<LedgerDraft> drafts(int count) {
        List<LedgerDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(new LedgerDraft(Given.epoch(1), Given.probe(1, "p" + i, ProbeOutcome.ANSWERED, i)));
        }
        return drafts;
    }
}
