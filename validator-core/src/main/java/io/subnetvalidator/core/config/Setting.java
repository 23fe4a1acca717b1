package io.subnetvalidator.core.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every value an operator can set, with its names in the file, the environment and on the command line. */
public enum Setting {
    CHAIN_ENDPOINTS(
            "chain.endpoints",
            "--chain",
            "ws://127.0.0.1:9944",
            "WebSocket addresses of chain nodes, the preferred one first"),
    CHAIN_GENESIS(
            "chain.genesis", "--genesis", "", "genesis hash the chain must have; empty accepts the first endpoint's"),
    CHAIN_QUORUM(
            "chain.quorum",
            "--chain-quorum",
            "",
            "how many of the chain nodes must agree on who has staked; empty means more than half of them"),
    SUBNET("subnet", "--subnet", "", "id of the subnet, for example 128001"),
    HOTKEY_FILE("keys.hotkey-file", "--hotkey-file", "", "file with the node's hotkey: 32 bytes in hexadecimal"),
    PEER_KEY_FILE(
            "keys.peer-key-file",
            "--peer-key-file",
            "",
            "file with the seed of the node's Ed25519 peer key: 32 bytes in hexadecimal"),
    DATA_DIR(
            "data-dir",
            "--data-dir",
            "subnet-validator-data",
            "directory of the ledger, the signing journal and the proofs"),
    MODEL("model", "--model", "", "directory of the subnet's model in Hugging Face layout"),
    PROFILES(
            "profiles",
            "--profiles",
            "",
            "comparison profile files that the subnet accepts beside bit equality, separated by commas"),
    POLICY("policy", "--policy", "", "YAML file with the score policy; empty uses the built-in one"),
    PEERS_LISTEN(
            "peers.listen",
            "--listen",
            "",
            "address on which peers reach this service; empty uses the registered port on all addresses"),
    PEERS_MIN_CLASS(
            "peers.min-class",
            "--peers-min-class",
            "registered",
            "least class of nodes whose peers may connect: registered, idle, included or validator"),
    PEERS_STAKE_GRACE(
            "peers.stake-grace",
            "--peers-stake-grace",
            "120",
            "seconds without a readable new block after which no peer is admitted any more"),
    HTTP_LISTEN("http.listen", "--http", "127.0.0.1:8080", "address of the HTTP surface"),
    FOREIGN("foreign", "--foreign", "never", "what to do with proposals of other software: never, equal or close");

    private static final String ENVIRONMENT_PREFIX = "SUBNET_VALIDATOR_";

    private final String key;
    private final String flag;
    private final String fallback;
    private final String meaning;

    Setting(String key, String flag, String fallback, String meaning) {
        this.key = key;
        this.flag = flag;
        this.fallback = fallback;
        this.meaning = meaning;
    }

    /** Dotted path in the YAML file. */
    public String key() {
        return key;
    }

    public String flag() {
        return flag;
    }

    /** Value when nobody sets one; empty for none. */
    public String fallback() {
        return fallback;
    }

    public String meaning() {
        return meaning;
    }

    public String environmentVariable() {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}
