package io.kvasir.control.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.proto.v1.MapUpdate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings every watcher up to the present map. There are no queues: of each watcher it is known
/// what it was sent last, and one that cannot take more now gets a longer step when it can. Rounds
/// are apart by a fixed pause, so that changes coalesce.
///
/// The work has a bound that does not depend on how many come at once: whole maps go out by turns,
/// steps are reckoned from a few views alone, and each is encoded once for all.
public final class MapPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MapPublisher.class);
    static final int WATCHERS_MAX = 10_000;

    /// Steps of one round are reckoned from so many views. Who has another one, and is ready now,
    /// was not for a while: the whole map is its next step.
    static final int VIEWS_MAX = 4;

    /// Leaders seen by heartbeats are looked at so often.
    private static final Duration HINTS_PERIOD = Duration.ofMillis(100);

    private static final Duration PAUSE = Duration.ofMillis(20);

    /// The whole map is encoded anew for a leader's sake no sooner; a step says the rest.
    private static final long ENCODED_NANOS_MIN = Duration.ofSeconds(1).toNanos();

    private static final class Watcher {
        final ServerCallStreamObserver<EncodedUpdate> stream;
        @Nullable MapView sent;

        Watcher(ServerCallStreamObserver<EncodedUpdate> stream) {
            this.stream = stream;
        }

        boolean isReady() {
            return stream.isReady();
        }
    }

    private record Whole(MapView view, EncodedUpdate update, long atNanos) {
        boolean serves(MapView now, long nowNanos) {
            return view.state().version() == now.state().version()
                    && (view.isSame(now) || nowNanos - atNanos < ENCODED_NANOS_MIN);
        }
    }

    private final LiveCluster cluster;
    private final LeaderGate gate;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final Queue<Watcher> come = new ConcurrentLinkedQueue<>();
    private final Queue<Watcher> gone = new ConcurrentLinkedQueue<>();
    private final Semaphore changed = new Semaphore(0);
    private final MapTurns<Watcher> turns;
    private final Counter encodings;
    private final Counter wholeMaps;
    private final Counter steps;
    private final Counter bytes;
    private final Thread thread = Thread.ofVirtual().name("control-map").unstarted(this::run);
    private @Nullable Whole whole;
    private @Nullable MapView view;

    MapPublisher(LiveCluster cluster, LeaderGate gate, MeterRegistry meters) {
        this.cluster = cluster;
        this.gate = gate;
        this.turns = new MapTurns<>(cluster.nowNanos());
        meters.gauge("kvasir.control.map.watchers", watchers, Set::size);
        encodings =
                counter(meters, "kvasir.control.map.encodings", "Map updates that were encoded");
        wholeMaps = counter(meters, "kvasir.control.map.whole", "Whole maps sent to watchers");
        steps = counter(meters, "kvasir.control.map.steps", "Changes of the map sent to watchers");
        bytes = counter(meters, "kvasir.control.map.sent.bytes", "Bytes of the map's updates sent");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    public static MapPublisher start(LiveCluster cluster, LeaderGate gate, MeterRegistry meters) {
        MapPublisher publisher = new MapPublisher(cluster, gate, meters);
        publisher.thread.start();
        return publisher;
    }

    /// The state has changed. Does not block.
    public void wake() {
        changed.release();
    }

    void add(ServerCallStreamObserver<EncodedUpdate> stream) {
        if (watchers.size() >= WATCHERS_MAX) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("there are " + WATCHERS_MAX + " watchers of the map already")
                    .asRuntimeException();
        }
        Watcher watcher = new Watcher(stream);
        stream.setOnReadyHandler(this::wake);
        stream.setOnCancelHandler(() -> {
            watchers.remove(watcher);
            gone.add(watcher);
        });
        watchers.add(watcher);
        come.add(watcher);
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

    /// On one thread.
    void round() {
        for (Watcher each = come.poll(); each != null; each = come.poll()) {
            turns.first(each);
        }
        for (Watcher each = gone.poll(); each != null; each = gone.poll()) {
            turns.remove(each);
        }
        if (watchers.isEmpty()) {
            return;
        }
        if (!gate.isLeading()) {
            end(gate.notLeading("this control plane no longer leads"));
            return;
        }
        MapView now = view();
        takeSteps(now);
        giveTurns(now, cluster.nowNanos());
    }

    /// The one of the last round, where nothing is different.
    private MapView view() {
        ClusterSnapshot snapshot = cluster.snapshot();
        MapView now = new MapView(snapshot.state(), snapshot.observed());
        MapView last = view;
        if (last != null && now.isSame(last)) {
            return last;
        }
        view = now;
        return now;
    }

    private void takeSteps(MapView now) {
        IdentityHashMap<MapView, Optional<EncodedUpdate>> from = new IdentityHashMap<>();
        for (Watcher watcher : watchers) {
            MapView sent = watcher.sent;
            if (sent == null || sent.isSame(now) || !watcher.isReady()) {
                continue;
            }
            if (!from.containsKey(sent)) {
                if (from.size() >= VIEWS_MAX) {
                    watcher.sent = null;
                    turns.first(watcher);
                    continue;
                }
                from.put(sent, now.since(sent).map(this::encoded));
            }
            watcher.sent = now;
            from.getOrDefault(sent, Optional.empty())
                    .ifPresent(step -> {
                        send(watcher, step);
                        steps.increment();
                    });
        }
    }

    private void giveTurns(MapView now, long nowNanos) {
        Optional<Watcher> next = turns.next(nowNanos, Watcher::isReady);
        while (next.isPresent()) {
            Watcher watcher = next.get();
            Whole given = whole(now, nowNanos);
            watcher.sent = given.view();
            turns.sent(watcher, nowNanos, given.update().bytes());
            send(watcher, given.update());
            wholeMaps.increment();
            next = turns.next(nowNanos, Watcher::isReady);
        }
    }

    /// Never of an older version than now: a watcher may have that one already.
    private Whole whole(MapView now, long nowNanos) {
        Whole last = whole;
        if (last != null && last.serves(now, nowNanos)) {
            return last;
        }
        Whole made = new Whole(now, encoded(now.full()), nowNanos);
        whole = made;
        return made;
    }

    private EncodedUpdate encoded(MapUpdate update) {
        encodings.increment();
        return EncodedUpdate.of(update);
    }

    private void send(Watcher watcher, EncodedUpdate update) {
        bytes.increment(update.bytes());
        watcher.stream.onNext(update);
    }

    private void end(StatusRuntimeException reason) {
        for (Watcher watcher : List.copyOf(watchers)) {
            if (watchers.remove(watcher)) {
                gone.add(watcher);
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
