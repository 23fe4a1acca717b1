package io.subnetvalidator.accounting;

/** Exact order statistics by the nearest-rank rule: always a value that was measured, never an interpolation. */
final class OrderStatistics {

    private OrderStatistics() {}

    /** The smallest value that at least half of the values do not exceed; 0 for none. */
    static long median(long[] ascending) {
        return nearestRank(ascending, 50);
    }

    /** The smallest value that at least 95 of 100 values do not exceed; 0 for none. */
    static long percentile95(long[] ascending) {
        return nearestRank(ascending, 95);
    }

    private static long nearestRank(long[] ascending, int percent) {
        if (ascending.length == 0) {
            return 0;
        }
        long rank = ((long) ascending.length * percent + 99) / 100;
        return ascending[(int) rank - 1];
    }
}
