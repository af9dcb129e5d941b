package io.kvasir.bench.workload;

import java.util.random.RandomGenerator;

/// Ranks by Zipf's law, the method of Gray and others ("Quickly generating billion-record synthetic
/// databases", 1994) that YCSB uses, with its skew of 0.99.
public final class Zipf {
    private static final double SKEW = 0.99;

    private final long ranks;
    private final double alpha;
    private final double zeta;
    private final double eta;

    /// @param ranks at least 2; the constant that belongs to them takes as many steps to find
    public Zipf(long ranks) {
        if (ranks < 2) {
            throw new IllegalArgumentException("ranks is " + ranks + "; at least 2 are needed");
        }
        this.ranks = ranks;
        this.alpha = 1 / (1 - SKEW);
        this.zeta = zeta(ranks);
        this.eta = (1 - Math.pow(2.0 / ranks, 1 - SKEW)) / (1 - zeta(2) / zeta);
    }

    /// @return from 0, the most frequent, to one less than the number of ranks
    public long next(RandomGenerator dice) {
        double u = dice.nextDouble();
        double scaled = u * zeta;
        if (scaled < 1) {
            return 0;
        }
        if (scaled < 1 + Math.pow(0.5, SKEW)) {
            return 1;
        }
        return Math.min(ranks - 1, (long) (ranks * Math.pow(eta * u - eta + 1, alpha)));
    }

    private static double zeta(long ranks) {
        double sum = 0;
        for (long i = 1; i <= ranks; i++) {
            sum += 1 / Math.pow((double) i, SKEW);
        }
        return sum;
    }
}
