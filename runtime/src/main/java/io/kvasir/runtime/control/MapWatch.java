package io.kvasir.runtime.control;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.proto.v1.WatchMapRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the control plane's map stream on for as long as it is open, whichever control plane
/// leads. Each stream begins with a full update; between streams the last map stands.
public final class MapWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MapWatch.class);

    private final LeaderChannel leader;
    private final Consumer<MapUpdate> updates;
    private final Context.CancellableContext context = Context.ROOT.withCancellation();
    private final Thread thread;
    private volatile boolean connected;

    private MapWatch(LeaderChannel leader, Consumer<MapUpdate> updates) {
        this.leader = leader;
        this.updates = updates;
        this.thread = Thread.ofVirtual().name("map-watch").unstarted(context.wrap(this::run));
    }

    /// Starts watching. `updates` is called from one thread, in order; an exception from it ends
    /// the stream, and the next one begins with a full update again.
    public static MapWatch start(LeaderChannel leader, Consumer<MapUpdate> updates) {
        MapWatch watch = new MapWatch(leader, updates);
        watch.thread.start();
        return watch;
    }

    /// A stream is on and has delivered.
    public boolean isConnected() {
        return connected;
    }

    private void run() {
        int failures = 0;
        while (!context.isCancelled()) {
            Channel channel = leader.channel();
            Stream stream = new Stream(channel);
            StatusRuntimeException end = stream.follow();
            failures = stream.delivered ? 0 : failures + 1;
            connected = false;
            LOG.debug("Map stream ended: {}", end.getStatus());
            if (context.isCancelled() || !sleep(leader.ended(channel, end, failures))) {
                return;
            }
        }
    }

    /// One stream from its beginning to its end.
    private final class Stream {
        private final Channel channel;
        private boolean delivered;

        Stream(Channel channel) {
            this.channel = channel;
        }

        StatusRuntimeException follow() {
            Context.CancellableContext call = context.withCancellation();
            Context before = call.attach();
            try {
                Iterator<MapUpdate> stream =
                        ClusterGrpc.newBlockingStub(channel)
                                .watchMap(WatchMapRequest.getDefaultInstance());
                while (stream.hasNext()) {
                    updates.accept(stream.next());
                    connected = true;
                    delivered = true;
                }
                return Status.UNAVAILABLE.withDescription("closed").asRuntimeException();
            } catch (StatusRuntimeException failure) {
                return failure;
            } catch (RuntimeException refused) {
                LOG.error("A map update was refused; the map before it stands", refused);
                return Status.INTERNAL.withCause(refused).asRuntimeException();
            } finally {
                call.detach(before);
                call.cancel(null);
            }
        }
    }

    private static boolean sleep(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    @Override
    public void close() {
        context.cancel(null);
        thread.interrupt();
    }
}
