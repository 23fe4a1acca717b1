package io.subnetvalidator.scp.hivemind;

/**
 * What is accepted from a server and sent to it.
 *
 * @param message largest single message in bytes; servers take 4 MiB
 * @param unary tensor bytes up to which a call goes in one message; above, it is streamed
 * @param part bytes of one streamed part of a tensor, so that it fits a message with all around it
 * @param tensor largest packed tensor in bytes, all its parts together
 * @param elements most elements of one tensor
 * @param tensors most tensors of one answer
 */
public record HivemindLimits(int message, int unary, int part, int tensor, int elements, int tensors) {

    private static final int MIB = 1024 * 1024;

    /** Bytes around the tensors of a message: uid, metadata, names and lengths. */
    private static final int AROUND = 64 * 1024;

    /** @throws IllegalArgumentException when a part or a unary call would not fit a message */
    public HivemindLimits {
        if (part < 1 || part > message - AROUND || unary < 0 || unary > message - AROUND) {
            throw new IllegalArgumentException("parts and unary calls need " + AROUND + " bytes of a message of "
                    + message + " bytes for themselves");
        }
        if (tensor < 1 || elements < 1 || tensors < 1) {
            throw new IllegalArgumentException("at least one tensor of one element must be accepted");
        }
    }

    /** For hidden states of some thousand tokens. */
    public static HivemindLimits defaults() {
        return new HivemindLimits(4 * MIB, MIB, 2 * MIB, 32 * MIB, 16 * MIB, 8);
    }
}
