package io.kvasir.control.placement.balance;

/// How many partitions each node should lead: within these nothing is moved for their number.
record LeaderShare(double least, double most) {
    /// Of the mean, and at least the next whole number.
    private static final double MOST = 1.1;

    /// A node that leads busy ones may lead so few of them, or the whole number next to the mean.
    private static final double LEAST = 0.5;

    static LeaderShare of(double mean) {
        return new LeaderShare(
                Math.min(Math.floor(mean), mean * LEAST), Math.max(Math.ceil(mean), mean * MOST));
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
