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

    @Option(
            names = "--profiles",
            order = 16,
            paramLabel = "FILES",
            description = "Comparison profiles of tolerant arithmetic that the subnet accepts, separated by commas.")
    void profiles(String value) {
        flags.put(Setting.PROFILES, value);
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

    @Option(
            names = "--chain-quorum",
            order = 13,
            paramLabel = "N",
            description = "Chain nodes that must agree on stakes; most of them by default.")
    void chainQuorum(String value) {
        flags.put(Setting.CHAIN_QUORUM, value);
    }

    @Option(
            names = "--peers-min-class",
            order = 14,
            paramLabel = "CLASS",
            description = "Least class of nodes that may connect: registered, idle, included or validator.")
    void peersMinClass(String value) {
        flags.put(Setting.PEERS_MIN_CLASS, value);
    }

    @Option(
            names = "--peers-stake-grace",
            order = 15,
            paramLabel = "SECONDS",
            description = "Admit no peer when no new block was readable for so long.")
    void peersStakeGrace(String value) {
        flags.put(Setting.PEERS_STAKE_GRACE, value);
    }
}
