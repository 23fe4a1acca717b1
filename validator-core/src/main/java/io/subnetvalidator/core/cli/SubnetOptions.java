package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.config.Setting;
import io.subnetvalidator.core.config.Settings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of the settings that name a subnet, its model and who asks, and the file with the others. */
class SubnetOptions {

    final Map<Setting, String> flags = new EnumMap<>(Setting.class);

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

    /** All settings; @throws io.subnetvalidator.core.error.ServiceException when the file is wrong. */
    final Settings resolve() {
        return Settings.resolve(flags, System.getenv(), Optional.ofNullable(file));
    }
}
