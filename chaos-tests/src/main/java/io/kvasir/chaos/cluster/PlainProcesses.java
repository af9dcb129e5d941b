package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.LocalCluster;
import java.util.Optional;

/// Processes on loopback: needs nothing, and has no network to disturb.
public final class PlainProcesses implements Backend {
    @Override
    public String name() {
        return "processes";
    }

    @Override
    public void prepare(LocalCluster servers) {}

    @Override
    public Optional<Network> network() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
