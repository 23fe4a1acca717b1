package io.subnetvalidator.scp.hivemind;

/** A tensor in memory. Arrays are not copied and must not change. */
public sealed interface Tensor {

    /** What stands for an argument that is not given. */
    Tensor NO_PROMPTS = new Floats(Shape.of(0), ElementType.FLOAT32, new float[0]);

    /** What stands for beams that are not reordered. */
    Tensor NO_REORDERING = new Integers(Shape.of(0), new long[0]);

    Shape shape();

    ElementType type();

    /**
     * Floating-point values.
     *
     * @param type in which the values are said to be; they are widened here
     */
    @SuppressWarnings("ArrayRecordComponent") // large or opaque, handed on and never compared
    record Floats(Shape shape, ElementType type, float[] values) implements Tensor {

        public Floats {
            if (type == ElementType.INT64) {
                throw new IllegalArgumentException("floating-point values cannot be of type " + type);
            }
            requireCount(shape, values.length);
        }
    }

    /** Integers of 64 bits. */
    @SuppressWarnings("ArrayRecordComponent") // large or opaque, handed on and never compared
    record Integers(Shape shape, long[] values) implements Tensor {

        public Integers {
            requireCount(shape, values.length);
        }

        @Override
        public ElementType type() {
            return ElementType.INT64;
        }
    }

    private static void requireCount(Shape shape, int count) {
        if (shape.elements() != count) {
            throw new IllegalArgumentException(count + " values do not fill the shape " + shape);
        }
    }
}
