package io.subnetvalidator.proofs.bench.kernel;

import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.WeightFormat;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One matrix product under JMH, in JVMs of its own: the check on the table, whose rows share one JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx4g"})
@SuppressWarnings("NullAway.Init")
public class MatrixProductBenchmark {

    @Param({"14336x4096", "4096x14336", "4096x4096", "1024x4096", "512x1024"})
    private String shape;

    @Param({"1", "8", "32", "128"})
    private int tokens;

    @Param({"1", "2"})
    private int threads;

    @Param({"ort", "fp32", "bf16"})
    private String contender;

    private Contender.Loaded loaded;
    private float[] x;
    private float[] out;

    @Setup(Level.Trial)
    public void load() {
        Shape matrix = Shape.parse(shape);
        loaded = named(contender).load(matrix, values(matrix.rows() * matrix.columns()), threads);
        x = values(tokens * matrix.columns());
        out = new float[tokens * matrix.rows()];
    }

    @TearDown(Level.Trial)
    public void close() {
        loaded.close();
    }

    @Benchmark
    public float[] product() {
        loaded.multiply(x, tokens, out);
        return out;
    }

    private static Contender named(String name) {
        return switch (name) {
            case "ort" -> new OnnxContender();
            case "fp32" -> new KernelContender(name, Kernels.best(), WeightFormat.FLOAT32);
            case "bf16" -> new KernelContender(name, Kernels.best(), WeightFormat.BFLOAT16);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static float[] values(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt() >> 24) * 0x1p-8f;
        }
        return values;
    }
}
