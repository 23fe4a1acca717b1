package io.subnetvalidator.chain.metadata;

/** A value that does not have the shape its type asks for, or bytes that are no value of their type; with the path to the place. */
public final class ValueException extends RuntimeException {

    private final String path;
    private final String problem;

    public ValueException(String problem) {
        this("", problem);
    }

    private ValueException(String path, String problem) {
        super(path.isEmpty() ? problem : path + ": " + problem);
        this.path = path;
        this.problem = problem;
    }

    /** Where in the value, such as {@code data[3].score}; empty for the value itself. */
    public String path() {
        return path;
    }

    /** What is wrong there. */
    public String problem() {
        return problem;
    }

    /** The same problem seen from the value that has this one as its field. */
    public ValueException inField(String name) {
        return new ValueException(path.isEmpty() || path.startsWith("[") ? name + path : name + "." + path, problem);
    }

    /** The same problem seen from the list that has this value at the index. */
    public ValueException atIndex(int index) {
        String segment = "[" + index + "]";
        return new ValueException(
                path.isEmpty() || path.startsWith("[") ? segment + path : segment + "." + path, problem);
    }
}
