package io.kvasir.control.placement.balance;

/// How many partitions each node should lead: within these nothing is moved for their number.
record LeaderShare(double least, double most) {
    /// From the mean, and at least to the next whole numbers.
    private static final double TOLERANCE = 0.1;

    static LeaderShare of(double mean) {
        return new LeaderShare(
                Math.min(Math.floor(mean), mean * (1 - TOLERANCE)),
                Math.max(Math.ceil(mean), mean * (1 + TOLERANCE)));
    }

    /// Whether one may go over for other causes: it is not more uneven by it than it may be, or
    /// than it was.
    boolean mayGo(int from, int to) {
        return from > to || (from - 1 >= least && to + 1 <= most);
    }

    /// Whether one is to go over for their number.
    boolean isUneven(int from, int to) {
        return from - to >= 2 && (from > most || to < least);
    }
}
