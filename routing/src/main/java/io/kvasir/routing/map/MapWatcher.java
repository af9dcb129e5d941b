package io.kvasir.routing.map;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.proto.v1.WatchMapRequest;
import io.kvasir.routing.retry.Backoff;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one map stream on, from any of the control planes; between streams the last map stands. A
/// control plane that lags behind the map already held is left for another, unless all do: then the
/// control plane was set back, and its map is taken.
public final class MapWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MapWatcher.class);

    private final List<ManagedChannel> controlPlanes;
    private final MapCache cache;
    private final Backoff backoff;
    private final ScheduledExecutorService timer;
    private final RandomGenerator dice;

    private int at;
    private int failures;
    private int refusedInTurn;
    private boolean closed;
    private boolean connected;
    private @Nullable Stream stream;

    /// @param controlPlanes where the stream can come from; not closed by the watcher
    public MapWatcher(
            List<ManagedChannel> controlPlanes,
            MapCache cache,
            Backoff backoff,
            ScheduledExecutorService timer,
            RandomGenerator dice) {
        this.controlPlanes = controlPlanes;
        this.cache = cache;
        this.backoff = backoff;
        this.timer = timer;
        this.dice = dice;
        this.at = controlPlanes.isEmpty() ? 0 : dice.nextInt(controlPlanes.size());
    }

    public synchronized void start() {
        if (closed || controlPlanes.isEmpty()) {
            return;
        }
        Stream next = new Stream();
        stream = next;
        ManagedChannel channel = controlPlanes.get(at);
        channel.resetConnectBackoff();
        ClientCall<WatchMapRequest, MapUpdate> call =
                channel.newCall(ClusterGrpc.getWatchMapMethod(), CallOptions.DEFAULT);
        ClientCalls.asyncServerStreamingCall(call, WatchMapRequest.getDefaultInstance(), next);
    }

    /// A stream is on and has delivered.
    public synchronized boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (stream != null) {
            stream.cancel("closed");
        }
    }

    private synchronized void received(Stream from, MapUpdate update) {
        if (from != stream || closed) {
            return;
        }
        try {
            if (refusedInTurn >= controlPlanes.size()) {
                cache.update(update);
            } else if (!cache.offer(update)) {
                refusedInTurn++;
                from.cancel("its map is older than the one held");
                return;
            }
            refusedInTurn = 0;
            failures = 0;
            connected = true;
        } catch (InvalidArgumentException refused) {
            LOG.error(
                    "A map update was refused and the map before it stands: {}",
                    refused.getMessage());
            from.cancel("an update was refused");
        }
    }

    private synchronized void ended(Stream which, String why) {
        if (which != stream || closed) {
            return;
        }
        stream = null;
        connected = false;
        failures++;
        at = (at + 1) % controlPlanes.size();
        LOG.debug("The map stream ended: {}", why);
        var unused =
                timer.schedule(
                        this::start, backoff.pauseNanos(failures, dice), TimeUnit.NANOSECONDS);
    }

    private final class Stream implements ClientResponseObserver<WatchMapRequest, MapUpdate> {
        private @Nullable ClientCallStreamObserver<WatchMapRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchMapRequest> started) {
            call = started;
        }

        @Override
        public void onNext(MapUpdate update) {
            received(this, update);
        }

        @Override
        public void onError(Throwable thrown) {
            ended(this, thrown.toString());
        }

        @Override
        public void onCompleted() {
            ended(this, "completed");
        }

        void cancel(String why) {
            if (call != null) {
                call.cancel(why, null);
            }
        }
    }
}
