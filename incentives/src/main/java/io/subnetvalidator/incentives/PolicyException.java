package io.subnetvalidator.incentives;

/** A policy file that cannot be used; says where it is wrong and what would be right. */
public final class PolicyException extends RuntimeException {

    /** Code of this error in the catalogue. */
    public static final String CODE = "SV-1501";

    public PolicyException(String origin, String what) {
        super(CODE + ": " + origin + ": " + what);
    }
}
