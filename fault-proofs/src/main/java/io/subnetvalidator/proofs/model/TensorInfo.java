package io.subnetvalidator.proofs.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One tensor as a safetensors header describes it.
 *
 * @param name its name, unique in the file
 * @param type type of its elements
 * @param shape its dimensions, outermost first; empty for a single value
 * @param begin first byte, counted from the end of the header
 * @param end first byte behind it
 */
public record TensorInfo(String name, DataType type, List<Long> shape, long begin, long end) {

    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Size in bytes. */
    public long bytes() {
        return end - begin;
    }

    /** {@code [128, 352]}. */
    static String shapeText(List<Long> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
