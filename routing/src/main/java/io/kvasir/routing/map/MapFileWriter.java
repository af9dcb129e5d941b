package io.kvasir.routing.map;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the map file up with the map, writing at most once a second however often that changes.
public final class MapFileWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MapFileWriter.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final MapFile file;
    private final Supplier<ClusterMap> map;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;

    public MapFileWriter(MapFile file, Supplier<ClusterMap> map, ScheduledExecutorService timer) {
        this.file = file;
        this.map = map;
        this.timer = timer;
    }

    public void changed() {
        if (!closed && map.get().isComplete() && scheduled.compareAndSet(false, true)) {
            var unused =
                    timer.schedule(
                            () -> Thread.startVirtualThread(this::write),
                            PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /// Nothing is written once this returns.
    @Override
    public void close() {
        synchronized (file) {
            closed = true;
        }
    }

    private void write() {
        scheduled.set(false);
        try {
            synchronized (file) {
                if (!closed) {
                    file.write(map.get());
                }
            }
        } catch (IOException e) {
            LOG.warn("The map cannot be cached on disk: {}", e.toString());
        }
    }
}
