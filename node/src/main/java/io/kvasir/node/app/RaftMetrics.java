package io.kvasir.node.app;

import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.ReplicationMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// What the replicated logs of all partitions measure together.
final class RaftMetrics implements ReplicationMetrics {
    private final Timer committed;
    private final Counter refused;
    private final Counter unknown;
    private final Timer fences;
    private final Counter fencesFailed;
    private final DistributionSummary fenceCalls;
    private final DistributionSummary heartbeats;
    private final Timer applies;
    private final Counter appliedBytes;
    private final Timer flushes;
    private final Timer installs;
    private final Counter installsFailed;
    private final Counter stepDowns;

    RaftMetrics(MeterRegistry registry) {
        committed = histogram(registry, "kvasir.raft.append", "From append to commit and apply");
        refused = registry.counter("kvasir.raft.append.refused");
        unknown = registry.counter("kvasir.raft.append.unknown");
        fences = histogram(registry, "kvasir.raft.read.fence", "Read fences that passed");
        fencesFailed = registry.counter("kvasir.raft.read.fence.failed");
        fenceCalls =
                DistributionSummary.builder("kvasir.raft.read.fence.calls")
                        .description("Reads that shared one confirmation")
                        .register(registry);
        heartbeats =
                DistributionSummary.builder("kvasir.raft.heartbeats")
                        .description("Heartbeats that went to a node in one message")
                        .register(registry);
        applies = Timer.builder("kvasir.raft.apply").register(registry);
        appliedBytes =
                Counter.builder("kvasir.raft.applied.bytes")
                        .description("Bytes of log entries applied")
                        .register(registry);
        flushes = histogram(registry, "kvasir.raft.flush", "Flushes of a partition's store");
        installs = histogram(registry, "kvasir.raft.install", "Copies pulled from another node");
        installsFailed = registry.counter("kvasir.raft.install.failed");
        stepDowns = registry.counter("kvasir.raft.watchdog.step.downs");
    }

    private static Timer histogram(MeterRegistry registry, String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .register(registry);
    }

    @Override
    public void appendEnded(GroupId group, AppendResult result, long nanos) {
        switch (result) {
            case AppendResult.Committed _ -> committed.record(nanos, TimeUnit.NANOSECONDS);
            case AppendResult.Refused _ -> refused.increment();
            case AppendResult.Unknown _ -> unknown.increment();
        }
    }

    @Override
    public void fenceEnded(GroupId group, FenceResult result, long nanos) {
        switch (result) {
            case FenceResult.Passed _ -> fences.record(nanos, TimeUnit.NANOSECONDS);
            case FenceResult.Failed _ -> fencesFailed.increment();
        }
    }

    @Override
    public void fenceRound(GroupId group, int calls) {
        fenceCalls.record(calls);
    }

    @Override
    public void heartbeatsSent(int groups) {
        heartbeats.record(groups);
    }

    @Override
    public void entryApplied(GroupId group, int bytes, long nanos) {
        applies.record(nanos, TimeUnit.NANOSECONDS);
        appliedBytes.increment(bytes);
    }

    @Override
    public void flushed(GroupId group, long nanos) {
        flushes.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void installed(GroupId group, boolean done, long nanos) {
        if (done) {
            installs.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            installsFailed.increment();
        }
    }

    @Override
    public void steppedDown(GroupId group, long silentNanos) {
        stepDowns.increment();
    }
}
