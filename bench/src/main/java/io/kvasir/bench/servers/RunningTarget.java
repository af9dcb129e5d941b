package io.kvasir.bench.servers;

import io.kvasir.bench.store.KvasirStore;
import io.kvasir.bench.store.Store;
import java.util.List;

/// A Kvasir that runs already: it is measured as it is, and neither started nor stopped.
///
/// @param pids of its processes on this machine; none where they are elsewhere
public record RunningTarget(List<String> endpoints, boolean direct, boolean tokens, List<Long> pids)
        implements Target {
    public RunningTarget {
        endpoints = List.copyOf(endpoints);
        pids = List.copyOf(pids);
    }

    @Override
    public String name() {
        return direct ? "kvasir-direct" : "kvasir-router";
    }

    @Override
    public void start() {
        // Someone else did.
    }

    @Override
    public List<Long> started() {
        return List.of();
    }

    @Override
    public Store connect() {
        return KvasirStore.connect(endpoints, direct, tokens);
    }

    @Override
    public void stop() {
        // Someone else will.
    }
}
