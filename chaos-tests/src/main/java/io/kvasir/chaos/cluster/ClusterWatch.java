package io.kvasir.chaos.cluster;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.ControlPlaneMember;
import io.kvasir.proto.v1.DescribeClusterRequest;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.RoutingCore;
import io.kvasir.testkit.history.MapObservation;
import io.kvasir.testkit.history.MapObservation.Tile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Looks at the cluster several times a second: keeps what it last said of itself, and every map
/// that differs from the one its source showed before.
public final class ClusterWatch implements AutoCloseable {
    private static final long POLL_MILLIS = 250;
    private static final long ORDER_MILLIS_MAX = 5_000;
    private static final long ASK_MILLIS_MAX = 1_500;

    private final RoutingCore core;
    private final List<MapObservation> observations = new ArrayList<>();
    private final Map<String, List<Tile>> lastBySource = new LinkedHashMap<>();
    private final AtomicLong looks = new AtomicLong();
    private final Thread loop;
    private volatile @Nullable DescribeClusterResponse last;
    private volatile boolean closed;

    /// @param core a direct client's; stays the caller's
    public ClusterWatch(RoutingCore core) {
        this.core = core;
        this.loop = Thread.ofVirtual().name("cluster-watch").start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                look();
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            // It was closed.
        }
    }

    private void look() {
        if (core.map().isComplete()) {
            observe("direct client", /* cached= */ true, core.map().partitions());
        }
        now().ifPresent(now ->
                observe(
                        "control plane",
                        /* cached= */ false,
                        now.getPartitionsList().stream()
                                .map(PartitionStatus::getPartition)
                                .map(ClusterCodec::fromWire)
                                .toList()));
    }

    /// Asks the leading control plane for something.
    ///
    /// @throws RequestFailedException where it refuses, or none answers
    public <Q, R> R order(MethodDescriptor<Q, R> method, Q request) {
        return DataPlane.await(
                core.controlPlane()
                        .call(
                                method,
                                request,
                                /* write= */ true,
                                Deadline.after(ORDER_MILLIS_MAX, TimeUnit.MILLISECONDS)));
    }

    private DescribeClusterResponse ask() {
        return DataPlane.await(
                core.controlPlane()
                        .call(
                                ClusterGrpc.getDescribeClusterMethod(),
                                DescribeClusterRequest.getDefaultInstance(),
                                /* write= */ false,
                                Deadline.after(ASK_MILLIS_MAX, TimeUnit.MILLISECONDS)));
    }

    private synchronized void observe(String source, boolean cached, List<Partition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        looks.incrementAndGet();
        List<Tile> tiles =
                partitions.stream().map(p -> new Tile(p.id(), p.epoch(), p.range())).toList();
        if (!tiles.equals(lastBySource.put(source, tiles))) {
            observations.add(new MapObservation(System.nanoTime(), source, cached, tiles));
        }
    }

    /// Every map that differed from the one before it of the same source.
    public synchronized List<MapObservation> observations() {
        return List.copyOf(observations);
    }

    /// How often a map was looked at.
    public long looks() {
        return looks.get();
    }

    /// What the cluster last said of itself; empty before the first answer.
    public Optional<DescribeClusterResponse> last() {
        return Optional.ofNullable(last);
    }

    /// What the cluster says now; empty where no control plane answers.
    public Optional<DescribeClusterResponse> now() {
        try {
            DescribeClusterResponse now = ask();
            last = now;
            return Optional.of(now);
        } catch (RequestFailedException e) {
            return Optional.empty();
        }
    }

    /// Leaders of partitions by node, as last told; nodes without any are not in it.
    public Map<String, Long> leadersByNode() {
        Map<String, Long> leaders = new LinkedHashMap<>();
        last().ifPresent(cluster ->
                cluster.getPartitionsList().stream()
                        .map(partition -> partition.getPartition().getLeader())
                        .filter(leader -> !leader.isEmpty())
                        .forEach(leader -> leaders.merge(leader, 1L, Long::sum)));
        return leaders;
    }

    public Optional<String> controlPlaneLeader() {
        return last().flatMap(cluster ->
                cluster.getControlPlanesList().stream()
                        .filter(ControlPlaneMember::getLeader)
                        .map(ControlPlaneMember::getId)
                        .findFirst());
    }

    /// Waits until the cluster is whole.
    ///
    /// @param entriesBehindMax see `Wholeness`
    /// @return what it still lacks when the time is over; empty where it is whole
    public Optional<String> awaitWhole(long millisMax, long entriesBehindMax) {
        long start = System.nanoTime();
        while (true) {
            Optional<String> lacks =
                    now().map(cluster -> Wholeness.lacks(cluster, entriesBehindMax))
                            .orElse(Optional.of("no control plane answers as the leader"));
            if (lacks.isEmpty() || System.nanoTime() - start > millisMax * 1_000_000) {
                return lacks;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        loop.interrupt();
    }
}
