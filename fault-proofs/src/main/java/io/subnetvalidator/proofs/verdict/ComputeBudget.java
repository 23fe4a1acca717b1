package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Optional;

/**
 * How much others can be made to compute: without a bound a node and a validator who act together would sign sessions that keep all
 * verifiers busy. Work is counted in rows that pass through one block.
 */
final class ComputeBudget {

    /** Rows of one session at one block, of the longest context for example, or 400 rows through 80 blocks. */
    static final long MAX_ROWS = 32_768;

    private ComputeBudget() {}

    /** Why a session is not judged; empty when it is cheap enough. */
    static Optional<Inadmissible> exceededBy(Evidence evidence) {
        return exceeded(rows(evidence), "the session");
    }

    /** Why sessions are not judged; empty when all together are cheap enough. */
    static Optional<Inadmissible> exceededBy(Series series) {
        return exceeded(
                series.sessions().stream()
                        .mapToLong(session -> session instanceof Series.Judged judged ? rows(judged.evidence()) : 0)
                        .sum(),
                "the series");
    }

    private static Optional<Inadmissible> exceeded(long rows, String what) {
        return rows <= MAX_ROWS
                ? Optional.empty()
                : Admission.refuse(
                        Reason.TOO_COSTLY,
                        what + " takes " + rows + " rows through one block to judge, more than " + MAX_ROWS);
    }

    /** Known from the headers, before anything is computed. */
    private static long rows(Evidence evidence) {
        BlockSpan span = evidence.terms().span();
        BlockSpan checked = evidence.checked();
        long tokens = evidence.steps().stream()
                .mapToLong(step -> step.header().tokens())
                .sum();
        long first = evidence.steps().get(0).header().tokens();
        // The blocks before a seeded input, and those before an opened block whose input may have to be computed.
        long before = evidence.seed().isPresent() ? span.first() : 0;
        return tokens * checked.count() + first * (before + checked.first() - span.first());
    }
}
