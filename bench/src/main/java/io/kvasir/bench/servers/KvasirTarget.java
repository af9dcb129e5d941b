package io.kvasir.bench.servers;

import io.kvasir.bench.store.KvasirStore;
import io.kvasir.bench.store.Store;
import io.kvasir.cli.local.ServerProcess.Role;
import java.util.List;

/// Kvasir's own protocol: through a router, or by a client that routes itself and needs none.
record KvasirTarget(String name, KvasirServers servers, boolean direct, boolean tokens)
        implements Target {
    static KvasirTarget direct(KvasirServers servers, boolean tokens) {
        return new KvasirTarget("kvasir-direct", servers, true, tokens);
    }

    static KvasirTarget router(KvasirServers servers, boolean tokens) {
        return new KvasirTarget("kvasir-router", servers, false, tokens);
    }

    @Override
    public void start() {
        servers.start();
    }

    @Override
    public List<Long> pids() {
        return direct
                ? servers.pids(Role.CONTROL_PLANE, Role.NODE)
                : servers.pids(Role.CONTROL_PLANE, Role.NODE, Role.ROUTER);
    }

    @Override
    public List<Long> started() {
        return servers.pids(Role.values());
    }

    @Override
    public Store connect() {
        return KvasirStore.connect(
                direct ? servers.controlPlanes() : servers.routers(), direct, tokens);
    }

    @Override
    public boolean sharesDataWith(Target other) {
        return other instanceof KvasirTarget kvasir && kvasir.servers == servers;
    }

    @Override
    public void stop() {
        servers.stop();
    }
}
