package io.subnetvalidator.scp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.scp.journal.JournalException.Fault;
import io.subnetvalidator.scp.protocol.Duty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSigningJournalTest {

    private static final JournalOwner OWNER =
            new JournalOwner(Blake2b.hash256(new byte[] {42}), SubnetId.of(128_001), NodeId.of(3));

    @TempDir
    Path directory;

    private Path log;
    private Path mark;

    @BeforeEach
    void names() {
        log = directory.resolve(FileSigningJournal.LOG);
        mark = directory.resolve(FileSigningJournal.MARK);
    }

    @Test
    void what_was_released_is_remembered_over_a_restart() {
        write(1, 3);
        try (SigningJournal journal = open()) {
            assertThat(journal.last(Duty.ATTESTATION))
                    .map(SigningRecord.Signed::epoch)
                    .contains(Epoch.of(3));
            journal.release(Duty.ATTESTATION, Epoch.of(3), digest(3));
            assertThatThrownBy(() -> journal.release(Duty.ATTESTATION, Epoch.of(3), digest(99)))
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED));
            journal.release(Duty.ATTESTATION, Epoch.of(4), digest(4));
        }
    }

    @Test
    void a_refusal_leaves_the_journal_usable_and_unchanged() throws IOException {
        write(1, 2);
        byte[] before = Files.readAllBytes(log);
        try (SigningJournal journal = open()) {
            assertThatThrownBy(() -> journal.release(Duty.ATTESTATION, Epoch.of(1), digest(1)))
                    .hasMessageContaining("journal-refused");
            journal.release(Duty.ATTESTATION, Epoch.of(2), digest(2));
            assertThat(Files.readAllBytes(log)).isEqualTo(before);
        }
    }

    @Test
    void every_flipped_byte_of_the_log_refuses_to_open() throws IOException {
        write(1, 4);
        byte[] good = Files.readAllBytes(log);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << (i % 8));
            Files.write(log, bad);
            assertRefused("log byte " + i, EnumSet.of(Fault.CORRUPT));
        }
        Files.write(log, good);
        open().close();
    }

    @Test
    void every_flipped_byte_of_the_mark_refuses_to_open() throws IOException {
        write(1, 2);
        byte[] good = Files.readAllBytes(mark);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << (i % 8));
            Files.write(mark, bad);
            assertRefused("mark byte " + i, EnumSet.of(Fault.CORRUPT));
        }
        Files.write(mark, good);
        open().close();
    }

    @Test
    void every_truncation_of_the_log_refuses_to_open_because_released_records_would_be_forgotten() throws IOException {
        write(1, 3);
        byte[] good = Files.readAllBytes(log);
        for (int length = 0; length < good.length; length++) {
            Files.write(log, Arrays.copyOf(good, length));
            assertRefused("log of " + length + " bytes", EnumSet.of(Fault.CORRUPT, Fault.TRUNCATED));
        }
    }

    @Test
    void every_truncation_of_the_mark_and_its_loss_refuse_to_open() throws IOException {
        write(1, 2);
        byte[] good = Files.readAllBytes(mark);
        for (int length = 0; length < good.length; length++) {
            Files.write(mark, Arrays.copyOf(good, length));
            assertRefused("mark of " + length + " bytes", EnumSet.of(Fault.CORRUPT));
        }
        Files.delete(mark);
        assertRefused("no mark", EnumSet.of(Fault.TRUNCATED));
    }

    @Test
    void a_lost_log_is_not_taken_for_a_new_journal() throws IOException {
        write(1, 1);
        Files.delete(log);
        assertRefused("no log", EnumSet.of(Fault.TRUNCATED));
    }

    @Test
    void an_older_copy_of_one_file_refuses_to_open() throws IOException {
        write(1, 2);
        byte[] oldLog = Files.readAllBytes(log);
        byte[] oldMark = Files.readAllBytes(mark);
        write(3, 5);
        byte[] newLog = Files.readAllBytes(log);
        Files.write(log, oldLog);
        assertRefused("older log", EnumSet.of(Fault.TRUNCATED));
        Files.write(log, newLog);
        Files.write(mark, oldMark);
        assertRefused("older mark", EnumSet.of(Fault.CORRUPT));
    }

    @Test
    void a_mark_of_another_history_of_the_same_node_refuses_to_open() throws IOException {
        write(1, 2);
        byte[] otherMark = Files.readAllBytes(mark);
        Files.delete(log);
        Files.delete(mark);
        write(3, 4);
        byte[] ownMark = Files.readAllBytes(mark);
        Files.write(mark, otherMark);
        assertRefused("the mark of a journal with as many records", EnumSet.of(Fault.CORRUPT));
        Files.write(mark, ownMark);
        write(5, 5);
        Files.write(mark, otherMark);
        assertRefused("the mark of a journal with one record less", EnumSet.of(Fault.CORRUPT));
    }

    @Test
    void an_older_copy_of_both_files_is_found_by_comparing_with_the_chain() throws IOException {
        write(1, 2);
        byte[] oldLog = Files.readAllBytes(log);
        byte[] oldMark = Files.readAllBytes(mark);
        write(3, 5);
        Files.write(log, oldLog);
        Files.write(mark, oldMark);
        try (SigningJournal journal = open()) {
            journal.requireAtLeast(Duty.ATTESTATION, Epoch.of(2));
            assertThatThrownBy(() -> journal.requireAtLeast(Duty.ATTESTATION, Epoch.of(5)))
                    .isInstanceOfSatisfying(JournalException.class, e -> {
                        assertThat(e.fault()).isEqualTo(Fault.OLDER);
                        assertThat(e)
                                .hasMessageContaining("attestation of epoch 5")
                                .hasMessageContaining("epoch 2");
                    });
            assertThatThrownBy(() -> journal.requireAtLeast(Duty.PROPOSAL, Epoch.of(1)))
                    .hasMessageContaining("journal-older");
        }
    }

    @Test
    void journals_of_another_chain_subnet_or_node_are_refused_by_name() {
        write(1, 1);
        for (JournalOwner other : Set.of(
                new JournalOwner(Blake2b.hash256(new byte[] {43}), OWNER.subnet(), OWNER.node()),
                new JournalOwner(OWNER.genesis(), SubnetId.of(128_002), OWNER.node()),
                new JournalOwner(OWNER.genesis(), OWNER.subnet(), NodeId.of(4)))) {
            assertThatThrownBy(() -> FileSigningJournal.open(directory, other))
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.fault()).isEqualTo(Fault.FOREIGN))
                    .hasMessageContaining(OWNER.toString())
                    .hasMessageContaining(other.toString());
        }
    }

    @Test
    void a_second_process_is_refused_until_the_first_has_closed() {
        SigningJournal first = open();
        assertRefused("second", EnumSet.of(Fault.IN_USE));
        first.close();
        open().close();
    }

    @Test
    void a_closed_journal_signs_nothing() {
        SigningJournal journal = open();
        journal.close();
        assertThatThrownBy(() -> journal.release(Duty.BATCH, Epoch.of(1), digest(1)))
                .hasMessageContaining("journal-closed");
    }

    @Test
    void a_kill_at_any_byte_of_an_append_loses_nothing_that_was_released() throws IOException {
        write(1, 2);
        byte[] logBefore = Files.readAllBytes(log);
        byte[] markBefore = Files.readAllBytes(mark);
        write(3, 3);
        byte[] logAfter = Files.readAllBytes(log);
        byte[] markAfter = Files.readAllBytes(mark);
        for (int written = logBefore.length; written <= logAfter.length; written++) {
            Files.write(log, Arrays.copyOf(logAfter, written));
            Files.write(mark, markBefore);
            boolean whole = written == logAfter.length;
            try (SigningJournal journal = open()) {
                assertThat(journal.last(Duty.ATTESTATION))
                        .map(SigningRecord.Signed::epoch)
                        .contains(Epoch.of(whole ? 3 : 2));
                // The interrupted signature was not released: the same may be signed now, and after a whole record only
                // that.
                if (whole) {
                    assertThatThrownBy(() -> journal.release(Duty.ATTESTATION, Epoch.of(3), digest(77)))
                            .hasMessageContaining("journal-refused");
                }
                journal.release(Duty.ATTESTATION, Epoch.of(3), digest(3));
            }
            assertThat(Files.readAllBytes(log)).as("after " + written).isEqualTo(logAfter);
            assertThat(Files.readAllBytes(mark)).as("after " + written).isEqualTo(markAfter);
        }
    }

    @Test
    void a_kill_that_leaves_the_length_but_not_the_data_of_a_record_is_recognised() throws IOException {
        write(1, 2);
        byte[] before = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(before, before.length + JournalFormat.RECORD_BYTES));
        try (SigningJournal journal = open()) {
            assertThat(journal.last(Duty.ATTESTATION))
                    .map(SigningRecord.Signed::epoch)
                    .contains(Epoch.of(2));
        }
        assertThat(Files.readAllBytes(log)).isEqualTo(before);
        Files.write(log, Arrays.copyOf(before, before.length + JournalFormat.RECORD_BYTES + 1));
        assertRefused("more than one record of zeros", EnumSet.of(Fault.CORRUPT));
    }

    @Test
    void a_kill_during_the_very_first_start_is_started_over() throws IOException {
        open().close();
        Files.delete(log);
        Files.write(directory.resolve(FileSigningJournal.MARK + ".new"), new byte[5]);
        try (SigningJournal journal = open()) {
            assertThat(journal.last(Duty.BATCH)).isEqualTo(Optional.empty());
        }
    }

    @Test
    void a_directory_that_does_not_exist_is_an_error_with_a_remedy() {
        assertThatThrownBy(() -> FileSigningJournal.open(directory.resolve("missing"), OWNER))
                .hasMessageContaining("journal-io")
                .hasMessageContaining("permissions");
    }

    private SigningJournal open() {
        return FileSigningJournal.open(directory, OWNER);
    }

    private void write(long from, long to) {
        try (SigningJournal journal = open()) {
            for (long epoch = from; epoch <= to; epoch++) {
                journal.release(Duty.ATTESTATION, Epoch.of(epoch), digest(epoch));
            }
        }
    }

    private void assertRefused(String what, Set<Fault> faults) {
        assertThatThrownBy(() -> open().close()).as(what).isInstanceOfSatisfying(JournalException.class, e -> {
            assertThat(e.fault()).as(what).isIn(faults);
            assertThat(e).hasMessageContaining(e.fault().remedy());
        });
    }

    private static Hash256 digest(long seed) {
        return Blake2b.hash256(new byte[] {(byte) seed});
    }
}
