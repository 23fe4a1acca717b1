package io.subnetvalidator.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path directory;

    @Test
    void a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default() throws IOException {
        Path file = write("subnet: 1\nmodel: from-file\ndata-dir: from-file\n");
        Settings settings = Settings.resolve(
                Map.of(Setting.SUBNET, "3"),
                Map.of("SUBNET_VALIDATOR_SUBNET", "2", "SUBNET_VALIDATOR_MODEL", "from-environment"),
                Optional.of(file));

        assertThat(settings.get(Setting.SUBNET)).isEqualTo(new ResolvedSetting(Setting.SUBNET, "3", "flag --subnet"));
        assertThat(settings.get(Setting.MODEL).value()).isEqualTo("from-environment");
        assertThat(settings.get(Setting.DATA_DIR).source()).isEqualTo("file " + file);
        assertThat(settings.get(Setting.FOREIGN).source()).isEqualTo("default");
    }

    @Test
    void a_misspelt_key_is_refused_with_the_key_that_was_probably_meant() throws IOException {
        Path file = write("chain:\n  endpoint: ws://127.0.0.1:1\n");
        assertThatThrownBy(() -> Settings.resolve(Map.of(), Map.of(), Optional.of(file)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.error()).isEqualTo(ServiceError.CONFIG_INVALID))
                .hasMessageContaining("unknown key 'chain.endpoint'")
                .hasMessageContaining("did you mean 'chain.endpoints'");
    }

    @Test
    void a_list_of_endpoints_becomes_one_value_in_order() throws IOException {
        Path file = write("chain:\n  endpoints: [ws://a:1, ws://b:2]\n");
        assertThat(Settings.resolve(Map.of(), Map.of(), Optional.of(file)).require(Setting.CHAIN_ENDPOINTS))
                .isEqualTo("ws://a:1,ws://b:2");
    }

    @Test
    void text_that_is_not_yaml_and_a_file_that_is_not_there_are_told_apart() throws IOException {
        Path file = write("a: [1\n");
        assertThatThrownBy(() -> Settings.resolve(Map.of(), Map.of(), Optional.of(file)))
                .hasMessageContaining("is not YAML");
        assertThatThrownBy(() -> Settings.resolve(Map.of(), Map.of(), Optional.of(directory.resolve("missing"))))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.error()).isEqualTo(ServiceError.CONFIG_UNREADABLE));
    }

    @Test
    void a_key_that_stands_twice_is_refused_since_nobody_knows_which_was_meant() throws IOException {
        Path file = write("chain:\n  endpoints: ws://a:1\n  endpoints: ws://b:2\n");
        assertThatThrownBy(() -> Settings.resolve(Map.of(), Map.of(), Optional.of(file)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.error()).isEqualTo(ServiceError.CONFIG_INVALID))
                .hasMessageContaining("Duplicate field 'endpoints'");
    }

    @Test
    void a_file_is_read_up_to_its_limit_whatever_size_it_claims() throws IOException {
        Path large = write("x".repeat((1 << 20) + 1));
        Path endless = Path.of("/dev/zero");
        assertThatThrownBy(() -> Settings.resolve(Map.of(), Map.of(), Optional.of(large)))
                .hasMessageContaining("larger than 1 MiB");
        assumeThat(endless).exists();
        assertThatThrownBy(() -> Settings.resolve(Map.of(), Map.of(), Optional.of(endless)))
                .hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void a_required_setting_that_nobody_set_names_every_way_to_set_it() {
        Settings settings = Settings.resolve(Map.of(), Map.of(), Optional.empty());
        assertThatThrownBy(() -> settings.require(Setting.HOTKEY_FILE))
                .hasMessageContaining("--hotkey-file")
                .hasMessageContaining("SUBNET_VALIDATOR_KEYS_HOTKEY_FILE")
                .hasMessageContaining("keys.hotkey-file");
    }

    @Test
    void a_key_file_is_read_when_only_its_owner_can_read_it_and_its_content_is_never_shown() throws IOException {
        String secret = "ab".repeat(32);
        Path file = write("0x" + secret + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(KeyFiles.readSecret(file)).hasSize(32).containsOnly((byte) 0xAB);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> KeyFiles.readSecret(file)).hasMessageContaining("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw--w----"));
        assertThatThrownBy(() -> KeyFiles.readSecret(file)).hasMessageContaining("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, secret + "cd");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> KeyFiles.readSecret(file))
                .hasMessageContaining("64 hexadecimal digits")
                .satisfies(e -> assertThat(((ServiceException) e).text()).doesNotContain("abab"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("file"), text);
    }
}
