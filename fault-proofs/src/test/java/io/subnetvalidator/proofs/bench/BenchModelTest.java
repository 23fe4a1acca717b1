package io.subnetvalidator.proofs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.proofs.compare.Calibration;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchModelTest {

    @Test
    void the_profiles_of_this_build_were_calibrated_on_the_model_of_this_build() {
        try (BenchModel bench = BenchModel.create()) {
            for (NumericProfile declared : BenchModel.declarations()) {
                for (int depth : List.of(1, bench.model().blocks())) {
                    ComparisonProfile profile = bench.profile(declared, depth);
                    assertThat(profile.modelRoot()).contains(bench.model().root());
                    assertThat(profile.depth()).isEqualTo(depth);
                    assertThat(profile.kind()).isEqualTo(declared.kind());
                    assertThat(profile.rounding()).isEqualTo(declared.rounding());
                    assertThat(profile.thresholds(BenchModel.TOKENS)).isPresent();
                }
            }
        }
    }

    static Stream<NumericProfile> declarations() {
        return BenchModel.declarations().stream();
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("declarations")
    void a_profile_for_single_blocks_comes_out_of_its_calibration_again_to_the_bit(NumericProfile declared) {
        try (BenchModel bench = BenchModel.create()) {
            assertThat(bench.calibrate(declared, 1, Calibration.Progress.SILENT))
                    .isEqualTo(bench.profile(declared, 1));
        }
    }

    @Tag("slow")
    @Test
    void a_small_benchmark_catches_the_gross_attacks_and_gives_the_same_report_again() {
        try (BenchModel bench = BenchModel.create()) {
            VerificationBench.Plan plan = new VerificationBench.Plan(4, 2, 100);
            VerificationReport report = new VerificationBench(bench, plan, line -> {}).run();

            assertThat(new VerificationBench(bench, plan, line -> {}).run()).isEqualTo(report);
            assertThat(report.attacks())
                    .filteredOn(attack -> List.of("int8 weights", "NF4 weights", "identity", "sign flip", "KV fp8")
                            .contains(attack.name()))
                    .hasSize(5)
                    .allSatisfy(attack -> assertThat(attack.detection().getOrDefault("strict", List.of()))
                            .startsWith(1.0));
            assertThat(report.formats())
                    .extracting(VerificationReport.Attack::name)
                    .containsExactly("wrong shape", "wrong encoding", "NaN", "infinity");
            assertThat(report.formats())
                    .allSatisfy(fault -> assertThat(fault.detection().values())
                            .hasSize(4)
                            .allSatisfy(shares -> assertThat(shares).containsOnly(1.0)));
            assertThat(VerificationTable.lines(report))
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
        }
    }
}
