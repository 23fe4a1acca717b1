package io.subnetvalidator.proofs.bench;

/** Who judges the same data. */
public enum Judge {
    /** The whole span under the strict profile. */
    STRICT("strict"),
    /** The whole span under the wide profile. */
    WIDE("wide"),
    /** The whole span under the profile of the declared rounding points. */
    MATCHED("matched"),
    /** Equal bits of the whole span; the node runs the canonical kernels. */
    EXACT("exact"),
    /** One opened block, drawn at random, under the strict profile. */
    BLOCK_STRICT("block strict"),
    /** One opened block under the wide profile. */
    BLOCK_WIDE("block wide"),
    /** One opened block under the profile of the declared rounding points. */
    BLOCK_MATCHED("block matched"),
    /** {@code allclose} of Hypertensor's reference on activations of a sixteenth of the size. */
    ALLCLOSE_SMALL("allclose/16"),
    /** {@code allclose} of Hypertensor's reference. */
    ALLCLOSE("allclose"),
    /** {@code allclose} of Hypertensor's reference on activations of sixteen times the size. */
    ALLCLOSE_LARGE("allclose*16"),
    /** The published thresholds of TOPLOC. */
    TOPLOC("toploc");

    private final String text;

    Judge(String text) {
        this.text = text;
    }

    /** As it stands in tables. */
    public String text() {
        return text;
    }
}
