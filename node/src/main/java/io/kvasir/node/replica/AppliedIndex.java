package io.kvasir.node.replica;

/// How far a replica has applied, and those who wait for it to get further.
final class AppliedIndex {
    private final Waiting waiting = new Waiting();
    private volatile long index;

    long get() {
        return index;
    }

    void set(long applied) {
        index = applied;
        waiting.changed();
    }

    /// Blocks until `least` is applied, or for as long as said.
    ///
    /// @return whether it is applied
    boolean await(long least, long nanosMax) {
        return waiting.await(() -> index >= least, nanosMax);
    }
}
