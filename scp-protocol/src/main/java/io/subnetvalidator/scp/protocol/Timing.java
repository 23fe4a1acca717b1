package io.subnetvalidator.scp.protocol;

/**
 * The protocol's deadlines as offsets into a subnet epoch of {@code epochLength} blocks.
 *
 * @param close observations close and the batch is published
 * @param settle what became known before this offset must be respected by the next proposal
 * @param proofPatience a proposer with unjudged fault proofs waits up to this offset
 * @param lastProposal a proposer acts at this offset or before: its extrinsic lands one block later, attestations one or two
 *     blocks after that, and two blocks are slack
 * @param lastAttestation an attestor acts at this offset or before
 * @param fetchBlocks blocks after first sight of a proposal within which its inputs must be there
 */
public record Timing(
        long close, long settle, long proofPatience, long lastProposal, long lastAttestation, long fetchBlocks) {

    /** Shortest epoch in which the deadlines keep their order. */
    public static final long MIN_EPOCH_LENGTH = 10;

    /**
     * 0.70 L, 0.90 L, 0.10 L, L-5, L-2 and 0.40 L.
     *
     * @throws IllegalArgumentException when the epoch is shorter than {@value #MIN_EPOCH_LENGTH} blocks
     */
    public static Timing of(long epochLength) {
        if (epochLength < MIN_EPOCH_LENGTH) {
            throw new IllegalArgumentException(
                    "epochs of " + epochLength + " blocks are too short, at least " + MIN_EPOCH_LENGTH + " are needed");
        }
        return new Timing(
                tenths(epochLength, 7),
                tenths(epochLength, 9),
                tenths(epochLength, 1),
                epochLength - 5,
                epochLength - 2,
                tenths(epochLength, 4));
    }

    private static long tenths(long epochLength, int tenths) {
        return (epochLength * tenths + 9) / 10;
    }
}
