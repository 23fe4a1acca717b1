package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.transcript.WireCode;

/** One of the two parties, in the order in which their claims opened the dispute. */
public enum Side implements WireCode {
    FIRST(0),
    SECOND(1);

    private final int code;

    Side(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    public Side other() {
        return this == FIRST ? SECOND : FIRST;
    }
}
