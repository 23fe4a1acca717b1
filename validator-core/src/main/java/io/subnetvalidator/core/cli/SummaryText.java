package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.devnet.DevnetSummary;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The summary of a development network for people. */
final class SummaryText {

    private static final int TOKEN_DECIMALS = 18;
    private static final int SHOWN_DECIMALS = 6;

    private SummaryText() {}

    static List<String> lines(DevnetSummary summary) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("epoch  proposer  offset  attested  rewards as scores");
        for (DevnetSummary.Epoch epoch : summary.epochs()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%5d  %8s  %6s  %6.0f %%  %s",
                    epoch.epoch(),
                    epoch.proposer().map(Object::toString).orElse("-"),
                    epoch.proposalOffset().map(Object::toString).orElse("-"),
                    epoch.attestRatio() * 100,
                    epoch.rewardsAsScores() ? "yes" : "NO"));
        }
        lines.add("");
        lines.add("planted faults at nodes   " + text(summary.planted()));
        lines.add("convicted nodes           " + text(summary.convicted()));
        lines.add("convicted without a fault " + text(summary.falseConvictions()));
        lines.addAll(rewards(summary.rewards()));
        lines.addAll(proofs(summary));
        summary.failures().forEach(failure -> lines.addAll(TerminalText.wrap("NOT AS EXPECTED: " + failure)));
        return lines;
    }

    /** One proof of each convicted node, and how to check it. */
    private static List<String> proofs(DevnetSummary summary) {
        if (summary.proofs().isEmpty()) {
            return List.of();
        }
        Map<Long, DevnetSummary.Proof> newest = new TreeMap<>();
        summary.proofs()
                .forEach(proof -> newest.merge(proof.accused(), proof, (a, b) -> b.epoch() > a.epoch() ? b : a));
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("fault proofs held: " + summary.proofs().size() + "; the newest of each convicted node:");
        for (DevnetSummary.Proof proof : newest.values()) {
            lines.add("");
            lines.add("node " + proof.accused() + ", epoch " + proof.epoch() + ": " + proof.meaning());
            lines.add("  " + proof.file());
        }
        lines.add("");
        lines.add("re-execute a proof with");
        lines.add("  subnet-validator verify-proof --model " + summary.model() + " FILE");
        return lines;
    }

    private static String text(List<Long> nodes) {
        return nodes.isEmpty() ? "none" : nodes.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static List<String> rewards(Map<Long, BigInteger> rewards) {
        List<String> lines = new ArrayList<>();
        lines.add("rewards in TENSOR         " + (rewards.isEmpty() ? "none" : ""));
        new TreeMap<>(rewards)
                .forEach((node, amount) -> lines.add(String.format(
                        Locale.ROOT,
                        "  node %-3d %s",
                        node,
                        new BigDecimal(amount, TOKEN_DECIMALS).setScale(SHOWN_DECIMALS, RoundingMode.DOWN))));
        lines.set(0, lines.get(0).stripTrailing());
        return lines;
    }
}
