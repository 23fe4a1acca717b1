package io.subnetvalidator.proofs.bench.kernel;

import java.util.List;

/** Rows and columns of a weight matrix. */
public record Shape(int rows, int columns) {

    /** The matrices of a block of 8 billion parameters, and one that fits into the second-level cache. */
    public static final List<Shape> USUAL = List.of(
            new Shape(14336, 4096),
            new Shape(4096, 14336),
            new Shape(4096, 4096),
            new Shape(1024, 4096),
            new Shape(512, 1024));

    public Shape {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a shape has rows and columns, not " + rows + " x " + columns);
        }
    }

    /**
     * Reads {@code ROWSxCOLUMNS}.
     *
     * @throws IllegalArgumentException for other text
     */
    public static Shape parse(String text) {
        if (!text.matches("[1-9][0-9]{0,5}x[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("a shape is ROWSxCOLUMNS such as 4096x4096, not " + text);
        }
        String[] parts = text.split("x", -1);
        return new Shape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** Number of weights. */
    long weights() {
        return (long) rows * columns;
    }

    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
