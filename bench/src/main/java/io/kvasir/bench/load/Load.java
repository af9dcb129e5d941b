package io.kvasir.bench.load;

/// Callers under way until closed.
public sealed interface Load extends AutoCloseable permits ClosedLoop, OpenLoop {
    Recording recording();

    /// Returns when no call is under way any more.
    @Override
    void close();
}
