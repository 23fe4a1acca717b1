package io.subnetvalidator.chain.metadata;

/**
 * What a decoder takes before it gives up.
 *
 * @param depth nesting of types; keeps recursive types and nested calls from exhausting the stack
 * @param values number of values in one decoding; keeps lists of things without bytes from exhausting memory
 */
public record ValueLimits(int depth, int values) {

    /** Above all that the runtime stores: a submission of a subnet of 256 nodes has some 15,000 values. */
    public static final ValueLimits STANDARD = new ValueLimits(200, 2_000_000);

    public ValueLimits {
        if (depth < 1 || values < 1) {
            throw new IllegalArgumentException("limits must be positive: depth " + depth + ", values " + values);
        }
    }
}
