package io.kvasir.replication.ratis;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.server.metrics.SegmentedRaftLogMetrics;
import org.apache.ratis.util.TimeDuration;

/// Takes of Ratis's own metrics the one that matters, the time of a log's fsync, and drops the
/// rest: Ratis keeps about a hundred meters a group and shows each through JMX, which for tens of
/// groups takes longer than to open and close them. Ratis finds this class as a service; it is one
/// for the process, so watchers are known by the names of their replicas.
public final class LogSyncMetrics extends MetricRegistries {
    private static final ConcurrentHashMap<String, LongConsumer> WATCHERS =
            new ConcurrentHashMap<>();
    private static final Timekeeper NO_TIME = () -> () -> 0;
    private static final LongCounter NO_COUNT = new NoCount();

    static void watch(String member, LongConsumer syncNanos) {
        WATCHERS.put(member, syncNanos);
    }

    static void unwatch(String member) {
        WATCHERS.remove(member);
    }

    @Override
    public RatisMetricRegistry create(MetricRegistryInfo info) {
        return new Registry(info);
    }

    @Override
    public boolean remove(MetricRegistryInfo key) {
        return true;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
        return Optional.empty();
    }

    @Override
    public void clear() {}

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.of();
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return List.of();
    }

    @Override
    public void addReporterRegistration(
            Consumer<RatisMetricRegistry> registration, Consumer<RatisMetricRegistry> stop) {}

    @Override
    public void enableJmxReporter() {}

    @Override
    public void enableConsoleReporter(TimeDuration rate) {}

    private record Registry(MetricRegistryInfo info) implements RatisMetricRegistry {
        @Override
        public Timekeeper timer(String name) {
            return name.equals(SegmentedRaftLogMetrics.RAFT_LOG_SYNC_TIME)
                    ? syncTimer(info.getPrefix())
                    : NO_TIME;
        }

        private static Timekeeper syncTimer(String member) {
            return () -> {
                long begun = System.nanoTime();
                return () -> {
                    long nanos = System.nanoTime() - begun;
                    LongConsumer watcher = WATCHERS.get(member);
                    if (watcher != null) {
                        watcher.accept(nanos);
                    }
                    return nanos;
                };
            };
        }

        @Override
        public LongCounter counter(String name) {
            return NO_COUNT;
        }

        @Override
        public boolean remove(String name) {
            return true;
        }

        @Override
        public <T> void gauge(String name, Supplier<Supplier<T>> gauge) {}

        @Override
        public MetricRegistryInfo getMetricRegistryInfo() {
            return info;
        }
    }

    private static final class NoCount implements LongCounter {
        @Override
        public void inc(long by) {}

        @Override
        public void dec(long by) {}

        @Override
        public long getCount() {
            return 0;
        }
    }
}
