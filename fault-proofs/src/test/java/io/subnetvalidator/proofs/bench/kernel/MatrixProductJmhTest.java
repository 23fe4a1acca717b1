package io.subnetvalidator.proofs.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link MatrixProductBenchmark}; {@code -Djmh.shape=}, {@code -Djmh.tokens=} and {@code -Djmh.threads=} choose some rows. */
@Tag("bench-kernels")
class MatrixProductJmhTest {

    @Test
    void matrix_products_under_jmh() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(MatrixProductBenchmark.class.getName())
                .shouldFailOnError(true)
                // Every row takes a JVM and ten seconds: by default the rows of one shape.
                .param("shape", chosen("shape", "1024x4096"))
                .param("tokens", chosen("tokens", "1,8,32,128"))
                .param("threads", chosen("threads", "1,2"));
        Collection<RunResult> results = new Runner(options.build()).run();
        assertThat(results).isNotEmpty();
    }

    private static String[] chosen(String name, String usual) {
        return System.getProperty("jmh." + name, usual).split(",");
    }
}
