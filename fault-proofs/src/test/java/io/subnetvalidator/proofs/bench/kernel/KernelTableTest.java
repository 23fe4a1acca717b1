package io.subnetvalidator.proofs.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.WeightFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of docs/testing.md: our kernels beside ONNX Runtime, in turns, on every shape. */
@Tag("bench-kernels")
class KernelTableTest {

    private static final List<Contender> CONTENDERS = List.of(
            new OnnxContender(),
            new KernelContender("fp32", Kernels.best(), WeightFormat.FLOAT32),
            new KernelContender("bf16", Kernels.best(), WeightFormat.BFLOAT16));

    private static final long BUDGET = Long.getLong("bench.millis", 300) * 1_000_000;

    @Test
    void kernels_beside_onnx_runtime() {
        KernelBench bench = new KernelBench(System::nanoTime, BUDGET);
        List<MachineLimits> limits = new ArrayList<>();
        List<ProductRow> rows = new ArrayList<>();
        print("GFLOP/s with " + Kernels.best().name() + " on Java " + Runtime.version()
                + "; x: times ONNX Runtime in fp32");
        for (int threads : numbers("bench.threads", "1,2")) {
            limits.add(bench.limits(threads));
            print(BenchTable.limits(limits.get(limits.size() - 1)));
            print(BenchTable.header(CONTENDERS));
            for (Shape shape : shapes()) {
                List<ProductRow> measured =
                        bench.products(shape, numbers("bench.tokens", "1,8,32,128"), threads, CONTENDERS);
                measured.forEach(row -> print(BenchTable.row(row)));
                rows.addAll(measured);
            }
        }
        BenchTable.bandwidth(rows, limits).forEach(KernelTableTest::print);
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.measures().get(2).equal())
                        .isEqualTo(row.measures().get(1).equal()));
    }

    @Test
    void an_opened_block(@TempDir Path directory) {
        BlockBench bench = new BlockBench(System::nanoTime, directory);
        bench.prepare();
        for (int threads : numbers("bench.threads", "1,2")) {
            print(BenchTable.block(bench.run(threads)));
        }
    }

    private static List<Shape> shapes() {
        String chosen = System.getProperty("bench.shapes", "");
        return chosen.isEmpty()
                ? Shape.USUAL
                : Arrays.stream(chosen.split(",")).map(Shape::parse).toList();
    }

    private static int[] numbers(String property, String usual) {
        return Arrays.stream(System.getProperty(property, usual).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
