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
        lines.add("rewards in TENSOR         " + rewards(summary.rewards()));
        lines.add("");
        for (DevnetSummary.Proof proof : summary.proofs()) {
            lines.add("proof against node " + proof.accused() + ", epoch " + proof.epoch() + " (" + proof.reason()
                    + "):");
            lines.add("  " + proof.file());
        }
        if (!summary.proofs().isEmpty()) {
            lines.add("re-execute them with: verify-proof --model " + summary.model() + " FILE");
        }
        summary.failures().forEach(failure -> lines.add("NOT AS EXPECTED: " + failure));
        return lines;
    }

    private static String text(List<Long> nodes) {
        return nodes.isEmpty() ? "none" : nodes.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String rewards(Map<Long, BigInteger> rewards) {
        return rewards.isEmpty()
                ? "none"
                : new TreeMap<>(rewards)
                        .entrySet().stream()
                                .map(e -> e.getKey() + ": "
                                        + new BigDecimal(e.getValue(), TOKEN_DECIMALS)
                                                .setScale(SHOWN_DECIMALS, RoundingMode.DOWN))
                                .collect(Collectors.joining(", "));
    }
}
