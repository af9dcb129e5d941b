package io.kvasir.chaos.workload;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Result;
import java.util.Optional;

/// A way into the cluster for operations on single items.
public interface Door extends AutoCloseable {
    /// In words, for reports.
    String name();

    /// Whether a read with this consistency, or a write, can go this way.
    boolean takes(Action action);

    /// Whether a write may carry a client request token.
    boolean takesTokens();

    /// Blocks until the operation has ended, its patience included.
    ///
    /// @param session of the calling client; takes in what the reply says
    /// @param token of a write; a retry with the same is the same write
    /// @return never throws for what a cluster under faults does
    Result perform(ItemPlace place, Action action, ClientSession session, Optional<String> token);

    @Override
    void close();
}
