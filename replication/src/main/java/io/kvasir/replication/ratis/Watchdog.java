package io.kvasir.replication.ratis;

/// Decides when a leader that no majority answers steps down. Ratis checks that only while nothing
/// is written, so a trickle of writes would keep an isolated leader in office for ever.
final class Watchdog {
    private final long silenceNanosMax;
    private final long repeatNanos;
    private long term;
    private long termNanos;
    private long toldNanos;

    Watchdog(long electionTimeoutMaxNanos) {
        silenceNanosMax = 2 * electionTimeoutMaxNanos;
        repeatNanos = electionTimeoutMaxNanos;
    }

    /// @param leadingTerm the term that this replica leads in; 0 where it does not
    /// @param silentNanos since a majority last answered, at most since it began to lead
    /// @return whether to step down now; not again before a while has passed
    boolean stepsDown(long leadingTerm, long silentNanos, long nowNanos) {
        if (leadingTerm != term) {
            term = leadingTerm;
            termNanos = nowNanos;
            toldNanos = nowNanos - repeatNanos;
        }
        if (term == 0
                || silentNanos <= silenceNanosMax
                || nowNanos - termNanos <= silenceNanosMax
                || nowNanos - toldNanos < repeatNanos) {
            return false;
        }
        toldNanos = nowNanos;
        return true;
    }
}
