package io.kvasir.bench.servers;

import io.kvasir.bench.store.Store;
import java.util.List;

/// A store with its servers on this machine.
public interface Target {
    /// As on the command line.
    String name();

    /// Starts the servers, where they do not run, and returns when they serve.
    ///
    /// @throws IllegalStateException where something is missing; the message says what to install
    void start() throws Exception;

    /// The processes that serve this target and count as its cost; none where it was not started.
    List<Long> pids();

    /// All processes that were started, also those that this target does without.
    default List<Long> started() {
        return pids();
    }

    /// A new client.
    Store connect() throws Exception;

    /// Whether the data of another target of this run is its own too.
    default boolean sharesDataWith(Target other) {
        return false;
    }

    /// Stops what was started. Nothing happens where nothing was.
    void stop();
}
