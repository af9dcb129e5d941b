package io.kvasir.chaos.simulation;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.map.MapCache;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.MapTiling;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.MapObservation;
import io.kvasir.testkit.history.MapObservation.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One simulated life of a partition map: partitions divide, control planes hear of it late, and
/// routers hold streams to one control plane after the other. The same for the same seed.
public final class MapRun {
    private static final int CONTROL_PLANES = 3;
    private static final int ROUTERS = 4;
    private static final int STEPS = 400;
    private static final int DIVISION_ONE_IN = 6;
    private static final int RECONNECTION_ONE_IN = 8;
    private static final int CUTS = 120;
    private static final List<ReplicaId> REPLICAS =
            List.of(new ReplicaId(new NodeId("a"), new StorageId("000000000001")));

    private final RandomGenerator random;
    private final List<List<Partition>> maps = new ArrayList<>();
    private final int[] versions = new int[CONTROL_PLANES];
    private final List<Router> routers = new ArrayList<>();
    private final List<MapObservation> observations = new ArrayList<>();

    /// A router and the control plane that it has its stream from.
    private static final class Router {
        private final MapCache cache = new MapCache(RoutingEvents.NONE);
        private int controlPlane;
        private boolean connected;
    }

    public MapRun(Seed seed) {
        random = seed.random("map");
        maps.add(
                List.of(
                        new Partition(
                                new PartitionId(1),
                                Epoch.FIRST,
                                KeyRange.ALL,
                                REPLICAS,
                                Optional.empty())));
        for (int i = 0; i < ROUTERS; i++) {
            routers.add(new Router());
        }
    }

    /// To be called once.
    public Verdict play() {
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(DIVISION_ONE_IN) == 0) {
                maps.add(divided(maps.getLast()));
            }
            int late = random.nextInt(CONTROL_PLANES);
            versions[late] += random.nextInt(maps.size() - versions[late]);
            Router router = routers.get(random.nextInt(ROUTERS));
            if (random.nextInt(RECONNECTION_ONE_IN) == 0) {
                router.controlPlane = random.nextInt(CONTROL_PLANES);
                router.connected = false;
            }
            deliver(router);
            observe(step, router);
        }
        return new MapTiling().check(History.of(List.of()).withMaps(observations));
    }

    /// What every router's map was, in order: equal where two runs were the same.
    public long traceHash() {
        return observations.toString().hashCode();
    }

    /// The first update of a stream has the whole map; a router that will not have it goes on to
    /// another control plane.
    private void deliver(Router router) {
        int version = versions[router.controlPlane];
        MapUpdate.Builder update =
                MapUpdate.newBuilder().setVersion(version + 1L).setFull(!router.connected);
        List<Partition> known = router.connected ? router.cache.map().partitions() : List.of();
        maps.get(version).stream()
                .filter(each -> !known.contains(each))
                .forEach(each -> update.addPartitions(ClusterCodec.toWire(each)));
        router.connected = router.cache.offer(update.build());
        if (!router.connected) {
            router.controlPlane = (router.controlPlane + 1) % CONTROL_PLANES;
        }
    }

    private List<Partition> divided(List<Partition> map) {
        List<Partition> next = new ArrayList<>(map);
        int at = random.nextInt(map.size());
        Partition parent = map.get(at);
        Bytes cut = cut(parent.range());
        if (!parent.range().contains(cut)) {
            return map;
        }
        PartitionId child = new PartitionId(map.size() + 1L);
        next.set(
                at,
                new Partition(
                        parent.id(),
                        parent.epoch().next(),
                        new KeyRange(parent.range().start(), cut),
                        REPLICAS,
                        Optional.empty()));
        next.add(
                at + 1,
                new Partition(
                        child,
                        Epoch.FIRST,
                        new KeyRange(cut, parent.range().end()),
                        REPLICAS,
                        Optional.empty()));
        return next;
    }

    /// A key behind the range's start.
    private Bytes cut(KeyRange range) {
        byte[] start = range.start().array();
        byte[] cut = Arrays.copyOf(start, start.length + 1);
        cut[start.length] = (byte) (1 + random.nextInt(CUTS));
        return Bytes.ofOwned(cut);
    }

    private void observe(int step, Router router) {
        List<Tile> tiles =
                router.cache.map().partitions().stream()
                        .map(each -> new Tile(each.id(), each.epoch(), each.range()))
                        .toList();
        if (!tiles.isEmpty()) {
            observations.add(
                    new MapObservation(step, "router-" + routers.indexOf(router), false, tiles));
        }
    }
}
