package io.subnetvalidator.incentives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.chain.types.Ratio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyYamlTest {

    @Test
    void a_whole_policy_is_read_exactly() {
        ScorePolicy policy = PolicyYaml.parse("""
                # constants of our subnet
                version: 1
                min_probes: 12
                min_uptime: 0.123456789012345678
                speed:
                  min: 0
                  max: 2
                """, "policy.yaml");

        assertThat(policy)
                .isEqualTo(new ScorePolicy(1, 12, Ratio.of(123_456_789_012_345_678L), Ratio.ZERO, Ratio.percent(200)));
    }

    @Test
    void what_is_left_out_has_its_default() {
        assertThat(PolicyYaml.parse("version: 1", "p")).isEqualTo(ScorePolicy.DEFAULT);
        assertThat(PolicyYaml.parse("version: 1\nspeed:\n  max: 3\n", "p").minSpeed())
                .isEqualTo(ScorePolicy.DEFAULT.minSpeed());
    }

    @Test
    void the_digest_is_that_of_the_constants_and_not_of_their_spelling() {
        ScorePolicy spelled = PolicyYaml.parse("version: 1\nmin_uptime: 0.500\nspeed: {max: 15e-1, min: 5.0e-1}", "p");

        assertThat(spelled.digest()).isEqualTo(ScorePolicy.DEFAULT.digest());
        assertThat(PolicyYaml.parse("version: 1\nmin_probes: 5", "p").digest())
                .isNotEqualTo(ScorePolicy.DEFAULT.digest());
    }

    @Test
    void the_bytes_of_the_default_policy_stay_what_they_are() {
        assertThat(Hex.encode(ScorePolicy.DEFAULT.toBytes()))
                .isEqualTo("0x0100" + "04000000" + "0000b2d3595bf0060000000000000000"
                        + "0000b2d3595bf0060000000000000000" + "000016 7b0d12d1140000000000000000".replace(" ", "")
                        + "02");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 1\\nmin_probe: 3                | the policy has no key min_probe; did you mean min_probes?",
                "version: 1\\nspeed: {maxx: 2}            | speed has no key maxx; did you mean max?",
                "version: 1\\nforeign: never              | the policy has no key foreign; known are version, min_probes",
                "min_probes: 3                            | version is missing",
                "version: 2                               | version must be 1",
                "version: one                             | version is a whole number",
                "version: 1.5                             | version is a whole number",
                "version: 4294967297                      | version is a whole number",
                "version: 1\\nmin_probes: 0               | min_probes must be 1 to 1000000",
                "version: 1\\nmin_probes: 1000001         | min_probes must be 1 to 1000000",
                "version: 1\\nmin_uptime: 1.000000000000000001 | min_uptime must be 0 to 1",
                "version: 1\\nmin_uptime: -0.1            | min_uptime is a number that is not negative",
                "version: 1\\nmin_uptime: 0.1234567890123456789 | at most 18 decimal places",
                "version: 1\\nmin_uptime: 1e999999999     | min_uptime is a number",
                "version: 1\\nmin_uptime: .inf            | not usable YAML in line 2",
                "version: 1\\nmin_uptime: half            | min_uptime is a number",
                "version: 1\\nmin_uptime:                 | min_uptime is a number",
                "version: 1\\nspeed: {min: 2}             | speed.min must not be above speed.max",
                "version: 1\\nspeed: {max: 0, min: 0}     | speed.max must be above 0",
                "version: 1\\nspeed: {max: 11}            | speed.max must be above 0, at most 10",
                "version: 1\\nspeed: fast                 | speed is a mapping with the keys min, max",
                "version: 1\\nversion: 1                  | not usable YAML in line 2",
                "version: [1                              | not usable YAML",
                "- version                                | the policy is a mapping",
                "''                                       | the policy is a mapping",
                "version: 1\\n---\\nversion: 1            | not usable YAML",
            })
    void a_wrong_policy_says_where_and_what(String yaml, String message) {
        assertThatThrownBy(() -> PolicyYaml.parse(yaml.replace("\\n", "\n"), "policy.yaml"))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("SV-1501: policy.yaml: ")
                .hasMessageContaining(message);
    }

    @Test
    void a_text_that_is_too_long_is_not_parsed() {
        assertThatThrownBy(() -> PolicyYaml.parse("#".repeat(PolicyYaml.MAX_LENGTH + 1), "p"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("at most 16384 characters");
    }
}
