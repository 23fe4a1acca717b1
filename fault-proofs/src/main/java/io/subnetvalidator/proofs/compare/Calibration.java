package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.HonestProbes.HonestProbe;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Derives a comparison profile from honest probes. Noise scales and thresholds come from disjoint probes, numbered from 0:
 * scales first, then thresholds; {@link #firstFreeProbe()} and later are left for an evaluation.
 *
 * @param hidden values per token
 * @param depth number of blocks of the probed spans
 * @param bands token counts to calibrate for, as {@code {fewest, most}}, ascending
 * @param scaleProbes probes for the noise scales
 * @param thresholdProbes probes for the thresholds, per band
 * @param alpha share of honest steps that may exceed one of the three thresholds before the margin
 * @param margin factor on the measured quantiles and on the greatest input norm, at least 1; it pays for the tail that this
 *     number of probes cannot show
 */
public record Calibration(
        String name,
        NumericProfile.Kind kind,
        Optional<Hash256> modelRoot,
        int hidden,
        int depth,
        List<List<Integer>> bands,
        int scaleProbes,
        int thresholdProbes,
        double alpha,
        double margin) {

    /** Below this a channel is taken to be as noisy as this: a thousandth of the update. */
    private static final double SMALLEST_SCALE = 0x1p-10;

    private static final int STATISTICS = 3;

    /** @throws IllegalArgumentException when there is nothing to measure, the margin shrinks thresholds, or the probes are
     *     too few to resolve {@code alpha / 3}, so that no profile states an alpha that was never measured */
    public Calibration {
        bands = List.copyOf(bands);
        if (scaleProbes < 1 || thresholdProbes < 1 || bands.isEmpty()) {
            throw new IllegalArgumentException("a calibration needs probes for scales and for thresholds, and bands");
        }
        if (!(margin >= 1) || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "a margin is at least 1 and alpha between 0 and 1, not " + margin + " and " + alpha);
        }
        if (thresholdProbes * alpha < STATISTICS) {
            throw new IllegalArgumentException(thresholdProbes + " probes cannot show an alpha of " + alpha
                    + ": take at least " + (long) Math.ceil(STATISTICS / alpha) + ", or a greater alpha");
        }
    }

    /** The first probe that the calibration does not look at. */
    public long firstFreeProbe() {
        return scaleProbes + 2L * thresholdProbes * bands.size();
    }

    /** Runs the calibration; the same probes give the same bytes. */
    public ComparisonProfile run(HonestProbes probes) {
        Envelope envelope = new Envelope();
        Whitening whitening = scales(probes, envelope);
        List<TokenBand> calibrated = new ArrayList<>();
        long next = scaleProbes;
        for (List<Integer> band : bands) {
            int fewest = band.get(0);
            int most = band.get(1);
            // Means spread most at the lower end of the band, maxima are greatest at the upper end.
            double[] low = quantiles(probes, next, fewest, whitening, envelope);
            double[] high = quantiles(probes, next + thresholdProbes, most, whitening, envelope);
            next += 2L * thresholdProbes;
            calibrated.add(new TokenBand(
                    fewest,
                    most,
                    new Thresholds(
                            Math.max(low[0], high[0]) * margin,
                            Math.max(low[1], high[1]) * margin,
                            Math.max(low[2], high[2]) * margin)));
        }
        return new ComparisonProfile(
                name, kind, modelRoot, depth, whitening, calibrated, alpha, envelope.greatestRms * margin);
    }

    /** {@code s_c^2} is the mean of what rounding of the stream does not explain, in units of the update scale. */
    private Whitening scales(HonestProbes probes, Envelope envelope) {
        double[] sums = new double[hidden];
        long rows = 0;
        int tokens = bands.get(bands.size() - 1).get(1);
        for (long index = 0; index < scaleProbes; index++) {
            HonestProbe probe = probes.probe(index, tokens);
            envelope.see(probe.input(), hidden);
            for (int t = 0; t < tokens; t++) {
                int row = t * hidden;
                double tau = UpdateComparison.updateScale(probe.input(), probe.reference(), row, hidden);
                if (tau == 0) {
                    continue;
                }
                for (int c = 0; c < hidden; c++) {
                    double error = (double) probe.answer()[row + c] - probe.reference()[row + c];
                    sums[c] += (error * error - UpdateComparison.rounding(probe.reference()[row + c], depth))
                            / (tau * tau);
                }
                rows++;
            }
        }
        double[] scales = new double[hidden];
        for (int c = 0; c < hidden; c++) {
            scales[c] = Math.max(Math.sqrt(Math.max(sums[c] / Math.max(rows, 1), 0)), SMALLEST_SCALE);
        }
        return Whitening.perChannel(scales);
    }

    private double[] quantiles(HonestProbes probes, long first, int tokens, Whitening whitening, Envelope envelope) {
        double[][] seen = new double[STATISTICS][thresholdProbes];
        for (int i = 0; i < thresholdProbes; i++) {
            HonestProbe probe = probes.probe(first + i, tokens);
            envelope.see(probe.input(), hidden);
            Statistics statistics = UpdateComparison.compare(
                    probe.input(), probe.reference(), probe.answer(), tokens, hidden, depth, whitening);
            seen[0][i] = statistics.meanEnergy();
            seen[1][i] = statistics.worstToken();
            seen[2][i] = statistics.worstElement();
        }
        int rank = (int) Math.ceil((1 - alpha / STATISTICS) * thresholdProbes);
        double[] quantiles = new double[STATISTICS];
        for (int s = 0; s < STATISTICS; s++) {
            Arrays.sort(seen[s]);
            quantiles[s] = seen[s][Math.min(rank, thresholdProbes) - 1];
        }
        return quantiles;
    }

    private static final class Envelope {
        private double greatestRms = Float.MIN_NORMAL;

        private void see(float[] input, int hidden) {
            greatestRms = Math.max(greatestRms, InputNorm.greatestRms(input, hidden));
        }
    }
}
