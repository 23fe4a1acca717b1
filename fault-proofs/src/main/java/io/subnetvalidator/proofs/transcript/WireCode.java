package io.subnetvalidator.proofs.transcript;

/** An enum whose members have a fixed byte in wire and file formats. */
public interface WireCode {

    /** 0 to 255; never reused for another meaning. */
    int code();
}
