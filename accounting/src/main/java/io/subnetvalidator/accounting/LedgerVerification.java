package io.subnetvalidator.accounting;

/** Outcome of walking the whole chain. */
public sealed interface LedgerVerification {

    /** Every entry hashes to what it says, links to its predecessor, and every closed epoch has its root. */
    record Intact(long entries, LedgerHead head) implements LedgerVerification {}

    /**
     * The chain does not hold.
     *
     * @param sequence the first entry that is wrong or missing; everything before it is intact
     * @param reason what is wrong with it, in one sentence
     */
    record Broken(long sequence, String reason) implements LedgerVerification {}

    default boolean intact() {
        return this instanceof Intact;
    }
}
