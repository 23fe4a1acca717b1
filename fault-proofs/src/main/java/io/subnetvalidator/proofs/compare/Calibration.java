package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.HonestProbes.HonestProbe;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Derives a comparison profile from honest probes. Noise scales, scales of the statistics, and thresholds come from disjoint
 * probes, numbered from 0 in this order; {@link #firstFreeProbe()} and later are left for an evaluation. Probes are taken from
 * several threads; the result does not depend on their number.
 *
 * @param name of the profile
 * @param declared class of arithmetic it will judge
 * @param modelRoot model it will judge; empty for any
 * @param hidden values per token
 * @param depth number of blocks of the probed spans
 * @param effort how many probes, and for which guarantee
 */
public record Calibration(
        String name, NumericProfile declared, Optional<Hash256> modelRoot, int hidden, int depth, Effort effort) {

    /** Below this a channel is taken to be as noisy as this: a thousandth of the update. */
    private static final double SMALLEST_SCALE = 0x1p-10;

    /** Factor on the greatest input seen, beyond which inputs are not held against a node. */
    private static final double ENVELOPE_MARGIN = 1.5;

    private static final int PROBES_AT_ONCE = 64;

    /** Token counts of one band, both ends included. */
    public record Lengths(int fewest, int most) {}

    /**
     * What is spent on a calibration.
     *
     * @param bands token counts, ascending; each is probed at both of its ends
     * @param scaleProbes probes for the noise scales, and as many per end of a band for the scales of the statistics
     * @param thresholdProbes probes for the thresholds, per end of a band
     */
    public record Effort(
            List<Lengths> bands, int scaleProbes, int thresholdProbes, Guarantee guarantee, SequentialPlan sequential) {

        /** @throws IllegalArgumentException when the probes are too few for the guarantee */
        public Effort {
            bands = List.copyOf(bands);
            if (scaleProbes < 1 || bands.isEmpty()) {
                throw new IllegalArgumentException("a calibration needs probes for scales, and bands of token counts");
            }
            if (Binomial.allowedAbove(thresholdProbes, guarantee.alpha(), guarantee.confidence()) < 0) {
                throw new IllegalArgumentException(thresholdProbes + " probes cannot show an alpha of "
                        + guarantee.alpha() + " at a confidence of " + guarantee.confidence() + ": take at least "
                        + Binomial.fewest(guarantee.alpha(), guarantee.confidence()) + ", or a greater alpha");
            }
        }

        private long probes() {
            return scaleProbes
                    + bands.stream().mapToLong(band -> ends(band).size()).sum() * (scaleProbes + thresholdProbes);
        }
    }

    /** Hears how far a calibration is. */
    public interface Progress {

        /** Says nothing. */
        Progress SILENT = (done, all) -> {};

        void at(long done, long all);
    }

    /** The first probe that the calibration does not look at. */
    public long firstFreeProbe() {
        return effort.probes();
    }

    /** As {@link #run(HonestProbes, Progress)}, silently. */
    public ComparisonProfile run(HonestProbes probes) {
        return run(probes, Progress.SILENT);
    }

    /** Runs the calibration; the same probes give the same bytes. */
    public ComparisonProfile run(HonestProbes probes, Progress progress) {
        Run run = new Run(probes, progress);
        Whitening whitening = run.whitening();
        List<TokenBand> bands = new ArrayList<>();
        for (Lengths band : effort.bands()) {
            bands.add(run.band(band, whitening));
        }
        return new ComparisonProfile(
                name,
                declared.kind(),
                declared.rounding(),
                modelRoot,
                depth,
                whitening,
                bands,
                effort.guarantee(),
                effort.sequential(),
                run.greatestRms * ENVELOPE_MARGIN);
    }

    private static List<Integer> ends(Lengths band) {
        return band.fewest() == band.most() ? List.of(band.most()) : List.of(band.fewest(), band.most());
    }

    private final class Run {
        private final HonestProbes probes;
        private final Progress progress;
        private double greatestRms = Float.MIN_NORMAL;
        private long next;

        private Run(HonestProbes probes, Progress progress) {
            this.probes = probes;
            this.progress = progress;
        }

        /** {@code s_c^2} is the mean of what rounding of the stream does not explain, in units of the update scale. */
        private Whitening whitening() {
            int tokens = effort.bands().get(effort.bands().size() - 1).most();
            double[] sums = new double[hidden];
            for (double[] sum :
                    take(effort.scaleProbes(), tokens, double[].class, probe -> excessEnergy(probe, tokens))) {
                for (int c = 0; c < hidden; c++) {
                    sums[c] += sum[c];
                }
            }
            double rows = (double) effort.scaleProbes() * tokens;
            double[] scales = new double[hidden];
            for (int c = 0; c < hidden; c++) {
                scales[c] = Math.max(Math.sqrt(Math.max(sums[c] / rows, 0)), SMALLEST_SCALE);
            }
            return Whitening.perChannel(scales);
        }

        private double[] excessEnergy(HonestProbe probe, int tokens) {
            double[] sums = new double[hidden];
            for (int row = 0; row < tokens * hidden; row += hidden) {
                double tau = UpdateComparison.updateScale(probe.input(), probe.reference(), row, hidden);
                for (int c = 0; tau > 0 && c < hidden; c++) {
                    double error = (double) probe.answer()[row + c] - probe.reference()[row + c];
                    sums[c] += (error * error - UpdateComparison.rounding(probe.reference()[row + c], depth))
                            / (tau * tau);
                }
            }
            return sums;
        }

        /** Means spread most at the lower end of a band, maxima are greatest at the upper end; the worse one counts. */
        private TokenBand band(Lengths band, Whitening whitening) {
            Guarantee guarantee = effort.guarantee();
            List<TokenBand> ends = new ArrayList<>();
            for (int tokens : ends(band)) {
                List<Observation> earlier = observe(effort.scaleProbes(), tokens, whitening);
                HonestDeviations honest =
                        HonestDeviations.of(earlier, observe(effort.thresholdProbes(), tokens, whitening));
                double normaliser = honest.normaliser(effort.sequential(), guarantee.confidence());
                ends.add(new TokenBand(
                        band.fewest(),
                        band.most(),
                        honest.scale().at(honest.bound(guarantee)),
                        honest.scale().withNormaliser(normaliser)));
            }
            return ends.stream().reduce(TokenBand::worse).orElseThrow();
        }

        private List<Observation> observe(int count, int tokens, Whitening whitening) {
            return List.of(take(
                    count,
                    tokens,
                    Observation.class,
                    probe -> new Observation(probe.kind(), probe.statistics(tokens, hidden, depth, whitening))));
        }

        /** The next probes, in order, each turned into what is kept of it. */
        private <T> T[] take(int count, int tokens, Class<T> type, Function<HonestProbe, T> keep) {
            @SuppressWarnings("unchecked")
            T[] kept = (T[]) Array.newInstance(type, count);
            double[] rms = new double[count];
            for (int from = 0; from < count; from += PROBES_AT_ONCE) {
                int to = Math.min(count, from + PROBES_AT_ONCE);
                IntStream.range(from, to).parallel().forEach(i -> {
                    HonestProbe probe = probes.probe(next + i, tokens);
                    kept[i] = keep.apply(probe);
                    rms[i] = InputNorm.greatestRms(probe.input(), hidden);
                });
                progress.at(next + to, effort.probes());
            }
            next += count;
            for (double value : rms) {
                greatestRms = Math.max(greatestRms, value);
            }
            return kept;
        }
    }
}
