package io.subnetvalidator.accounting;

import static io.subnetvalidator.accounting.Given.IDENTITY;
import static io.subnetvalidator.accounting.Given.NOW;
import static io.subnetvalidator.accounting.Given.SUBNET;
import static io.subnetvalidator.accounting.Given.epoch;
import static io.subnetvalidator.accounting.Given.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.accounting.LedgerVerification.Intact;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger does, whatever it is kept on. */
abstract class LedgerContract {

    private Ledger ledger;

    protected abstract Ledger open();

    @BeforeEach
    void openLedger() {
        ledger = open();
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void a_new_ledger_holds_the_entry_that_names_its_owner() {
        List<LedgerRecord> all = ledger.read(0, 10);

        assertThat(all).hasSize(1);
        assertThat(all.get(0).entry()).isEqualTo(new LedgerOpened(IDENTITY, 1));
        assertThat(all.get(0).previous()).isEqualTo(LedgerHash.START);
        assertThat(ledger.identity()).isEqualTo(IDENTITY);
        assertThat(ledger.head()).isEqualTo(new LedgerHead(0, all.get(0).hash()));
    }

    @Test
    void every_kind_of_entry_comes_back_as_it_was_written() {
        List<LedgerEntry> entries = Given.oneOfEach().stream()
                .filter(entry -> entry.kind() != EntryKind.EPOCH_CLOSED)
                .toList();
        List<LedgerRecord> written = ledger.append(
                entries.stream().map(e -> new LedgerDraft(epoch(9), e)).toList());

        assertThat(ledger.read(1, 100)).isEqualTo(written);
        assertThat(written).extracting(LedgerRecord::entry).isEqualTo(entries);
        assertThat(ledger.verify()).isEqualTo(new Intact(entries.size() + 1L, ledger.head()));
    }

    @Test
    void each_entry_hashes_over_the_one_before() {
        LedgerRecord first = ledger.append(epoch(1), probe(1, "a", ProbeOutcome.SILENT, 0));
        LedgerRecord second = ledger.append(EntryScope.of(SUBNET, NOW), probe(1, "b", ProbeOutcome.SILENT, 0));

        assertThat(second.previous()).isEqualTo(first.hash());
        assertThat(second.sequence()).isEqualTo(2);
        assertThat(second.hash())
                .isEqualTo(LedgerHash.of(
                        first.hash(), 2, second.scope(), 3, second.entry().toBytes()));
        assertThat(ledger.read(0, 100)).extracting(LedgerRecord::scope).last().isEqualTo(second.scope());
    }

    @Test
    void pages_end_at_their_limit_and_at_the_head() {
        ledger.append(probes(25, 1));

        assertThat(ledger.read(10, 5)).extracting(LedgerRecord::sequence).containsExactly(10L, 11L, 12L, 13L, 14L);
        assertThat(ledger.read(24, 5)).hasSize(2);
        assertThat(ledger.read(26, 5)).isEmpty();
        List<LedgerRecord> streamed = new ArrayList<>();
        ledger.read(0, streamed::add);
        assertThat(streamed).hasSize(26);
    }

    @Test
    void an_epoch_is_read_without_its_neighbours() {
        ledger.append(probes(3, 1));
        ledger.append(probes(4, 2));
        ledger.append(probes(2, 1));

        assertThat(ledger.byEpoch(SUBNET, Epoch.of(1)))
                .extracting(LedgerRecord::sequence)
                .containsExactly(1L, 2L, 3L, 8L, 9L);
        assertThat(ledger.byEpoch(SUBNET, Epoch.of(3))).isEmpty();
    }

    @Test
    void closing_an_epoch_puts_the_root_of_its_entries_into_the_chain() {
        ledger.append(probes(5, 1));
        ledger.append(probes(4, 2));
        List<Hash256> hashes = ledger.byEpoch(SUBNET, Epoch.of(1)).stream()
                .map(LedgerRecord::hash)
                .toList();

        EpochClosing closing = ledger.closeEpoch(epoch(1));

        assertThat(closing.entries()).isEqualTo(5);
        assertThat(closing.root()).isEqualTo(LedgerHash.epochRoot(hashes));
        assertThat(closing.record().entry()).isEqualTo(new EpochClosed(5, closing.root()));
        assertThat(ledger.verify().intact()).isTrue();
    }

    @Test
    void an_epoch_may_be_closed_again_after_late_entries() {
        ledger.append(probes(2, 1));
        EpochClosing first = ledger.closeEpoch(epoch(1));
        ledger.append(probes(1, 1));
        EpochClosing second = ledger.closeEpoch(epoch(1));

        assertThat(second.entries()).isEqualTo(4);
        assertThat(second.root()).isNotEqualTo(first.root());
        assertThat(ledger.verify().intact()).isTrue();
    }

    @Test
    void a_root_that_the_entries_do_not_have_is_located() {
        ledger.append(probes(2, 1));
        ledger.append(epoch(1), new EpochClosed(2, Given.digest("made up")));

        assertThat(ledger.verify())
                .isInstanceOfSatisfying(
                        LedgerVerification.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(3));
    }

    @Test
    void a_batch_is_refused_as_a_whole() {
        List<LedgerDraft> drafts = new ArrayList<>(probes(3, 1));
        drafts.add(new LedgerDraft(epoch(1), new LedgerOpened(IDENTITY, 1)));

        assertThatThrownBy(() -> ledger.append(drafts)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ledger.append(
                        Collections.nCopies(Ledger.MAX_BATCH + 1, probes(1, 1).get(0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ledger.head().sequence()).isZero();
        assertThat(ledger.append(List.of())).isEmpty();
    }

    @Test
    void a_closing_without_an_epoch_is_refused() {
        assertThatThrownBy(() -> ledger.closeEpoch(EntryScope.of(SUBNET, NOW)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_closed_ledger_takes_nothing_more() {
        ledger.close();

        assertThatThrownBy(() -> ledger.append(probes(1, 1)))
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.fault()).isEqualTo(LedgerFault.CLOSED));
    }

    @Test
    void threads_that_append_together_each_get_their_own_entries_in_one_chain() throws Exception {
        int threads = 8;
        int rounds = 20;
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<LedgerRecord>>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                long node = t + 1L;
                tasks.add(() -> appendRounds(node, rounds));
            }
            List<LedgerRecord> acknowledged = new ArrayList<>();
            for (Future<List<LedgerRecord>> done : workers.invokeAll(tasks)) {
                acknowledged.addAll(done.get());
            }
            assertThat(acknowledged).hasSize(threads * rounds * 3);
            List<LedgerRecord> stored = new ArrayList<>();
            ledger.read(1, stored::add);
            assertThat(stored).containsExactlyInAnyOrderElementsOf(acknowledged);
            assertThat(ledger.verify().intact()).isTrue();
        } finally {
            workers.shutdownNow();
        }
    }

    private List<LedgerRecord> appendRounds(long node, int rounds) {
        List<LedgerRecord> mine = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            List<LedgerDraft> drafts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = node + "/" + round + "/" + i;
                drafts.add(new LedgerDraft(epoch(round), probe(node, name, ProbeOutcome.ANSWERED, i)));
            }
            List<LedgerRecord> written = ledger.append(drafts);
            assertThat(written)
                    .extracting(LedgerRecord::entry)
                    .isEqualTo(drafts.stream().map(LedgerDraft::entry).toList());
            mine.addAll(written);
        }
        return mine;
    }

    private static List<LedgerDraft> probes(int count, long epoch) {
        List<LedgerDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(new LedgerDraft(epoch(epoch), probe(1, "p" + i, ProbeOutcome.ANSWERED, i)));
        }
        return drafts;
    }
}
