package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.bench.VerificationReport.Attack;
import io.subnetvalidator.proofs.bench.VerificationReport.Conviction;
import io.subnetvalidator.proofs.bench.VerificationReport.Honest;
import io.subnetvalidator.proofs.bench.VerificationReport.Sequential;
import io.subnetvalidator.proofs.bench.VerificationReport.Smallest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The report as text of at most 80 columns. */
public final class VerificationTable {

    private static final List<Judge> SPAN = List.of(Judge.STRICT, Judge.WIDE, Judge.MATCHED);
    private static final List<Judge> BLOCK = List.of(Judge.BLOCK_STRICT, Judge.BLOCK_WIDE, Judge.BLOCK_MATCHED);
    private static final List<Judge> INCUMBENTS =
            List.of(Judge.ALLCLOSE_SMALL, Judge.ALLCLOSE, Judge.ALLCLOSE_LARGE, Judge.TOPLOC);

    private VerificationTable() {}

    public static List<String> lines(VerificationReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("Model " + report.model());
        attacks(report, lines);
        incumbents(report, lines);
        honest(report, lines);
        sequential(report, lines);
        smallest(report, lines);
        return lines;
    }

    private static void attacks(VerificationReport report, List<String> lines) {
        lines.add("");
        lines.add("Attacks caught, percent of probes; with 1, 3, 10 probes");
        lines.add("");
        lines.add(format(
                "%-22s %-11s  %-11s  %-11s  %5s  %s", "whole span", "strict", "wide", "matched", "exact", "steps"));
        for (Attack attack : wholeSpan(report)) {
            lines.add(format(
                    "%-22s %s  %s  %s  %5s  %s",
                    attack.name(),
                    percents(attack, Judge.STRICT),
                    percents(attack, Judge.WIDE),
                    percents(attack, Judge.MATCHED),
                    once(attack, Judge.EXACT),
                    steps(attack)));
        }
        lines.add("steps: until the sequential test under strict convicts, and how many tests do;");
        lines.add("the last four are found by their form, before any statistic, and convict at once");
        lines.add("");
        lines.add(format("%-22s %-11s  %-11s  %-11s", "one opened block", "strict", "wide", "matched"));
        for (Attack attack : report.attacks()) {
            lines.add(format(
                    "%-22s %s  %s  %s",
                    attack.name(),
                    percents(attack, Judge.BLOCK_STRICT),
                    percents(attack, Judge.BLOCK_WIDE),
                    percents(attack, Judge.BLOCK_MATCHED)));
        }
    }

    private static List<Attack> wholeSpan(VerificationReport report) {
        return Stream.concat(report.attacks().stream(), report.formats().stream())
                .toList();
    }

    private static void incumbents(VerificationReport report, List<String> lines) {
        lines.add("");
        lines.add("The same answers under other rules, percent of single probes");
        lines.add("allclose(rtol 1e-3, atol 0.8) on activations of 1/16, 1 and 16 times the size");
        lines.add("");
        lines.add(format("%-22s %8s %8s %8s %8s %8s", "", "x 1/16", "x 1", "x 16", "toploc", "strict"));
        for (Attack attack : report.attacks()) {
            StringBuilder line = new StringBuilder(format("%-22s", attack.name()));
            INCUMBENTS.forEach(judge -> line.append(format(" %8s", once(attack, judge))));
            lines.add(line.append(format(" %8s", once(attack, Judge.STRICT))).toString());
        }
        StringBuilder line = new StringBuilder(format("%-22s", "honest, all kinds"));
        for (Judge judge : INCUMBENTS) {
            line.append(format(" %8s", percent(rate(report, judge))));
        }
        lines.add(line.append(format(" %8s", percent(rate(report, Judge.STRICT))))
                .toString());
    }

    private static double rate(VerificationReport report, Judge judge) {
        return report.honest().stream()
                .filter(line ->
                        line.hardware().equals("all kinds") && line.judge().equals(judge.text()))
                .mapToDouble(line -> (double) line.alarms() / line.probes())
                .findFirst()
                .orElse(0);
    }

    private static void honest(VerificationReport report, List<String> lines) {
        lines.add("");
        lines.add("Held-out honest probes: alarms of probes");
        lines.add("");
        lines.add(
                format("%-24s %8s %8s %8s %8s %8s %8s", "", "strict", "wide", "matched", "strict", "wide", "matched"));
        lines.add(format("%-24s %26s %26s", "", "--- whole span ---", "--- one block ---"));
        Set<String> kinds = new LinkedHashSet<>();
        report.honest().forEach(line -> kinds.add(line.hardware()));
        for (String kind : kinds) {
            StringBuilder row = new StringBuilder(format("%-24s", kind));
            SPAN.forEach(judge -> row.append(format(" %8s", alarms(report, kind, judge))));
            BLOCK.forEach(judge -> row.append(format(" %8s", alarms(report, kind, judge))));
            lines.add(row.toString());
        }
        lines.add("");
        for (Honest line : report.honest()) {
            if (line.hardware().equals("all kinds") && isProfiled(line.judge())) {
                lines.add(format(
                        "%-14s %.3f %% of %d, 95 %% interval %.3f to %.3f %%",
                        line.judge(),
                        100.0 * line.alarms() / line.probes(),
                        line.probes(),
                        100 * line.low(),
                        100 * line.high()));
            }
        }
    }

    private static boolean isProfiled(String judge) {
        return SPAN.stream().anyMatch(one -> one.text().equals(judge))
                || BLOCK.stream().anyMatch(one -> one.text().equals(judge));
    }

    private static String alarms(VerificationReport report, String kind, Judge judge) {
        return report.honest().stream()
                .filter(line -> line.hardware().equals(kind) && line.judge().equals(judge.text()))
                .map(line -> line.alarms() + "/" + line.probes())
                .findFirst()
                .orElse("-");
    }

    private static void sequential(VerificationReport report, List<String> lines) {
        lines.add("");
        lines.add("Sequential tests of honest nodes, steps drawn from the held-out probes");
        lines.add("");
        lines.add(format("%-14s %8s %8s %12s %18s", "", "pool", "tests", "convictions", "steps to acquittal"));
        for (Sequential line : report.sequential()) {
            lines.add(format(
                    "%-14s %8d %8d %12d %18.1f",
                    line.judge(), line.pool(), line.tests(), line.convictions(), line.stepsToAcquittal()));
        }
    }

    private static void smallest(VerificationReport report, List<String> lines) {
        lines.add("");
        lines.add("Change of all weights: percent caught by one probe");
        lines.add("");
        lines.add(format(
                "%-14s %8s %8s %8s %8s %8s %8s", "", "strict", "wide", "matched", "b strict", "b wide", "b matched"));
        for (Smallest line : report.smallest()) {
            StringBuilder row = new StringBuilder(format("%-14s", format("%.2f %%", 100 * line.share())));
            SPAN.forEach(judge ->
                    row.append(format(" %8s", percent(line.detection().getOrDefault(judge.text(), 0.0)))));
            BLOCK.forEach(judge ->
                    row.append(format(" %8s", percent(line.detection().getOrDefault(judge.text(), 0.0)))));
            lines.add(row.toString());
        }
    }

    private static String percents(Attack attack, Judge judge) {
        List<Double> shares = attack.detection().getOrDefault(judge.text(), List.of(0.0, 0.0, 0.0));
        return format("%3s %3s %3s", percent(shares.get(0)), percent(shares.get(1)), percent(shares.get(2)));
    }

    private static String once(Attack attack, Judge judge) {
        return percent(
                attack.detection().getOrDefault(judge.text(), List.of(0.0)).get(0));
    }

    private static String steps(Attack attack) {
        Conviction conviction = attack.conviction().getOrDefault(Judge.STRICT.text(), new Conviction(0, 0));
        return conviction.share() == 0 ? "never" : format("%.1f (%s)", conviction.steps(), percent(conviction.share()));
    }

    /** Whole percent, rounded down, so that 100 means all. */
    private static String percent(double share) {
        return Integer.toString((int) Math.floor(100 * share + 1e-9));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
