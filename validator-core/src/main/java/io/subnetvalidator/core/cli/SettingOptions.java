package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.config.Setting;
import io.subnetvalidator.core.config.Settings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of all settings, and the file with the others. */
final class SettingOptions {

    private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

    @Option(names = "--config", order = 1, paramLabel = "FILE", description = "YAML file with settings.")
    private @Nullable Path file;

    @Option(
            names = "--chain",
            order = 2,
            paramLabel = "URLS",
            description = "Chain nodes, preferred one first, separated by commas.")
    void chain(String value) {
        flags.put(Setting.CHAIN_ENDPOINTS, value);
    }

    @Option(names = "--genesis", order = 3, paramLabel = "HASH", description = "Genesis hash the chain must have.")
    void genesis(String value) {
        flags.put(Setting.CHAIN_GENESIS, value);
    }

    @Option(names = "--subnet", order = 4, paramLabel = "ID", description = "Id of the subnet.")
    void subnet(String value) {
        flags.put(Setting.SUBNET, value);
    }

    @Option(
            names = "--hotkey-file",
            order = 5,
            paramLabel = "FILE",
            description = "File with the hotkey: 32 bytes in hexadecimal.")
    void hotkey(String value) {
        flags.put(Setting.HOTKEY_FILE, value);
    }

    @Option(
            names = "--peer-key-file",
            order = 6,
            paramLabel = "FILE",
            description = "File with the seed of the node's peer key.")
    void peerKey(String value) {
        flags.put(Setting.PEER_KEY_FILE, value);
    }

    @Option(
            names = "--data-dir",
            order = 7,
            paramLabel = "DIR",
            description = "Directory of ledger, signing journal and proofs.")
    void dataDirectory(String value) {
        flags.put(Setting.DATA_DIR, value);
    }

    @Option(names = "--model", order = 8, paramLabel = "DIR", description = "Directory of the subnet's model.")
    void model(String value) {
        flags.put(Setting.MODEL, value);
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

    /** All settings; @throws io.subnetvalidator.core.error.ServiceException when the file is wrong. */
    Settings resolve() {
        return Settings.resolve(flags, System.getenv(), Optional.ofNullable(file));
    }
}
