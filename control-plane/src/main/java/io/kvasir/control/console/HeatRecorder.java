package io.kvasir.control.console;

import io.kvasir.control.reconcile.LiveCluster;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds a column to the history each period while this control plane leads. A new leader begins
/// anew: it has heard nothing of what was before.
public final class HeatRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeatRecorder.class);

    /// So often it is looked whether a column is due, or this control plane begins to lead.
    private static final Duration LOOK = Duration.ofMillis(500);

    private final LiveCluster cluster;
    private final Duration period;
    private final HeatHistory history = new HeatHistory();
    private final Thread thread = Thread.ofVirtual().name("control-heat").unstarted(this::run);
    private boolean recorded;
    private long recordedNanos;

    private HeatRecorder(LiveCluster cluster, Duration period) {
        this.cluster = cluster;
        this.period = period;
    }

    public static HeatRecorder start(LiveCluster cluster, Duration period) {
        HeatRecorder recorder = new HeatRecorder(cluster, period);
        recorder.thread.start();
        return recorder;
    }

    HeatHistory history() {
        return history;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                recordOrReport();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException closing) {
            LOG.debug("Recording of heat ends");
        }
    }

    private void recordOrReport() {
        if (!cluster.isLeading()) {
            history.clear();
            recorded = false;
            return;
        }
        long now = cluster.nowNanos();
        if (recorded && now - recordedNanos < period.toNanos()) {
            return;
        }
        try {
            HeatColumn column = HeatColumn.of(cluster.snapshot());
            if (!column.rows().isEmpty()) {
                history.add(column);
                recorded = true;
                recordedNanos = now;
            }
        } catch (RuntimeException bug) {
            LOG.error("A column of heat could not be recorded; the next one is tried", bug);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
