package io.subnetvalidator.proofs.dispute;

/**
 * Where the rows of the heads stand among those of a token: one behind the other, or spread over a fused product that has for
 * every key/value head its queries, its key and its value in turn.
 *
 * @param operation operation that has the rows
 * @param rowsPerToken its rows of a token
 * @param count heads
 * @param first row of head 0
 * @param together heads that stand together
 * @param stride rows from the first head of a group to that of the next
 */
record Heads(int operation, int rowsPerToken, int count, int first, int together, int stride) {

    /** Heads with nothing between them. */
    static Heads dense(int operation, int count) {
        return new Heads(operation, count, count, 0, count, 0);
    }

    /** The row of a head of a token. */
    int row(int token, int head) {
        return token * rowsPerToken + first + head / together * stride + head % together;
    }
}
