package io.kvasir.control.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.proto.v1.MapUpdate;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings every watcher up to the present map. There are no queues: of each watcher it is known
/// what it was sent last, and one that cannot take more now gets a longer step when it can. Rounds
/// are apart by a fixed pause, so that changes coalesce and the work has a bound.
public final class MapPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MapPublisher.class);
    static final int WATCHERS_MAX = 10_000;

    /// Leaders seen by heartbeats are looked at so often.
    private static final Duration HINTS_PERIOD = Duration.ofMillis(100);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final class Watcher {
        final ServerCallStreamObserver<MapUpdate> stream;
        @Nullable MapView sent;

        Watcher(ServerCallStreamObserver<MapUpdate> stream) {
            this.stream = stream;
        }
    }

    private final LiveCluster cluster;
    private final LeaderGate gate;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("control-map").unstarted(this::run);

    private MapPublisher(LiveCluster cluster, LeaderGate gate) {
        this.cluster = cluster;
        this.gate = gate;
    }

    public static MapPublisher start(LiveCluster cluster, LeaderGate gate, MeterRegistry meters) {
        MapPublisher publisher = new MapPublisher(cluster, gate);
        meters.gauge("kvasir.control.map.watchers", publisher.watchers, Set::size);
        publisher.thread.start();
        return publisher;
    }

    /// The state has changed. Does not block.
    public void wake() {
        changed.release();
    }

    void add(ServerCallStreamObserver<MapUpdate> stream) {
        if (watchers.size() >= WATCHERS_MAX) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("there are " + WATCHERS_MAX + " watchers of the map already")
                    .asRuntimeException();
        }
        Watcher watcher = new Watcher(stream);
        stream.setOnReadyHandler(this::wake);
        stream.setOnCancelHandler(() -> watchers.remove(watcher));
        watchers.add(watcher);
        wake();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                changed.tryAcquire(HINTS_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                changed.drainPermits();
                roundOrReport();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closing) {
            end(Status.UNAVAILABLE.withDescription("closing").asRuntimeException());
        }
    }

    /// Watchers that a failed round has left behind get a longer step in the next.
    private void roundOrReport() {
        try {
            round();
        } catch (RuntimeException bug) {
            LOG.error("A round of publishing the map failed; the next one tries again", bug);
        }
    }

    private void round() {
        if (watchers.isEmpty()) {
            return;
        }
        if (!gate.isLeading()) {
            end(gate.notLeading("this control plane no longer leads"));
            return;
        }
        ClusterSnapshot snapshot = cluster.snapshot();
        MapView now = new MapView(snapshot.state(), snapshot.observed());
        Map<MapView, Optional<MapUpdate>> steps = new HashMap<>();
        for (Watcher watcher : watchers) {
            if (watcher.stream.isReady()) {
                send(watcher, now, steps);
            }
        }
    }

    private static void send(
            Watcher watcher, MapView now, Map<MapView, Optional<MapUpdate>> steps) {
        MapView sent = watcher.sent;
        Optional<MapUpdate> step =
                sent == null ? Optional.of(now.full()) : steps.computeIfAbsent(sent, now::since);
        step.ifPresent(watcher.stream::onNext);
        watcher.sent = now;
    }

    private void end(StatusRuntimeException reason) {
        for (Watcher watcher : List.copyOf(watchers)) {
            if (watchers.remove(watcher)) {
                watcher.stream.onError(reason);
            }
        }
    }

    /// Ends all streams.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
