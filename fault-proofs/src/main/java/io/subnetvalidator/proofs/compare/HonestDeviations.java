package io.subnetvalidator.proofs.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Bounds on how far honest steps deviate. A node is one kind of hardware, so a bound has to hold for the noisiest kind, not for
 * the mix of all: deviations are counted from the median of their own kind, which earlier probes have shown, and the scale starts
 * at the greatest of these medians. That kinds differ in their median more than in their shape is an assumption, which the
 * held-out rates of each kind put to the test.
 */
final class HonestDeviations {

    private final DeviationScale scale;
    private final double[] deviations;

    private HonestDeviations(DeviationScale scale, double[] deviations) {
        this.scale = scale;
        this.deviations = deviations;
    }

    /**
     * @param earlier probes that give the scale and the medians, at least one
     * @param later probes that give the bounds, at least one
     */
    static HonestDeviations of(List<Observation> earlier, List<Observation> later) {
        DeviationScale mixed = scaleOf(earlier);
        Map<String, List<Double>> byKind = new TreeMap<>();
        for (Observation observation : earlier) {
            byKind.computeIfAbsent(observation.kind(), kind -> new ArrayList<>())
                    .add(mixed.deviation(observation.statistics()));
        }
        Map<String, Double> medians = new TreeMap<>();
        byKind.forEach((kind, deviations) -> medians.put(kind, median(deviations)));
        double greatest = Collections.max(medians.values());
        double[] deviations = later.stream()
                .mapToDouble(observation ->
                        mixed.deviation(observation.statistics()) - medians.getOrDefault(observation.kind(), greatest))
                .sorted()
                .toArray();
        return new HonestDeviations(mixed.raisedBy(greatest), deviations);
    }

    /** The scale whose zero is the median of the noisiest kind. */
    DeviationScale scale() {
        return scale;
    }

    /** Scales of the three statistics, before any evidence is normalised. */
    private static DeviationScale scaleOf(List<Observation> observations) {
        return new DeviationScale(
                logScale(observations, Statistics::meanEnergy),
                logScale(observations, Statistics::worstToken),
                logScale(observations, Statistics::worstElement),
                0);
    }

    private static LogScale logScale(List<Observation> observations, ToDoubleFunction<Statistics> statistic) {
        return LogScale.of(observations.stream()
                .map(Observation::statistics)
                .mapToDouble(statistic)
                .toArray());
    }

    /** The deviation that honest steps exceed at most at the rate that is guaranteed. */
    double bound(Guarantee guarantee) {
        int above = Binomial.allowedAbove(deviations.length, guarantee.alpha(), guarantee.confidence());
        return deviations[deviations.length - 1 - above];
    }

    /**
     * Logarithm of the greatest mean that the exponential of clipped evidence may have, at this confidence: the empirical
     * Bernstein bound of Maurer and Pontil 2009 for values between {@code e^-clip} and {@code e^clip}. At least 0, so that the
     * evidence of a step stays within the clip.
     */
    double normaliser(SequentialPlan plan, double confidence) {
        double[] factors = Arrays.stream(deviations)
                .map(deviation -> StrictMath.exp(plan.clipped(deviation)))
                .toArray();
        int count = factors.length;
        double sum = 0;
        for (double factor : factors) {
            sum += factor;
        }
        double mean = sum / count;
        double squares = 0;
        for (double factor : factors) {
            squares += (factor - mean) * (factor - mean);
        }
        double degrees = Math.max(1, count - 1);
        double log = StrictMath.log(2 / (1 - confidence));
        double range = StrictMath.exp(plan.clip()) - StrictMath.exp(-plan.clip());
        double bound = mean + Math.sqrt(2 * (squares / degrees) * log / count) + 7 * range * log / (3 * degrees);
        return Math.max(0, StrictMath.log(bound));
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
