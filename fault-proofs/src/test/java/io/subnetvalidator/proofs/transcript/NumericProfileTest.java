package io.subnetvalidator.proofs.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.NumericProfile.Kind;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import org.junit.jupiter.api.Test;

class NumericProfileTest {

    @Test
    void rounding_points_belong_to_matched_profiles_and_to_no_others() {
        assertThatThrownBy(() -> profile(Kind.MATCHED, RoundingPoints.UNDECLARED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> profile(Kind.STRICT, RoundingPoints.EAGER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void every_profile_reads_back_and_only_matched_ones_take_a_byte_more() {
        assertThat(roundTrip(profile(Kind.MATCHED, RoundingPoints.FUSED), 4)).isTrue();
        assertThat(roundTrip(profile(Kind.WIDE, RoundingPoints.UNDECLARED), 3)).isTrue();
        assertThatThrownBy(() -> NumericProfile.decode(new ScaleReader(new byte[] {3, 1, 1, 0})))
                .isInstanceOf(ScaleException.class);
    }

    private static boolean roundTrip(NumericProfile profile, int size) {
        ScaleWriter out = new ScaleWriter();
        profile.encode(out);
        byte[] bytes = out.toBytes();
        return bytes.length == size
                && NumericProfile.decode(new ScaleReader(bytes)).equals(profile);
    }

    private static NumericProfile profile(Kind kind, RoundingPoints rounding) {
        return new NumericProfile(kind, NumberFormat.BF16, NumberFormat.BF16, rounding);
    }
}
