package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/** What the reference computation said of an answer. */
public enum ProbeVerdict {
    /** The answer is what the reference computes, within the tolerance. */
    CORRECT,
    /** The answer is wrong and a fault proof exists. */
    FAULTY,
    /** The answer could not be checked, or its error is within what cannot be told from rounding. */
    UNDECIDED;

    void write(ScaleWriter out) {
        EntryChoice.write(out, values(), this);
    }

    static ProbeVerdict read(ScaleReader in) {
        return EntryChoice.read(in, values());
    }
}
