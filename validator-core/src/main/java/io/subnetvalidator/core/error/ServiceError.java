package io.subnetvalidator.core.error;

/**
 * Every error an operator can meet. The code appears in the log, the metrics and the API; codes are never reused. The hundreds
 * say whose turn it is: 10 usage and configuration, 11 environment, 12 chain, 13 keys and journal, 16 model and proofs. The ledger has 14 and the score policy 15 for themselves.
 */
public enum ServiceError {
    USAGE("SV-1001", "The command line is not understood.", "Run the command with --help.", ExitCode.USAGE),
    CONFIG_UNREADABLE(
            "SV-1002",
            "The configuration file cannot be read.",
            "Check the path given with --config and the permissions of the file.",
            ExitCode.USAGE),
    CONFIG_INVALID(
            "SV-1003",
            "The configuration has an unknown key or a value out of range.",
            "Correct the entry that is named; `config explain` prints every value and where it came from.",
            ExitCode.USAGE),
    INPUT_INVALID(
            "SV-1004",
            "An input file or argument is not what the command expects.",
            "Correct the input that is named.",
            ExitCode.USAGE),
    PORT_OCCUPIED(
            "SV-1101",
            "A port the service must listen on is taken.",
            "Stop the program that holds the port or choose another one.",
            ExitCode.ENVIRONMENT),
    DATA_DIRECTORY(
            "SV-1102",
            "The data directory cannot be written.",
            "Create it, give the service's user write permission, and check that the disk is neither full nor read-only.",
            ExitCode.ENVIRONMENT),
    DATA_IN_USE(
            "SV-1103",
            "Another process uses this data directory.",
            "Stop the other process; two services must never share a data directory.",
            ExitCode.ENVIRONMENT),
    LEDGER_UNUSABLE(
            "SV-1104",
            "The ledger cannot be used.",
            "Do what the line above says; `ledger verify` names the first entry that does not hold.",
            ExitCode.ENVIRONMENT),
    NO_FAST_FMA(
            "SV-1105",
            "This JVM has no hardware fused multiply-add, without which the reference computation is far too slow.",
            "Run on a CPU with FMA (x86-64-v3 or 64-bit Arm) and do not switch it off in the JVM.",
            ExitCode.ENVIRONMENT),
    OTHER_BITS(
            "SV-1106",
            "This machine computes other bits than the published ones, so its verdicts would be wrong.",
            "Use another Java runtime (17 or 25) or another machine, and report the line above.",
            ExitCode.ENVIRONMENT),
    OUTPUT_UNWRITABLE(
            "SV-1107",
            "A result cannot be written to the file that was named.",
            "Create its folder, or name a file that this user may write on a disk that is not full.",
            ExitCode.ENVIRONMENT),
    CHAIN_UNREACHABLE(
            "SV-1201",
            "No chain endpoint answers.",
            "Check the endpoint's address (ws:// or wss://), that the node runs, and that its RPC port is open to this machine.",
            ExitCode.ENVIRONMENT),
    CHAIN_FOREIGN(
            "SV-1202",
            "An endpoint serves another chain than the one configured.",
            "Correct the endpoint or the expected genesis hash; nothing was signed.",
            ExitCode.ENVIRONMENT),
    RUNTIME_UNKNOWN(
            "SV-1203",
            "The runtime's consensus calls have a shape this version does not know.",
            "Upgrade the service; until then it only monitors and signs nothing.",
            ExitCode.ENVIRONMENT),
    SUBNET_UNKNOWN(
            "SV-1204", "The chain has no such subnet.", "Correct the subnet id; ids start at 128001.", ExitCode.USAGE),
    NODE_UNKNOWN(
            "SV-1205",
            "The hotkey has no node in this subnet.",
            "Register the node first, or give the key of the registered node.",
            ExitCode.USAGE),
    HOTKEY_WITHOUT_BALANCE(
            "SV-1206",
            "The hotkey cannot pay the fee that is withheld before a consensus call.",
            "Send the hotkey a little more than 1000000500 units; successful consensus calls are refunded.",
            ExitCode.ENVIRONMENT),
    PROBE_TARGET_UNKNOWN(
            "SV-1207",
            "The node to be probed cannot be found.",
            "Give the id, the peer id or the address (/ip4/.../tcp/.../p2p/...) of a node that the chain lists.",
            ExitCode.USAGE),
    KEY_UNREADABLE(
            "SV-1301",
            "A key file cannot be read.",
            "It must hold 32 bytes in hexadecimal and be readable by the service's user only.",
            ExitCode.USAGE),
    JOURNAL_UNUSABLE(
            "SV-1302",
            "The signing journal cannot be trusted, so nothing is signed.",
            "Follow the remedy in the message; never delete the journal of a key that may have signed.",
            ExitCode.ENVIRONMENT),
    MODEL_UNUSABLE(
            "SV-1601",
            "The model directory cannot be used.",
            "Correct what the line above names; config.json and all safetensors files must be there and complete.",
            ExitCode.USAGE),
    PROOF_UNREADABLE(
            "SV-1602",
            "A file is not a fault proof of a known format.",
            "Check the file's origin; a proof is written by `devnet`, `run` or `probe`.",
            ExitCode.USAGE),
    EXPECTATION_FAILED(
            "SV-1603",
            "What was checked is not so.",
            "Read the lines above: each says what was expected and what was found.",
            ExitCode.NOT_SO);

    private final String code;
    private final String cause;
    private final String remedy;
    private final ExitCode exitCode;

    ServiceError(String code, String cause, String remedy, ExitCode exitCode) {
        this.code = code;
        this.cause = cause;
        this.remedy = remedy;
        this.exitCode = exitCode;
    }

    public String code() {
        return code;
    }

    /** What happened, one sentence. */
    public String cause() {
        return cause;
    }

    /** What the operator can do, one sentence. */
    public String remedy() {
        return remedy;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
