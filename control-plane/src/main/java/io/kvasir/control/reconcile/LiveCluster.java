package io.kvasir.control.reconcile;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.ClusterState;
import io.kvasir.replication.Leadership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The one place that holds what this leader has heard. Begins anew with each leadership: what was
/// heard before says nothing about now.
public final class LiveCluster {
    private final Supplier<ClusterState> state;
    private final Duration silenceMax;
    private final LongSupplier nanoClock;
    private final InstantSource wallClock;
    private final AtomicReference<Observed> observed;
    private volatile boolean leading;

    public LiveCluster(
            Supplier<ClusterState> state,
            Duration silenceMax,
            LongSupplier nanoClock,
            InstantSource wallClock) {
        this.state = state;
        this.silenceMax = silenceMax;
        this.nanoClock = nanoClock;
        this.wallClock = wallClock;
        this.observed = new AtomicReference<>(Observed.since(nanoClock.getAsLong()));
    }

    public void onLeadership(Leadership leadership) {
        if (leadership.ready() && !leading) {
            observed.set(Observed.since(nanoClock.getAsLong()));
        }
        leading = leadership.ready();
    }

    public boolean isLeading() {
        return leading;
    }

    public long nowNanos() {
        return nanoClock.getAsLong();
    }

    public void hear(NodeReport report) {
        observed.updateAndGet(known -> known.with(report));
    }

    public ClusterSnapshot snapshot() {
        return new ClusterSnapshot(
                state.get(),
                observed.get(),
                nanoClock.getAsLong(),
                silenceMax,
                wallClock.instant());
    }
}
