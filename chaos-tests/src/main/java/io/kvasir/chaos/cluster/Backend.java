package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.LocalCluster;
import java.util.Optional;

/// Where the servers of an own cluster run, and so which faults can be made.
public interface Backend extends AutoCloseable {
    /// The word of `--backend`.
    String name();

    /// Sets up what the servers need; they do not run yet.
    void prepare(LocalCluster servers);

    /// The network between servers, where it can be disturbed.
    Optional<Network> network();

    /// Undoes `prepare`, after the servers have ended; may be called twice.
    @Override
    void close();
}
