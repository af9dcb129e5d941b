package io.kvasir.node.app;

import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.assignment.Reconciler;
import io.kvasir.node.proposer.ProposerClock;
import io.kvasir.node.proposer.ProposerMetrics;
import io.kvasir.node.replica.FaultHandler;
import io.kvasir.node.replica.MergeSteps;
import io.kvasir.node.replica.MergeWork;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.replica.SplitSteps;
import io.kvasir.node.service.DiskReads;
import io.kvasir.node.service.GrpcCopySource;
import io.kvasir.node.service.GrpcLeaderFence;
import io.kvasir.node.service.RequestMetrics;
import io.kvasir.node.service.StorageService;
import io.kvasir.node.service.TransferService;
import io.kvasir.node.store.rocksdb.RocksMetrics;
import io.kvasir.node.store.rocksdb.RocksNodeStore;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.internal.v1.HeartbeatRequest;
import io.kvasir.proto.internal.v1.HeartbeatResponse;
import io.kvasir.replication.ratis.FatalHandler;
import io.kvasir.replication.ratis.RatisConfig;
import io.kvasir.replication.ratis.RatisReplicationServer;
import io.kvasir.runtime.http.AdminServer;
import io.kvasir.runtime.http.Metrics;
import io.kvasir.runtime.rpc.RpcServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running storage node.
public final class StorageNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageNode.class);
    private static final String STORAGE_PORT = "storage-port";
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int PROPOSER_THREADS = Math.max(2, CORES);
    private static final int READ_THREADS = Math.max(4, 2 * CORES);
    private static final Duration TOKEN_SWEEPS = Duration.ofSeconds(10);
    private static final Duration LOAD_SAMPLES = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS_MAX = 10;
    private static final long HAND_OVER_SECONDS_MAX = 3;

    private final NodeConfig config;
    private final FaultHandler faults;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final PrometheusMeterRegistry registry;
    private final ReplicaId self;
    private final Replicas replicas;
    private final Assignments assignments;
    private final Orders orders;
    private final RpcServer rpc;
    private final AdminServer admin;
    private final int raftPort;
    private final @Nullable ControlPlaneLink controlPlane;
    private final MergeSteps mergeSteps;
    private final MoveSteps moveSteps;
    private volatile @Nullable ScheduledExecutorService heartbeats;
    private volatile boolean closing;
    private volatile boolean leaving;

    /// Starts a node; it serves what it holds when this returns.
    ///
    /// @throws IllegalStateException where the data folder is in use or another node's
    /// @throws UncheckedIOException where a port cannot be bound or the folder not be used
    public static StorageNode start(NodeConfig config) {
        return start(config, FatalHandler.HALT::fatal);
    }

    /// As above; `faults` decides what broken storage or a bug comes to.
    public static StorageNode start(NodeConfig config, FaultHandler faults) {
        return start(config, faults, Hooks.NONE);
    }

    /// As above, with what tests put in.
    public static StorageNode start(NodeConfig config, FaultHandler faults, Hooks hooks) {
        return new StorageNode(config, faults, hooks);
    }

    /// What tests watch and change.
    ///
    /// @param splitSteps told of the steps of splits
    /// @param mergeSteps told of the steps of merges
    /// @param moveSteps told of the steps of moves
    /// @param losesMemory closing is like a crash: only what was flushed before is in the store
    /// @param forgotten for so long a replica that is not assigned waits for a leader to be let go
    public record Hooks(
            SplitSteps splitSteps,
            MergeSteps mergeSteps,
            MoveSteps moveSteps,
            boolean losesMemory,
            Duration forgotten) {
        static final Hooks NONE =
                new Hooks(
                        SplitSteps.NONE,
                        MergeSteps.NONE,
                        MoveSteps.NONE,
                        false,
                        Reconciler.FORGOTTEN);

        public Hooks(
                SplitSteps splitSteps,
                MergeSteps mergeSteps,
                MoveSteps moveSteps,
                boolean losesMemory) {
            this(splitSteps, mergeSteps, moveSteps, losesMemory, Reconciler.FORGOTTEN);
        }
    }

    private StorageNode(NodeConfig config, FaultHandler faults, Hooks hooks) {
        this.config = config;
        this.faults = faults;
        try {
            DataFolder folder =
                    closing(DataFolder.open(config.data(), config.id(), new SecureRandom()));
            self = new ReplicaId(config.id(), folder.storageId());
            registry = Metrics.registry("node", config.id().value());
            RocksNodeStore store =
                    closing(RocksNodeStore.open(folder.store(), memory(config, hooks)));
            RocksMetrics.bind(registry, store);
            assignments = new Assignments(folder);
            ExecutorService proposers = pool("proposer-", PROPOSER_THREADS);
            RatisReplicationServer raft = closing(raft(folder));
            raftPort = raft.port();
            folder.remember(DataFolder.RAFT_PORT, raftPort);
            ExecutorService splits = pool("split-", 1);
            replicas = replicas(store, raft, proposers, splits, hooks);
            NodeMetrics.bind(registry, replicas);
            mergeSteps = hooks.mergeSteps();
            moveSteps = hooks.moveSteps();
            orders = orders(new Reconciler(self, hooks.forgotten()));
            replicas.openStored();
            rpc = closing(rpc(folder));
            folder.remember(STORAGE_PORT, rpc.port());
            admin =
                    closing(
                            AdminServer.start(
                                    config.host(),
                                    config.adminPort(),
                                    registry,
                                    () ->
                                            closing || leaving
                                                    ? Optional.of("it stops")
                                                    : Optional.empty()));
            controlPlane =
                    config.controlPlanes().isEmpty()
                            ? null
                            : closing(new ControlPlaneLink(config.controlPlanes()));
            startLoops();
            rpc.setServing(true);
            LOG.info(
                    "node {} serves on {}, raft on {}, operators on {}:{}",
                    self,
                    storageAddress(),
                    raftAddress(),
                    config.host(),
                    admin.port());
        } catch (RuntimeException | IOException e) {
            closeAll();
            throw e instanceof RuntimeException failure
                    ? failure
                    : new UncheckedIOException((IOException) e);
        }
    }

    private Orders orders(Reconciler reconciler) {
        ExecutorService merging =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name("merge-", 0).factory());
        // A merge that breaks off is begun anew.
        closing(merging::shutdownNow);
        return new Orders(
                reconciler,
                new HandOvers(self, replicas, moveSteps),
                replicas,
                assignments,
                pool("order-", 1),
                moveSteps,
                new MergeWork(
                        new GrpcCopySource(this::addressOf),
                        mergeSteps,
                        registry,
                        new SecureRandom()),
                merging,
                this::reportSoon);
    }

    private Replicas replicas(
            RocksNodeStore store,
            RatisReplicationServer raft,
            ExecutorService proposers,
            ExecutorService splits,
            Hooks hooks) {
        return new Replicas(
                self,
                store,
                raft,
                new GrpcCopySource(this::addressOf),
                closing(new GrpcLeaderFence(this::addressOf)),
                faults,
                proposers,
                ProposerClock.system(),
                new ProposerMetrics(registry),
                splits,
                hooks.splitSteps(),
                hooks.moveSteps());
    }

    private Optional<String> addressOf(NodeId node) {
        return assignments.node(node).map(Node::storageAddress);
    }

    private RpcServer rpc(DataFolder folder) {
        DiskReads reads = closing(new DiskReads(READ_THREADS));
        TransferService transfers =
                closing(new TransferService(replicas, config.copyBytesPerSecond(), mergeSteps));
        StorageService storage =
                new StorageService(
                        replicas,
                        reads,
                        config.timing().stalenessMax(),
                        config.timing().electionMin(),
                        new RequestMetrics(registry),
                        System::nanoTime);
        return RpcServer.start(
                config.host(),
                port(folder, STORAGE_PORT, config.storagePort()),
                List.of(storage, transfers),
                List.of());
    }

    private static RocksNodeStore.Config memory(NodeConfig config, Hooks hooks) {
        return new RocksNodeStore.Config(
                config.memory().blockCacheBytes(),
                config.memory().writeBufferBytes(),
                !hooks.losesMemory());
    }

    private RatisReplicationServer raft(DataFolder folder) throws IOException {
        RatisConfig settings =
                RatisConfig.of(
                                self,
                                config.host(),
                                port(folder, DataFolder.RAFT_PORT, config.raftPort()),
                                folder.raft())
                        .withElectionTimeouts(
                                config.timing().electionMin(), config.timing().electionMax());
        return new RatisReplicationServer(settings, faults::fail, new RaftMetrics(registry));
    }

    /// Peers know a node by its ports: a free one, once taken, is kept.
    private static int port(DataFolder folder, String name, int configured) {
        return configured == 0 ? folder.remembered(name).orElse(0) : configured;
    }

    private <T extends AutoCloseable> T closing(T part) {
        opened.push(part);
        return part;
    }

    private ExecutorService pool(String name, int threads) {
        ExecutorService pool =
                Executors.newFixedThreadPool(threads, Thread.ofPlatform().name(name, 0).factory());
        closing(() -> stop(pool));
        return pool;
    }

    private void startLoops() {
        ScheduledExecutorService sweeps = loop("token-sweep-");
        every(sweeps, TOKEN_SWEEPS, replicas::sweepTokens);
        ScheduledExecutorService samples = loop("load-");
        every(samples, LOAD_SAMPLES, () -> replicas.sampleLoad(System.nanoTime()));
        ScheduledExecutorService beats = loop("heartbeat-");
        heartbeats = beats;
        every(beats, config.timing().heartbeat(), this::heartbeat);
    }

    private ScheduledExecutorService loop(String name) {
        ScheduledExecutorService loop =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name, 0).factory());
        closing(() -> stop(loop));
        return loop;
    }

    private void every(ScheduledExecutorService loop, Duration pause, Runnable work) {
        var _ =
                loop.scheduleWithFixedDelay(
                        () -> guarded(work), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (!closing) {
                faults.fail("a loop of node " + config.id() + " cannot go on", e);
            }
        }
    }

    /// Something has changed that others wait to hear of.
    private void reportSoon() {
        ScheduledExecutorService beats = heartbeats;
        try {
            if (beats != null) {
                beats.execute(() -> guarded(this::heartbeat));
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the node stops");
        }
    }

    private void heartbeat() {
        if (controlPlane != null) {
            controlPlane.report(report()).ifPresent(assignments::accept);
        }
        orders.round(System.nanoTime());
    }

    private HeartbeatRequest report() {
        return HeartbeatRequest.newBuilder()
                .setNode(ClusterCodec.toWire(node()))
                .addAllReplicas(Reports.wire(replicas, self))
                .setDiskBytes(space(FileStore::getTotalSpace))
                .setDiskFreeBytes(space(FileStore::getUsableSpace))
                .setReplicasRoom(replicas.room())
                .build();
    }

    private interface Space {
        long of(FileStore disk) throws IOException;
    }

    private long space(Space space) {
        try {
            return space.of(Files.getFileStore(config.data()));
        } catch (IOException e) {
            LOG.debug("the disk's space is not known", e);
            return 0;
        }
    }

    /// Takes orders as if a control plane had answered with them.
    public void assign(HeartbeatResponse response) {
        assignments.accept(response);
    }

    /// This node as others should know it.
    public Node node() {
        return new Node(
                config.id(), self.storage(), storageAddress(), raftAddress(), config.zone());
    }

    public NodeId id() {
        return config.id();
    }

    public ReplicaId self() {
        return self;
    }

    public String storageAddress() {
        return config.host() + ":" + rpc.port();
    }

    public String raftAddress() {
        return config.host() + ":" + raftPort;
    }

    public String adminAddress() {
        return config.host() + ":" + admin.port();
    }

    /// What it holds and how it is doing; for tests and the console.
    public Replicas replicas() {
        return replicas;
    }

    /// Gives away what it leads, for it is about to be closed while others go on: they need no
    /// election then. Bounded; what nobody could take in time is elected anew.
    public void handOver() {
        leaving = true;
        try {
            orders.handOverAll().get(HAND_OVER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("node {} stops though it leads still: {}", config.id(), e.toString());
        }
    }

    /// Stops serving, then everything below, the folder's lock last.
    @Override
    public void close() {
        closing = true;
        closeAll();
    }

    private void closeAll() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of node {} did not stop cleanly", config.id(), e);
            }
        }
    }

    private static void stop(ExecutorService pool) throws InterruptedException {
        pool.shutdown();
        if (!pool.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
            pool.shutdownNow();
        }
    }
}
