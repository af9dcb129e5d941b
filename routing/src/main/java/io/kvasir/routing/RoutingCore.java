package io.kvasir.routing;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.proto.ExpressionCache;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.routing.control.ControlPlane;
import io.kvasir.routing.control.TableCatalog;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.execute.Execution;
import io.kvasir.routing.map.ClusterMap;
import io.kvasir.routing.map.MapCache;
import io.kvasir.routing.map.MapFile;
import io.kvasir.routing.map.MapFileWriter;
import io.kvasir.routing.map.MapWatcher;
import io.kvasir.routing.node.NodeConnection;
import io.kvasir.routing.node.StorageNodes;
import io.kvasir.routing.prepare.Preparation;
import io.kvasir.routing.transaction.run.Transactions;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routing core, running: holds the map, the connections, and what is served through them. One
/// for each process.
public final class RoutingCore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingCore.class);

    /// A page or a group of items with what names and lengths add on the wire.
    private static final int MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private static final long SWEEP_SECONDS = 2;

    private final ScheduledExecutorService timer;
    private @Nullable MapFileWriter keeping;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Transactions transactions;
    private final MapCache cache;
    private final StorageNodes nodes;
    private final ControlPlane controlPlane;
    private final MapWatcher watcher;
    private final DataPlane data;
    private final TableAdmin tables;
    private final TableCatalog catalog;

    private RoutingCore(
            RoutingConfig config,
            RoutingEvents events,
            Function<String, ManagedChannel> connector,
            RandomGenerator dice) {
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("kvasir-routing-timer").factory());
        this.cache = new MapCache(events);
        this.nodes = new StorageNodes(connector, System::nanoTime);
        this.controlPlane =
                new ControlPlane(config.controlPlanes(), connector, config.backoff(), timer, dice);
        this.watcher = new MapWatcher(controlPlane.all(), cache, config.backoff(), timer, dice);
        this.catalog = new TableCatalog(cache, controlPlane, System::nanoTime);
        Execution execution =
                new Execution(
                        cache,
                        nodes,
                        config.zone(),
                        config.backoff(),
                        config.timeouts(),
                        timer,
                        events,
                        System::nanoTime,
                        dice);
        this.transactions = new Transactions(execution, config.backoff(), threads, dice);
        execution.settleLocksWith(transactions);
        this.data =
                new RoutedDataPlane(
                        catalog, new Preparation(new ExpressionCache()), execution, transactions);
        this.tables = new ControlPlaneTables(controlPlane, catalog, cache);
    }

    /// Starts at once; serves as soon as there is a map, from the file or from a control plane.
    public static RoutingCore start(RoutingConfig config, RoutingEvents events) {
        RandomGenerator dice = () -> ThreadLocalRandom.current().nextLong();
        return start(config, events, RoutingCore::plaintext, dice);
    }

    /// As above, with the caller's way to connect and its own dice.
    public static RoutingCore start(
            RoutingConfig config,
            RoutingEvents events,
            Function<String, ManagedChannel> connector,
            RandomGenerator dice) {
        RoutingCore core = new RoutingCore(config, events, connector, dice);
        config.mapFile().map(MapFile::new).ifPresent(core::keep);
        var unused = core.cache.watch(core.nodes::keepOnly);
        core.watcher.start();
        var unusedSweeps =
                core.timer.scheduleWithFixedDelay(
                        core.transactions::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        return core;
    }

    public DataPlane data() {
        return data;
    }

    public TableAdmin tables() {
        return tables;
    }

    public ControlPlane controlPlane() {
        return controlPlane;
    }

    /// Requests on tables go through here, whichever way they came: what the control plane's leader
    /// said of a table holds at once.
    public TableCatalog catalog() {
        return catalog;
    }

    public MapCache cache() {
        return cache;
    }

    public ClusterMap map() {
        return cache.map();
    }

    /// Why requests cannot be served now; empty when they can.
    public Optional<String> notReady() {
        return map().isComplete()
                ? Optional.empty()
                : Optional.of("the partition map is not known yet");
    }

    /// The map is being kept up; without, the last one serves on.
    public boolean isWatching() {
        return watcher.isConnected();
    }

    /// Requests under way at storage nodes.
    public int inFlight() {
        return nodes.connections().stream().mapToInt(NodeConnection::inFlight).sum();
    }

    @Override
    public void close() {
        watcher.close();
        if (keeping != null) {
            keeping.close();
        }
        // What pauses between two attempts still makes its last one, so that it ends.
        timer.shutdown();
        threads.shutdownNow();
        nodes.close();
        controlPlane.close();
    }

    private void keep(MapFile file) {
        file.read().ifPresent(this::restore);
        MapFileWriter writer = new MapFileWriter(file, cache::map, timer);
        keeping = writer;
        var unused = cache.watch(map -> writer.changed());
    }

    private void restore(MapUpdate kept) {
        try {
            cache.update(kept);
            LOG.info(
                    "Serving from the map file's version {} until a newer comes",
                    kept.getVersion());
        } catch (InvalidArgumentException e) {
            LOG.warn("The map file cannot be used: {}", e.getMessage());
        }
    }

    private static ManagedChannel plaintext(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .flowControlWindow(WINDOW_BYTES)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build();
    }
}
