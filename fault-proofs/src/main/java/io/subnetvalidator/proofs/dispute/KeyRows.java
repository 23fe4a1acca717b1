package io.subnetvalidator.proofs.dispute;

/**
 * One row for every token and head, with one element for every key the token sees. Where a window hides the first keys, the row
 * begins at the last multiple of {@value LeafChecker#PIECE} that is not behind the window, so that its pieces cover the same
 * keys as those of the values; the elements before the window are absent.
 */
final class KeyRows implements RowShape {

    private final int tokens;
    private final int heads;
    private final int window;
    private final int[] starts;

    /** @param window number of keys a token sees, itself included; 0 means all before it */
    KeyRows(int tokens, int heads, int window) {
        this.tokens = tokens;
        this.heads = heads;
        this.window = window;
        this.starts = new int[tokens + 1];
        for (int t = 0; t < tokens; t++) {
            starts[t + 1] = Math.addExact(starts[t], Math.multiplyExact(heads, t + 1 - base(t)));
        }
    }

    @Override
    public int rows() {
        return tokens * heads;
    }

    @Override
    public int width(int row) {
        int token = row / heads;
        return token + 1 - base(token);
    }

    @Override
    public int start(int row) {
        return starts[row / heads] + row % heads * width(row);
    }

    @Override
    public int size() {
        return starts[tokens];
    }

    int token(int row) {
        return row / heads;
    }

    int head(int row) {
        return row % heads;
    }

    /** The key of a row's element 0. */
    int firstKey(int row) {
        return base(row / heads);
    }

    /** Absent elements at the start of a row. */
    int absent(int row) {
        int token = row / heads;
        return firstSeen(token) - base(token);
    }

    /** Steps of one pass over the keys of a row. */
    int steps(int row) {
        return pieces(row);
    }

    /** First element of a step. */
    int stepFrom(int row, int step) {
        return Math.max(step * LeafChecker.PIECE, absent(row));
    }

    /** Number of elements of a step. */
    int stepCount(int row, int step) {
        return Math.min((step + 1) * LeafChecker.PIECE, width(row)) - stepFrom(row, step);
    }

    private int firstSeen(int token) {
        return window == 0 ? 0 : Math.max(0, token + 1 - window);
    }

    private int base(int token) {
        return firstSeen(token) / LeafChecker.PIECE * LeafChecker.PIECE;
    }
}
