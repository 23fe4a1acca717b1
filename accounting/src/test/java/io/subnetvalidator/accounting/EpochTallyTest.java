package io.subnetvalidator.accounting;

import static io.subnetvalidator.accounting.Given.correct;
import static io.subnetvalidator.accounting.Given.digest;
import static io.subnetvalidator.accounting.Given.epoch;
import static io.subnetvalidator.accounting.Given.faulty;
import static io.subnetvalidator.accounting.Given.probe;
import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochTallyTest {

    private static final NodeId NODE = NodeId.of(1);
    private static final List<ProbeOutcome> OUTCOMES = List.of(ProbeOutcome.values());

    @Test
    void a_node_that_was_never_seen_has_an_empty_row() {
        assertThat(new EpochTally().row(NODE)).isEqualTo(NodeObservation.none(NODE));
    }

    @Test
    void only_answers_in_time_count_as_answered_and_serve_tokens() {
        EpochTally tally = tally(List.of(
                probe(1, "a", ProbeOutcome.ANSWERED, 100),
                probe(1, "b", ProbeOutcome.LATE, 9000),
                probe(1, "c", ProbeOutcome.SILENT, 0),
                probe(1, "d", ProbeOutcome.REFUSED, 0),
                probe(1, "e", ProbeOutcome.MALFORMED, 0)));

        NodeObservation row = tally.row(NODE);
        assertThat(row.sent()).isEqualTo(5);
        assertThat(row.answered()).isEqualTo(1);
        assertThat(row.tokens()).isEqualTo(16);
        assertThat(row.busyMs()).isEqualTo(12);
        assertThat(row.latencyMedianMs()).isEqualTo(100);
    }

    @Test
    void a_correct_answer_counts_once_and_only_when_it_was_in_time() {
        NodeObservation row = tally(List.of(
                        probe(1, "a", ProbeOutcome.ANSWERED, 1),
                        correct(1, "a"),
                        correct(1, "a"),
                        probe(1, "late", ProbeOutcome.LATE, 1),
                        correct(1, "late"),
                        correct(1, "never sent")))
                .row(NODE);

        assertThat(row.correct()).isEqualTo(1);
    }

    @Test
    void a_proof_convicts_whether_or_not_the_answer_was_in_time() {
        NodeObservation row = tally(List.of(probe(1, "late", ProbeOutcome.LATE, 1), faulty(1, "late"), faulty(1, "b")))
                .row(NODE);

        assertThat(row.faults()).containsExactlyInAnyOrder(digest("proof of late"), digest("proof of b"));
        assertThat(row.answered()).isZero();
    }

    @Test
    void latencies_are_values_that_were_measured() {
        EpochTally tally = new EpochTally();
        for (int i = 1; i <= 40; i++) {
            tally.accept(probe(1, "p" + i, ProbeOutcome.ANSWERED, i * 10L));
        }

        assertThat(tally.row(NODE).latencyMedianMs()).isEqualTo(200);
        assertThat(tally.row(NODE).latencyP95Ms()).isEqualTo(380);
    }

    @Test
    void order_statistics_follow_the_nearest_rank() {
        assertThat(OrderStatistics.median(new long[] {})).isZero();
        assertThat(OrderStatistics.median(new long[] {5})).isEqualTo(5);
        assertThat(OrderStatistics.median(new long[] {5, 9})).isEqualTo(5);
        assertThat(OrderStatistics.median(new long[] {5, 9, 11})).isEqualTo(9);
        assertThat(OrderStatistics.percentile95(new long[] {5, 9, 11})).isEqualTo(11);
        assertThat(OrderStatistics.percentile95(new long[] {7})).isEqualTo(7);
    }

    @Test
    void the_last_announcement_counts() {
        NodeObservation row = tally(List.of(
                        new NodeAnnounced(NODE, Optional.of(BlockSpan.between(0, 4)), digest("old")),
                        new NodeAnnounced(NODE, Optional.of(BlockSpan.between(4, 8)), digest("new"))))
                .row(NODE);

        assertThat(row.span()).contains(BlockSpan.between(4, 8));
        assertThat(row.modelRoot()).isEqualTo(digest("new"));
    }

    @Test
    void sums_stay_within_what_a_row_can_carry() {
        EpochTally tally = new EpochTally();
        for (int i = 0; i < 3; i++) {
            tally.accept(
                    new ProbeObserved(NODE, digest("p" + i), ProbeOutcome.ANSWERED, 1, 0xFFFF_FFFFL, 0xFFFF_FFFFL));
        }

        assertThat(tally.row(NODE).tokens()).isEqualTo(0xFFFF_FFFFL);
        assertThat(tally.row(NODE).busyMs()).isEqualTo(0xFFFF_FFFFL);
    }

    @Test
    void a_row_names_at_most_sixty_four_faults() {
        EpochTally tally = new EpochTally();
        for (int i = 0; i < 70; i++) {
            tally.accept(faulty(1, "p" + i));
        }

        assertThat(tally.row(NODE).faults()).hasSize(64).isSorted();
    }

    @Test
    void probes_and_verdicts_may_come_in_any_order() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ProbeOutcome outcome = OUTCOMES.get(i % 5);
            entries.add(probe(1 + i % 3, "p" + i, outcome, 7L * i % 90));
            entries.add(i % 4 == 0 ? faulty(1 + i % 3, "p" + i) : correct(1 + i % 3, "p" + i));
        }
        List<NodeObservation> expected = tally(entries).rows();

        for (long seed = 0; seed < 50; seed++) {
            Collections.shuffle(entries, new Random(seed));
            assertThat(tally(entries).rows()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void a_replay_of_the_journal_gives_the_rows_of_the_live_tally() {
        MemoryLedger ledger = new MemoryLedger(Given.IDENTITY, Given.NOW);
        EpochTally first = new EpochTally();
        EpochTally second = new EpochTally();
        for (int i = 0; i < 60; i++) {
            EpochTally live = i < 40 ? first : second;
            List<LedgerEntry> entries = List.of(
                    new NodeAnnounced(NodeId.of(1 + i % 4), Optional.of(BlockSpan.between(i % 4, 8)), digest("m")),
                    probe(1 + i % 4, "p" + i, OUTCOMES.get(i % 5), 3L * i),
                    correct(1 + i % 4, "p" + i),
                    new ElectionSeen(NODE));
            for (LedgerEntry entry : entries) {
                ledger.append(epoch(i < 40 ? 5 : 6), entry);
                live.accept(entry);
            }
        }
        List<LedgerRecord> journal = new ArrayList<>();
        ledger.read(0, journal::add);

        var replayed = Tallies.replay(journal);

        assertThat(replayed.keySet()).containsExactly(Epoch.of(5), Epoch.of(6));
        assertThat(replayed.values()).extracting(EpochTally::rows).containsExactly(first.rows(), second.rows());
        assertThat(first.rows()).hasSize(4);
    }

    @Test
    void rows_of_a_roster_are_sorted_and_name_everybody() {
        EpochTally tally =
                tally(List.of(probe(3, "a", ProbeOutcome.ANSWERED, 1), probe(9, "b", ProbeOutcome.SILENT, 0)));

        assertThat(tally.rows(List.of(NodeId.of(5), NodeId.of(3))))
                .extracting(NodeObservation::node)
                .containsExactly(NodeId.of(3), NodeId.of(5));
    }

    private static EpochTally tally(List<LedgerEntry> entries) {
        EpochTally tally = new EpochTally();
        entries.forEach(tally::accept);
        return tally;
    }
}
