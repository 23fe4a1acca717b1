package io.subnetvalidator.accounting.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.accounting.Given;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import io.subnetvalidator.accounting.ProbeOutcome;
import io.subnetvalidator.accounting.jdbc.AppendingProcess.Ack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCrashTest {

    @TempDir
    private Path directory;

    @Test
    void what_was_acknowledged_survives_a_killed_process() throws Exception {
        killRepeatedly(3);
    }

    @Test
    @Tag("slow")
    void what_was_acknowledged_survives_a_process_killed_a_hundred_times() throws Exception {
        killRepeatedly(100);
    }

    @Test
    void a_second_process_is_refused_and_admitted_when_the_first_is_dead() throws Exception {
        try (AppendingProcess first = AppendingProcess.start(directory)) {
            first.next();

            assertThatThrownBy(() -> JdbcLedger.open(directory, Given.IDENTITY, Given.NOW))
                    .isInstanceOfSatisfying(LedgerException.class, e -> {
                        assertThat(e.fault()).isEqualTo(LedgerFault.LOCKED);
                        assertThat(e).hasMessageStartingWith("SV-1402: ").hasMessageContaining("in use");
                    });
            try (JdbcLedgerView beside = JdbcLedgerView.open(directory)) {
                assertThat(beside.verify().intact()).isTrue();
            }
            first.kill();
        }
        try (JdbcLedger second = JdbcLedger.open(directory, Given.IDENTITY, Given.NOW)) {
            assertThat(second.append(Given.epoch(1), Given.probe(1, "after", ProbeOutcome.SILENT, 0))
                            .sequence())
                    .isEqualTo(second.head().sequence());
        }
    }

    private void killRepeatedly(int rounds) throws IOException, InterruptedException {
        List<Ack> acknowledged = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            try (AppendingProcess process = AppendingProcess.start(directory)) {
                for (int i = 0; i < 50 + 37 * (round % 11); i++) {
                    acknowledged.add(process.next());
                }
                acknowledged.addAll(process.kill());
            }
            try (JdbcLedger ledger = JdbcLedger.open(directory, Given.IDENTITY, Given.NOW)) {
                assertThat(ledger.verify().intact()).as("round %d", round).isTrue();
                Map<Long, String> stored = new HashMap<>();
                ledger.read(
                        acknowledged.stream().mapToLong(Ack::sequence).min().orElseThrow(),
                        record -> stored.put(record.sequence(), record.hash().toString()));
                for (Ack ack : acknowledged) {
                    assertThat(stored).containsEntry(ack.sequence(), ack.hash());
                }
            }
            acknowledged.subList(0, Math.max(0, acknowledged.size() - 50)).clear();
        }
    }
}
