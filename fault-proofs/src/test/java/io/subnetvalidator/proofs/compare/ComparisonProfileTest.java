package io.subnetvalidator.proofs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.Kind;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonProfileTest {

    private static final Hash256 MODEL = Blake2b.domainHash("test/model");
    private static final Thresholds THRESHOLDS = new Thresholds(1.5, 2.5, 40);
    private static final DeviationScale DEVIATIONS =
            new DeviationScale(new LogScale(0.1, 0.05), new LogScale(0.4, 0.1), new LogScale(2.5, 0.2), 0.3);
    private static final ComparisonProfile STRICT = new ComparisonProfile(
            "strict",
            Kind.STRICT,
            RoundingPoints.UNDECLARED,
            Optional.of(MODEL),
            3,
            Whitening.perChannel(new double[] {0.01, 0.02}),
            List.of(
                    new TokenBand(1, 1, THRESHOLDS, DEVIATIONS),
                    new TokenBand(2, 32, new Thresholds(1.2, 3, 60), DEVIATIONS)),
            Guarantee.DEFAULT,
            SequentialPlan.DEFAULT,
            12.5);
    private static final NumericProfile DECLARED =
            new NumericProfile(Kind.STRICT, NumberFormat.BF16, NumberFormat.BF16);

    @Test
    void a_profile_reads_back_from_its_file_and_keeps_its_digest(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("strict.profile");
        ProfileFile.write(file, STRICT);

        assertThat(ProfileFile.read(file)).isEqualTo(STRICT);
        assertThat(ProfileFile.read(file).digest()).isEqualTo(STRICT.digest());
        assertThat(ComparisonProfile.fromBytes(ComparisonProfile.EXACT.toBytes()))
                .isEqualTo(ComparisonProfile.EXACT);
    }

    @Test
    void the_exact_profile_is_the_same_everywhere() {
        assertThat(ComparisonProfile.EXACT.digest())
                .isEqualTo(Hash256.parse("0x750b4d600dde746c170e5d1587fa5bf69d04124ad352602173226a2b7ac9481f"));
    }

    @Test
    void a_file_that_is_no_profile_is_named_in_the_error(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("notes.txt");
        Files.writeString(file, "not a profile");

        assertThatThrownBy(() -> ProfileFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("notes.txt")
                .hasMessageContaining("not a comparison profile");
    }

    @Test
    void no_flipped_bit_keeps_the_digest_and_bad_constants_are_refused() {
        byte[] bytes = STRICT.toBytes();
        Set<Hash256> digests = new HashSet<>(Set.of(STRICT.digest()));
        int refused = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] mutant = bytes.clone();
            mutant[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(digests.add(ComparisonProfile.fromBytes(mutant).digest()))
                        .as("bit %d", bit)
                        .isTrue();
            } catch (ScaleException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(64);
        assertThatThrownBy(() -> new Thresholds(1, Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Whitening.scalar(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Whitening.scalar(Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenBand(2, 1, THRESHOLDS, DEVIATIONS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bands_have_to_be_in_order_and_a_tolerant_profile_needs_some() {
        TokenBand wide = new TokenBand(1, 8, THRESHOLDS, DEVIATIONS);

        assertThatThrownBy(() -> withBands(List.of(wide, new TokenBand(8, 9, THRESHOLDS, DEVIATIONS))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withBands(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_profile_judges_only_what_it_was_calibrated_for() {
        BlockSpan span = new BlockSpan(1, 3);

        assertThat(STRICT.unfitFor(DECLARED, MODEL, span, 2)).isEmpty();
        assertThat(STRICT.unfitFor(NumericProfile.exact(NumberFormat.BF16), MODEL, span, 2))
                .isPresent();
        assertThat(STRICT.unfitFor(DECLARED, Blake2b.domainHash("other"), span, 2))
                .isPresent();
        assertThat(STRICT.unfitFor(DECLARED, MODEL, new BlockSpan(1, 2), 2)).isPresent();
        assertThat(STRICT.unfitFor(DECLARED, MODEL, span, 3)).isPresent();
        assertThat(STRICT.unfitFor(matched(RoundingPoints.EAGER), MODEL, span, 2))
                .isPresent();
        assertThat(STRICT.thresholds(1)).contains(THRESHOLDS);
        assertThat(STRICT.thresholds(32)).isPresent();
        assertThat(STRICT.thresholds(33)).isEmpty();
    }

    @Test
    void a_matched_profile_judges_only_the_rounding_points_that_were_declared() {
        ComparisonProfile eager = new ComparisonProfile(
                "matched",
                Kind.MATCHED,
                RoundingPoints.EAGER,
                Optional.empty(),
                0,
                Whitening.scalar(1),
                STRICT.bands(),
                Guarantee.DEFAULT,
                SequentialPlan.DEFAULT,
                1);
        BlockSpan span = new BlockSpan(0, 1);

        assertThat(eager.unfitFor(matched(RoundingPoints.EAGER), MODEL, span, 2))
                .isEmpty();
        assertThat(eager.unfitFor(matched(RoundingPoints.FUSED), MODEL, span, 2))
                .hasValueSatisfying(reason -> assertThat(reason).contains("FUSED"));
        assertThat(ComparisonProfile.fromBytes(eager.toBytes())).isEqualTo(eager);
    }

    private static NumericProfile matched(RoundingPoints rounding) {
        return new NumericProfile(Kind.MATCHED, NumberFormat.BF16, NumberFormat.BF16, rounding);
    }

    private static ComparisonProfile withBands(List<TokenBand> bands) {
        return new ComparisonProfile(
                "strict",
                Kind.STRICT,
                RoundingPoints.UNDECLARED,
                Optional.empty(),
                0,
                Whitening.scalar(1),
                bands,
                Guarantee.DEFAULT,
                SequentialPlan.DEFAULT,
                1);
    }
}
