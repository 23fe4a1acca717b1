package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/** How a probe ended, before its answer was checked. */
public enum ProbeOutcome {
    /** A signed answer came within the deadline. */
    ANSWERED,
    /** A signed answer came after the deadline. */
    LATE,
    /** No answer came, or the node could not be reached. */
    SILENT,
    /** The node said that it does not answer. */
    REFUSED,
    /** Something came that is not a signed answer to this probe. */
    MALFORMED;

    void write(ScaleWriter out) {
        EntryChoice.write(out, values(), this);
    }

    static ProbeOutcome read(ScaleReader in) {
        return EntryChoice.read(in, values());
    }
}
