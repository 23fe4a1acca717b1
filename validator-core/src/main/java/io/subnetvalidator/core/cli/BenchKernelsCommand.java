package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.proofs.bench.kernel.BenchTable;
import io.subnetvalidator.proofs.bench.kernel.BlockBench;
import io.subnetvalidator.proofs.bench.kernel.BlockTime;
import io.subnetvalidator.proofs.bench.kernel.Contender;
import io.subnetvalidator.proofs.bench.kernel.KernelBench;
import io.subnetvalidator.proofs.bench.kernel.KernelContender;
import io.subnetvalidator.proofs.bench.kernel.MachineLimits;
import io.subnetvalidator.proofs.bench.kernel.ProductRow;
import io.subnetvalidator.proofs.bench.kernel.Shape;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The reference kernels beside plain Java and the limits of the machine. */
@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the kernels of the reference computation against plain Java.",
            "Beside them: the multiply-add peak and the memory stream of this machine,",
            "and one opened block of a model of 8 billion parameters."
        })
final class BenchKernelsCommand implements Callable<Integer> {

    private static final int[] TOKENS = {1, 8, 32, 128};
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LEAST_MILLIS = KernelBench.LEAST_BUDGET / NANOS_PER_MILLI;

    @Option(
            names = "--shape",
            split = ",",
            paramLabel = "RxC",
            converter = ShapeText.class,
            description = "Rows x columns of weights; by default those of an 8B block.")
    private List<Shape> shapes = Shape.USUAL;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "Numbers of threads; by default 1 and one per processor.")
    private List<Integer> threads = usualThreads();

    @Option(
            names = "--millis",
            defaultValue = "200",
            paramLabel = "MS",
            description = "Time per row and implementation after warm-up, at least 100 (default ${DEFAULT-VALUE}).")
    private long millis;

    @Option(names = "--no-block", description = "Leave out the block; it writes 440 MB to a temporary file.")
    private boolean noBlock;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private GlobalOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (millis < LEAST_MILLIS) {
            throw new ParameterException(
                    spec.commandLine(), "--millis must be at least " + LEAST_MILLIS + ", not " + millis);
        }
        List<Contender> contenders = List.of(
                new KernelContender("scalar", Kernels.scalar(), WeightFormat.BFLOAT16),
                new KernelContender("fp32", Kernels.best(), WeightFormat.FLOAT32),
                new KernelContender("bf16", Kernels.best(), WeightFormat.BFLOAT16));
        KernelBench bench = new KernelBench(System::nanoTime, millis * NANOS_PER_MILLI);
        List<MachineLimits> limits = new ArrayList<>();
        List<ProductRow> rows = new ArrayList<>();
        say("GFLOP/s with " + Kernels.best().name() + " kernels; x: times scalar");
        for (int count : threads) {
            limits.add(bench.limits(count));
            say(BenchTable.limits(limits.get(limits.size() - 1)));
            say(BenchTable.header(contenders));
            for (Shape shape : shapes) {
                List<ProductRow> measured = bench.products(shape, TOKENS, count, contenders);
                measured.forEach(row -> say(BenchTable.row(row)));
                rows.addAll(measured);
            }
        }
        BenchTable.bandwidth(rows, limits).forEach(this::say);
        List<BlockTime> blocks = noBlock ? List.of() : blocks();
        blocks.forEach(block -> say(BenchTable.block(block)));
        options.result(Map.of("kernels", Kernels.best().name(), "limits", limits, "products", rows, "blocks", blocks));
        return ExitCode.DONE.status();
    }

    private void say(String line) {
        if (!options.json()) {
            options.say(line);
        }
    }

    private List<BlockTime> blocks() {
        try {
            Path directory = Files.createTempDirectory("subnet-validator-bench");
            try {
                BlockBench bench = new BlockBench(System::nanoTime, directory);
                options.progress("writing a synthetic block of 440 MB");
                bench.prepare();
                return threads.stream().map(bench::run).toList();
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new ServiceException(ServiceError.DATA_DIRECTORY, String.valueOf(e.getMessage()), e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<Integer> usualThreads() {
        int processors = Runtime.getRuntime().availableProcessors();
        return processors == 1 ? List.of(1) : List.of(1, processors);
    }

    private static final class ShapeText implements ITypeConverter<Shape> {

        @Override
        public Shape convert(String text) {
            try {
                return Shape.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
