package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.config.Setting;
import picocli.CommandLine.Option;

/** The flags of all settings. */
final class SettingOptions extends SubnetOptions {

    @Option(
            names = "--hotkey-file",
            order = 5,
            paramLabel = "FILE",
            description = "File with the hotkey: 32 bytes in hexadecimal.")
    void hotkey(String value) {
        flags.put(Setting.HOTKEY_FILE, value);
    }

    @Option(names = "--policy", order = 9, paramLabel = "FILE", description = "YAML file with the score policy.")
    void policy(String value) {
        flags.put(Setting.POLICY, value);
    }

    @Option(
            names = "--listen",
            order = 10,
            paramLabel = "ADDR",
            description = "host:port for peers; the registered port by default.")
    void listen(String value) {
        flags.put(Setting.PEERS_LISTEN, value);
    }

    @Option(names = "--http", order = 11, paramLabel = "ADDR", description = "host:port of the HTTP surface.")
    void http(String value) {
        flags.put(Setting.HTTP_LISTEN, value);
    }

    @Option(
            names = "--foreign",
            order = 12,
            paramLabel = "POLICY",
            description = "Attest proposals of other software: never, equal or close.")
    void foreign(String value) {
        flags.put(Setting.FOREIGN, value);
    }
}
