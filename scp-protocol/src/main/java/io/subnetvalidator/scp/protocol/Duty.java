package io.subnetvalidator.scp.protocol;

/** The things a validator signs at most once per epoch; the number is part of the signing journal's format. */
public enum Duty {
    /** The observation batch of an epoch, under the peer key. */
    BATCH(1),
    /** The proposal submitted in an epoch, under the hotkey. */
    PROPOSAL(2),
    /** The attestation submitted in an epoch, under the hotkey. */
    ATTESTATION(3);

    private final int number;

    Duty(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
