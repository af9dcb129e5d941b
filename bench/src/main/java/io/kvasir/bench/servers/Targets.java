package io.kvasir.bench.servers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// All targets by name. Those of Kvasir are doors into one cluster.
public final class Targets {
    private final SequencedMap<String, Supplier<Target>> all = new LinkedHashMap<>();

    public Targets(Site site) {
        this(site, new KvasirServers(site.folder().resolve("kvasir"), site.ports()));
    }

    /// @param kvasir for all targets that are Kvasir's
    public Targets(Site site, KvasirServers kvasir) {
        all.put("kvasir-direct", () -> KvasirTarget.direct(kvasir, site.tokens()));
        all.put("kvasir-router", () -> KvasirTarget.router(kvasir, site.tokens()));
        all.put("kvasir-dynamodb", () -> new DynamoDbTarget(kvasir));
        all.put("etcd", () -> new EtcdTarget(site));
        all.put("cassandra", () -> new CassandraTarget(site));
        all.put("postgresql", () -> new PostgresTarget(site));
        all.put("grpc-echo", () -> new EchoTarget(site));
    }

    /// @throws IllegalArgumentException where there is none of a name; the message has all
    public List<Target> of(List<String> names) {
        List<Target> chosen = new ArrayList<>();
        for (String name : names) {
            Supplier<Target> target = all.get(name);
            if (target == null) {
                throw new IllegalArgumentException(
                        "no target is named '"
                                + name
                                + "'; there are: "
                                + String.join(", ", all.keySet()));
            }
            chosen.add(target.get());
        }
        return chosen;
    }
}
