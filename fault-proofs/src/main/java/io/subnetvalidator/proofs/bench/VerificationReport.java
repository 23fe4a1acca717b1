package io.subnetvalidator.proofs.bench;

import java.util.List;
import java.util.Map;

/**
 * What the verification benchmark measured. Rates are shares from 0 to 1; judges go by their texts.
 *
 * @param model root of the synthetic model
 * @param profiles digests of the profiles, by name
 * @param honest held-out false positives
 * @param attacks detection
 * @param formats detection of answers whose form is wrong, over whole spans
 * @param sequential sequential tests of honest nodes
 * @param smallest weight changes of all matrices and how often each is caught by one probe
 */
public record VerificationReport(
        String model,
        Map<String, String> profiles,
        List<Honest> honest,
        List<Attack> attacks,
        List<Attack> formats,
        List<Sequential> sequential,
        List<Smallest> smallest) {

    public VerificationReport {
        honest = List.copyOf(honest);
        attacks = List.copyOf(attacks);
        formats = List.copyOf(formats);
        sequential = List.copyOf(sequential);
        smallest = List.copyOf(smallest);
    }

    /** How often one judge called honest probes of one kind of hardware a fault; the interval is at 95 %. */
    public record Honest(String hardware, String judge, int probes, int alarms, double low, double high) {}

    /**
     * How often an attack is caught.
     *
     * @param detection by judge: with 1, 3 and 10 independent probes, any of which suffices
     * @param conviction by judge: share of sequential tests that convict, and steps they take on average
     */
    public record Attack(
            String name, int probes, Map<String, List<Double>> detection, Map<String, Conviction> conviction) {}

    /** Outcome of sequential tests: share that convicts, and mean number of steps of those. */
    public record Conviction(double share, double steps) {}

    /** Sequential tests of honest nodes under one profile. */
    public record Sequential(
            String judge, int pool, int tests, int convictions, double stepsToAcquittal, double convictionsHigh) {}

    /** A change of all weights by this share. */
    public record Smallest(double share, Map<String, Double> detection) {}
}
