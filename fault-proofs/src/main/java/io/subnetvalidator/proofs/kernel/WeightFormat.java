package io.subnetvalidator.proofs.kernel;

/** Number formats in which a {@link PackedMatrix} keeps weights; each widens to fp32 exactly. */
public enum WeightFormat {
    FLOAT32("fp32"),
    BFLOAT16("bf16"),
    FLOAT16("f16");

    private final String text;

    WeightFormat(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
