package io.subnetvalidator.proofs.model;

/**
 * The rows of a fused query, key and value product: for every key/value head in turn the query heads that share it, then its key,
 * then its value. Bloom shares a key among one query, Falcon among all or among a group.
 *
 * @param groups key/value heads
 * @param shared query heads per key/value head
 * @param headSize rows per head
 */
record FusedHeads(int groups, int shared, int headSize) implements RowSplit {

    static final int QUERY = 0;
    static final int KEY = 1;
    static final int VALUE = 2;

    static FusedHeads of(ModelConfig config) {
        return new FusedHeads(config.keyValueHeads(), config.heads() / config.keyValueHeads(), config.headSize());
    }

    /** All rows. */
    int total() {
        return groups * (shared + 2) * headSize;
    }

    @Override
    public int parts() {
        return 3;
    }

    @Override
    public int rows(int part) {
        return groups * headSize * (part == QUERY ? shared : 1);
    }

    @Override
    public int part(int row) {
        return Math.max(QUERY, slot(row) - shared + 1);
    }

    @Override
    public int place(int row) {
        int group = row / ((shared + 2) * headSize);
        int head = part(row) == QUERY ? group * shared + slot(row) : group;
        return head * headSize + row % headSize;
    }

    private int slot(int row) {
        return row / headSize % (shared + 2);
    }
}
