package io.subnetvalidator.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerExportTest {

    private final MemoryLedger ledger = new MemoryLedger(Given.IDENTITY, Given.NOW);

    @Test
    void a_line_of_json_holds_every_field_of_the_entry_by_name() {
        ledger.append(Given.epoch(4), Given.probe(3, "p", ProbeOutcome.ANSWERED, 250));
        StringBuilder out = new StringBuilder();

        LedgerExport.jsonLines(ledger, 1, out);

        LedgerRecord record = ledger.read(1, 1).get(0);
        assertThat(out.toString())
                .isEqualTo("{\"sequence\":1,\"subnet\":128001,\"epoch\":4,\"block\":83,"
                        + "\"at\":\"2026-03-01T12:00:00.123Z\",\"kind\":\"probe-observed\","
                        + "\"entry\":{\"node\":3,\"probe\":\"" + Given.digest("p")
                        + "\",\"outcome\":\"answered\",\"latencyMs\":250,\"tokens\":16,\"busyMs\":12},"
                        + "\"previous\":\"" + record.previous() + "\",\"hash\":\"" + record.hash() + "\"}\n");
    }

    @Test
    void texts_cannot_break_out_of_their_line_or_column() {
        ledger.append(Given.epoch(4), new OperatorAction("a\"b\\c", "=cmd()\n", "\u0001\u2028,;"));
        StringBuilder json = new StringBuilder();
        StringBuilder csv = new StringBuilder();

        LedgerExport.jsonLines(ledger, 1, json);
        LedgerExport.csv(ledger, 1, csv);

        assertThat(json.toString())
                .contains("\"operator\":\"a\\\"b\\\\c\",\"action\":\"=cmd()\\u000a\",\"detail\":\"\\u0001\\u2028,;\"")
                .hasLineCount(1);
        List<String> lines = csv.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo(LedgerExport.CSV_HEADER);
        assertThat(lines.get(1))
                .startsWith("1,128001,4,83,2026-03-01T12:00:00.123Z,operator-action,\"{\"\"operator\"\":\"\"a\\\"\"b");
    }

    @Test
    void every_kind_of_entry_has_a_line() {
        Given.oneOfEach().forEach(entry -> ledger.append(Given.epoch(2), entry));
        StringBuilder json = new StringBuilder();
        StringBuilder csv = new StringBuilder();

        LedgerExport.jsonLines(ledger, 0, json);
        LedgerExport.csv(ledger, 0, csv);

        assertThat(json.toString()).hasLineCount(20).doesNotContain("Optional").doesNotContain("[node");
        assertThat(csv.toString()).hasLineCount(21);
        assertThat(json.toString())
                .contains("\"identity\":{\"genesis\":\"0x")
                .contains("\"span\":\"4-7\"")
                .contains("\"size\":1099511627776")
                .contains("\"score\":\"1000000000000000000000000000000\"");
    }
}
