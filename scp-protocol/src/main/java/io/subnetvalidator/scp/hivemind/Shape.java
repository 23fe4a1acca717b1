package io.subnetvalidator.scp.hivemind;

import java.util.List;

/**
 * Lengths of a tensor's dimensions, outermost first; elements lie in C order.
 *
 * @param dimensions 0 to {@value #MAX_DIMENSIONS} lengths from 0
 */
public record Shape(List<Integer> dimensions) {

    /** More than any tensor of a transformer has. */
    public static final int MAX_DIMENSIONS = 8;

    /** @throws IllegalArgumentException for too many dimensions, a negative length, or 2^31 elements and more */
    public Shape {
        dimensions = List.copyOf(dimensions);
        if (dimensions.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "a tensor of " + dimensions.size() + " dimensions; at most " + MAX_DIMENSIONS);
        }
        long elements = 1;
        for (int length : dimensions) {
            if (length < 0) {
                throw new IllegalArgumentException("a dimension of " + Integer.toUnsignedString(length));
            }
            elements *= length;
            if (elements > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a tensor of shape " + dimensions + " has too many elements");
            }
        }
    }

    public static Shape of(Integer... dimensions) {
        return new Shape(List.of(dimensions));
    }

    public int elements() {
        return dimensions.stream().reduce(1, (product, length) -> product * length);
    }

    /** Length of the innermost dimension; 1 for a scalar. */
    public int rowLength() {
        return dimensions.isEmpty() ? 1 : dimensions.get(dimensions.size() - 1);
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}
