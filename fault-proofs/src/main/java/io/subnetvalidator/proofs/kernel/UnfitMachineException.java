package io.subnetvalidator.proofs.kernel;

/** This machine, JVM or build must not run the reference computation; the message says why and what to do. */
public final class UnfitMachineException extends RuntimeException {

    /** What is wrong with it. */
    public enum Reason {
        /** Fused multiply-add is emulated: the right bits, thousands of times too slow. */
        NO_HARDWARE_FMA,
        /** The self-test gives other bits than the published ones. */
        OTHER_BITS
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    UnfitMachineException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
