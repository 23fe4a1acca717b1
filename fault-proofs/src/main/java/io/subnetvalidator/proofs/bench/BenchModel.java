package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.compare.Calibration;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.emulation.EmulatedProbes;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.Kind;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The synthetic model of the benchmark, hidden size 256 with outlier channels, 8 blocks, and the profiles calibrated on it, which
 * are part of the program. The same plan gives the same profiles again, to the bit.
 */
public final class BenchModel implements AutoCloseable {

    /** Tokens of every probe. */
    public static final int TOKENS = 32;

    private static final long MODEL_SEED = 1;
    private static final long CALIBRATION_SEED = 1;
    private static final TinyShape SHAPE = new TinyShape(512, 256, 512, 8, 8, 2, 256);
    private static final int SCALE_PROBES = 1000;
    private static final int THRESHOLD_PROBES = 6000;

    private final Path directory;
    private final ReferenceModel model;

    private BenchModel(Path directory, ReferenceModel model) {
        this.directory = directory;
        this.model = model;
    }

    /**
     * Writes the model into a temporary directory, which goes when it is closed.
     *
     * @throws UncheckedIOException when there is no room for it
     */
    public static BenchModel create() {
        try {
            Path directory = Files.createTempDirectory("bench-model");
            TinyModel.write(directory, MODEL_SEED, SHAPE);
            return new BenchModel(directory, ReferenceModel.open(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("the synthetic model cannot be written: " + e.getMessage(), e);
        }
    }

    /** Deletes the model's files. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the synthetic model cannot be deleted: " + e.getMessage(), e);
        }
    }

    public ReferenceModel model() {
        return model;
    }

    /** The profiles that are judged by. */
    public static List<NumericProfile> declarations() {
        return List.of(
                declared(Kind.STRICT, RoundingPoints.UNDECLARED),
                declared(Kind.WIDE, RoundingPoints.UNDECLARED),
                declared(Kind.MATCHED, RoundingPoints.EAGER),
                declared(Kind.MATCHED, RoundingPoints.FUSED));
    }

    static NumericProfile declared(Kind kind, RoundingPoints rounding) {
        return new NumericProfile(kind, NumberFormat.BF16, NumberFormat.BF16, rounding);
    }

    /** The calibrated profile for spans of this depth, 1 or all blocks. */
    public ComparisonProfile profile(NumericProfile declared, int depth) {
        String name = name(declared, depth);
        try (InputStream in = BenchModel.class.getResourceAsStream(name + ".profile")) {
            if (in == null) {
                throw new IllegalStateException("profile " + name + " is missing from this build");
            }
            return ComparisonProfile.fromBytes(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("profile " + name + " cannot be read from this build", e);
        }
    }

    /** Calibrates the profile again. */
    public ComparisonProfile calibrate(NumericProfile declared, int depth, Calibration.Progress progress) {
        Calibration plan = new Calibration(
                name(declared, depth),
                declared,
                Optional.of(model.root()),
                model.hiddenSize(),
                depth,
                new Calibration.Effort(
                        List.of(new Calibration.Lengths(TOKENS, TOKENS)),
                        SCALE_PROBES,
                        THRESHOLD_PROBES,
                        Guarantee.DEFAULT,
                        SequentialPlan.DEFAULT));
        return plan.run(EmulatedProbes.of(model, declared, depth, CALIBRATION_SEED), progress);
    }

    private static String name(NumericProfile declared, int depth) {
        String rounding = declared.kind() == Kind.MATCHED ? "-" + declared.rounding() : "";
        return (declared.kind() + rounding + "-" + depth).toLowerCase(Locale.ROOT);
    }
}
