package io.subnetvalidator.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LedgerEntryTest {

    @Test
    void every_kind_has_an_example_and_survives_its_bytes() {
        List<LedgerEntry> examples = Given.oneOfEach();
        for (LedgerEntry entry : examples) {
            assertThat(entry.kind().decode(entry.toBytes())).isEqualTo(entry);
        }
        Set<EntryKind> kinds = examples.stream().map(LedgerEntry::kind).collect(Collectors.toSet());
        assertThat(kinds).isEqualTo(EnumSet.complementOf(EnumSet.of(EntryKind.LEDGER_OPENED)));
    }

    @Test
    void the_number_of_a_kind_is_its_place_and_leads_back_to_it() {
        for (EntryKind kind : EntryKind.values()) {
            assertThat(EntryKind.of(kind.number())).contains(kind);
        }
        assertThat(EntryKind.of(EntryKind.values().length)).isEmpty();
        assertThat(EntryKind.of(-1)).isEmpty();
    }

    @Test
    void bytes_cut_short_or_too_long_are_refused_at_every_length() {
        for (LedgerEntry entry : Given.oneOfEach()) {
            byte[] bytes = entry.toBytes();
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> entry.kind().decode(cut)).isInstanceOf(ScaleException.class);
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> entry.kind().decode(longer)).isInstanceOf(ScaleException.class);
        }
    }

    @Test
    void a_text_from_elsewhere_is_cut_between_characters() {
        String long_ = "x".repeat(EntryText.LIMIT - 1) + "\uD83D\uDE00" + "tail";

        OperatorAction action = new OperatorAction("alice", long_, "");

        assertThat(action.action()).isEqualTo("x".repeat(EntryText.LIMIT - 1));
        assertThat(EntryKind.OPERATOR_ACTION.decode(action.toBytes())).isEqualTo(action);
    }

    @Test
    void a_fault_without_proof_is_no_verdict() {
        VerdictReached correct = Given.correct(1, "p");
        byte[] bytes = correct.toBytes();
        bytes[4 + 32] = 1;

        assertThatThrownBy(() -> EntryKind.VERDICT_REACHED.decode(bytes))
                .isInstanceOf(ScaleException.class)
                .hasMessageContaining("a proof belongs to a faulty answer");
    }
}
