package io.subnetvalidator.proofs.bench.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as lines for people, within 80 columns. */
public final class BenchTable {

    private BenchTable() {}

    /** Column names for {@link #row}. */
    public static String header(List<Contender> contenders) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-11s %3s %3s", "shape", "T", "thr"));
        line.append(String.format(Locale.ROOT, " %6s", contenders.get(0).name()));
        for (int i = 1; i < contenders.size(); i++) {
            line.append(String.format(Locale.ROOT, " %6s %5s", contenders.get(i).name(), "x"));
        }
        return line.append("  GB/s  equal").toString();
    }

    /** GFLOP/s of every contender with its ratio to the first, weights read by the last, and equal bits. */
    public static String row(ProductRow row) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-11s %3d %3d", row.shape(), row.tokens(), row.threads()));
        line.append(String.format(Locale.ROOT, " %6.1f", row.measures().get(0).gigaflops()));
        for (int i = 1; i < row.measures().size(); i++) {
            line.append(String.format(
                    Locale.ROOT, " %6.1f %5.2f", row.measures().get(i).gigaflops(), row.ratio(i)));
        }
        ProductRow.Measure last = row.measures().get(row.measures().size() - 1);
        double equal = row.measures().stream()
                .mapToDouble(ProductRow.Measure::equal)
                .min()
                .orElseThrow();
        return line.append(String.format(Locale.ROOT, " %5.1f %6.4f", last.gigabytesPerSecond(), equal))
                .toString();
    }

    /** What the machine gives at best. */
    public static String limits(MachineLimits limits) {
        return String.format(
                Locale.ROOT,
                "%s: multiply-add peak %.1f GFLOP/s, memory stream %.1f GB/s",
                threads(limits.threads()),
                limits.gigaflops(),
                limits.gigabytesPerSecond());
    }

    /**
     * How near the products of one token, which only read weights, come to the memory stream. Left out are matrices smaller than
     * what the stream reads: caches keep much of them.
     */
    public static List<String> bandwidth(List<ProductRow> rows, List<MachineLimits> limits) {
        List<String> lines = new ArrayList<>();
        for (ProductRow row : rows) {
            for (MachineLimits limit : limits) {
                boolean fromMemory = row.shape().weights() * Short.BYTES >= KernelBench.STREAM_BYTES;
                if (row.tokens() == 1 && row.threads() == limit.threads() && fromMemory) {
                    ProductRow.Measure last = row.measures().get(row.measures().size() - 1);
                    lines.add(String.format(
                            Locale.ROOT,
                            "%-11s T 1 thr %d %s: %.0f %% of the memory stream",
                            row.shape(),
                            row.threads(),
                            last.contender(),
                            100 * last.gigabytesPerSecond() / limit.gigabytesPerSecond()));
                }
            }
        }
        return lines;
    }

    /** Seconds of an opened block. */
    public static String block(BlockTime time) {
        return String.format(
                Locale.ROOT,
                "block %s, %d tokens, %s: best %.4f s, median %.4f s",
                time.block(),
                time.tokens(),
                threads(time.threads()),
                time.best(),
                time.median());
    }

    private static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }
}
