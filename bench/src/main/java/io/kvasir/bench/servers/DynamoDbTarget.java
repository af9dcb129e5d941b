package io.kvasir.bench.servers;

import io.kvasir.bench.store.DynamoDbStore;
import io.kvasir.bench.store.Store;
import io.kvasir.cli.local.ServerProcess.Role;
import java.util.List;

/// Kvasir's DynamoDB endpoint on a router.
record DynamoDbTarget(KvasirServers servers) implements Target {
    @Override
    public String name() {
        return "kvasir-dynamodb";
    }

    @Override
    public void start() {
        servers.start();
    }

    @Override
    public List<Long> pids() {
        return servers.pids(Role.values());
    }

    @Override
    public Store connect() {
        return DynamoDbStore.connect(
                "127.0.0.1:"
                        + servers.running()
                                .servers(Role.ROUTER)
                                .getFirst()
                                .setting("dynamodb-port"));
    }

    @Override
    public void stop() {
        servers.stop();
    }
}
