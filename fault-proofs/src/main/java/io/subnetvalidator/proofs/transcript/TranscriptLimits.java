package io.subnetvalidator.proofs.transcript;

/** Hard limits of the wire and file formats; whatever is larger is refused before memory is taken for it. */
public final class TranscriptLimits {

    /** Tokens in one step. */
    public static final int MAX_TOKENS = 8192;

    /** Values per token. */
    public static final int MAX_HIDDEN = 65_536;

    /** Bytes of input, and bytes of output, of one step: 16 MiB. */
    public static final int MAX_ROW_BYTES = 16 << 20;

    /** Bytes of one row: the greatest hidden size in fp32. */
    public static final int MAX_BYTES_PER_ROW = 4 * MAX_HIDDEN;

    /** Steps of one session at one node. */
    public static final int MAX_STEPS = 1024;

    /** Positions of one sequence. */
    public static final int MAX_POSITIONS = 1 << 24;

    /** Greatest number of a session of one requester at one node in one epoch. */
    public static final int MAX_COUNTER = 65_535;

    /** Multihash of a peer id. */
    static final int MAX_MULTIHASH = 64;

    private TranscriptLimits() {}
}
