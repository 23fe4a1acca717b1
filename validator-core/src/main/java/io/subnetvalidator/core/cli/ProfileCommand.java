package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.proofs.compare.Calibration;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.ProfileFile;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.compare.TokenBand;
import io.subnetvalidator.proofs.emulation.EmulatedProbes;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.Kind;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Comparison profiles. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "Calibrates comparison profiles, or shows one.",
        subcommands = {ProfileCommand.Calibrate.class, ProfileCommand.Show.class})
final class ProfileCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing: calibrate or show");
    }

    /** What people and programs read of a profile. */
    private static Map<String, Object> summary(ComparisonProfile profile) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("name", profile.name());
        summary.put("digest", profile.digest().toString());
        summary.put("kind", profile.kind());
        summary.put("rounding", profile.rounding());
        summary.put("model", profile.modelRoot().map(Object::toString));
        summary.put("depth", profile.depth());
        summary.put("bands", profile.bands());
        summary.put("guarantee", profile.guarantee());
        summary.put("sequential", profile.sequential());
        summary.put("maxInputRms", profile.maxInputRms());
        return summary;
    }

    private static void say(GlobalOptions options, ComparisonProfile profile) {
        options.say("name    " + profile.name());
        options.say("digest  " + profile.digest());
        options.say("judges  " + profile.kind()
                + (profile.kind() == Kind.MATCHED ? " with rounding points " + profile.rounding() : ""));
        options.say("model   " + profile.modelRoot().map(Object::toString).orElse("any"));
        options.say("depth   "
                + (profile.depth() == 0 ? "any" : profile.depth() + (profile.depth() == 1 ? " block" : " blocks")));
        for (TokenBand band : profile.bands()) {
            options.say(String.format(
                    Locale.ROOT,
                    "tokens  %d to %d: M1 %.3f, M2 %.3f, M3 %.3f",
                    band.fewest(),
                    band.most(),
                    band.thresholds().meanEnergy(),
                    band.thresholds().worstToken(),
                    band.thresholds().worstElement()));
        }
        options.say("alpha   " + profile.guarantee().alpha() + " per step, at a confidence of "
                + profile.guarantee().confidence());
        options.say("tests   convict an honest node with probability "
                + profile.sequential().alpha() + " at most");
    }

    /** A calibration on emulated hardware. */
    @Command(
            name = "calibrate",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Writes a comparison profile for a model.",
                "Its constants are measured on emulated honest hardware. Equal arguments give",
                "equal bytes everywhere."
            })
    static final class Calibrate implements Callable<Integer> {

        private static final int SCALE_PART = 6;
        private static final int PROGRESS_STEPS = 20;

        @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model directory.")
        @SuppressWarnings("NullAway.Init")
        private Path directory;

        @Option(
                names = "--kind",
                required = true,
                paramLabel = "KIND",
                description = "Declared class: strict, wide or matched.")
        @SuppressWarnings("NullAway.Init")
        private Kind kind;

        @Option(
                names = "--rounding",
                paramLabel = "POINTS",
                description = "Rounding points of a matched profile: eager or fused.")
        private RoundingPoints rounding = RoundingPoints.UNDECLARED;

        @Option(names = "--depth", required = true, paramLabel = "N", description = "Blocks of the spans it judges.")
        private int depth;

        @Option(
                names = "--bands",
                paramLabel = "A-B,...",
                split = ",",
                defaultValue = "1-1,2-8,9-32",
                description = "Token counts of a step; default ${DEFAULT-VALUE}.")
        private List<String> bands = List.of();

        @Option(
                names = "--probes",
                paramLabel = "N",
                defaultValue = "8000",
                description = "Probes for the thresholds, per end of a band; default ${DEFAULT-VALUE}.")
        private int probes;

        @Option(
                names = "--alpha",
                paramLabel = "P",
                defaultValue = "0.001",
                description = "Greatest share of honest steps above a threshold; default ${DEFAULT-VALUE}.")
        private double alpha;

        @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the probes.")
        private long seed;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Profile to write.")
        @SuppressWarnings("NullAway.Init")
        private Path out;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private GlobalOptions options;

        @Override
        public Integer call() {
            OutputFile target = new OutputFile("--out", out);
            target.requireWritable();
            ComparisonProfile profile = calibrate();
            target.write(file -> {
                ProfileFile.write(file, profile);
                return file;
            });
            options.result(summary(profile));
            if (!options.json()) {
                say(options, profile);
                options.say("wrote   " + out);
            }
            return ExitCode.DONE.status();
        }

        private ComparisonProfile calibrate() {
            try {
                ReferenceModel model = ReferenceModel.open(directory);
                NumericProfile declared = new NumericProfile(kind, NumberFormat.BF16, NumberFormat.BF16, rounding);
                Calibration plan = new Calibration(
                        out.getFileName().toString().replaceFirst("\\.profile$", ""),
                        declared,
                        Optional.of(model.root()),
                        model.hiddenSize(),
                        depth,
                        new Calibration.Effort(
                                bands.stream().map(Calibrate::band).toList(),
                                Math.max(1, probes / SCALE_PART),
                                probes,
                                new Guarantee(alpha, Guarantee.DEFAULT.confidence()),
                                SequentialPlan.DEFAULT));
                return plan.run(EmulatedProbes.of(model, declared, depth, seed), this::progress);
            } catch (ModelException e) {
                throw new ServiceException(ServiceError.MODEL_UNUSABLE, String.valueOf(e.getMessage()), e);
            } catch (IllegalArgumentException e) {
                throw new ServiceException(ServiceError.INPUT_INVALID, String.valueOf(e.getMessage()), e);
            }
        }

        private static Calibration.Lengths band(String text) {
            String[] ends = text.trim().split("-", -1);
            if (ends.length != 2) {
                throw new IllegalArgumentException("a band of token counts looks like 9-32, not " + text);
            }
            return new Calibration.Lengths(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        }

        private long shown;

        private void progress(long done, long all) {
            long step = done * PROGRESS_STEPS / all;
            if (step > shown) {
                shown = step;
                options.progress(done + " of " + all + " probes");
            }
        }
    }

    /** The constants of a profile file. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Prints what a profile file holds.")
    static final class Show implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "Profile file.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private GlobalOptions options;

        @Override
        public Integer call() {
            ComparisonProfile profile;
            try {
                profile = ProfileFile.read(file);
            } catch (IOException e) {
                throw new ServiceException(ServiceError.INPUT_INVALID, file + ": " + FileTrouble.text(e), e);
            }
            options.result(summary(profile));
            if (!options.json()) {
                say(options, profile);
            }
            return ExitCode.DONE.status();
        }
    }
}
