package io.kvasir.chaos.simulation;

import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.proposer.ProposerClock;
import io.kvasir.node.proposer.ProposerMetrics;
import io.kvasir.node.replica.CopySource;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.ReplicaExport;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.replica.SplitSteps;
import io.kvasir.node.service.DiskReads;
import io.kvasir.node.service.RequestMetrics;
import io.kvasir.node.service.StorageService;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.simulation.ClusterOptions;
import io.kvasir.testkit.simulation.SimulatedCluster;
import io.kvasir.testkit.simulation.SimulatedServer;
import io.kvasir.testkit.simulation.Simulation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// Some nodes with one partition on all of them, and what it divides into.
final class SimulatedNodes {
    static final PartitionId PARTITION = new PartitionId(7);
    static final Duration SOON = Duration.ofSeconds(60);
    private static final GroupId GROUP = new GroupId(PARTITION.value());
    private static final Epoch EPOCH = new Epoch(1);
    private static final Duration TURN_DELAY_MAX = Duration.ofNanos(500_000);
    private static final Duration FLUSH_DELAY = Duration.ofMillis(5);
    private static final Duration EVENTUAL_BOUND = Duration.ofMillis(500);
    private static final Duration TAKE_IN_PATIENCE = Duration.ofSeconds(5);
    private static final Duration TAKE_IN_INTERVAL = Duration.ofMillis(200);
    private static final Duration FENCE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration MESSAGE_DELAY = Duration.ofMillis(3);

    final Simulation simulation;
    final SimulatedCluster cluster;
    final List<String> names;
    final List<String> faults = new ArrayList<>();
    private final RandomGenerator random;
    private final TreeMap<String, MemoryDisk> disks = new TreeMap<>();
    private final TreeMap<String, Replicas> replicas = new TreeMap<>();
    private final TreeMap<String, StorageService> services = new TreeMap<>();
    private final MemoryDisk.Delay flushes;
    private int copies;
    private boolean takingIn;

    SimulatedNodes(Seed seed, ClusterOptions options, String... names) {
        this(seed, options, false, names);
    }

    /// @param flushesAtOnce where partitions divide: whoever makes a child waits for the disk
    SimulatedNodes(Seed seed, ClusterOptions options, boolean flushesAtOnce, String... names) {
        simulation = new Simulation(seed);
        flushes =
                flushesAtOnce ? Runnable::run : action -> simulation.schedule(FLUSH_DELAY, action);
        cluster = new SimulatedCluster(simulation, options);
        random = simulation.random("nodes");
        this.names = List.of(names);
        List<Member> members = new ArrayList<>();
        for (String name : names) {
            members.add(cluster.start(name).member());
        }
        for (String name : names) {
            disks.put(name, new MemoryDisk());
            run(cluster.server(name)).found(PARTITION, EPOCH, KeyRange.ALL, members, false);
        }
    }

    private Replicas run(SimulatedServer server) {
        Replicas running =
                new Replicas(
                        server.member().replica(),
                        disk(server.node()).mount(flushes, server::isRunning),
                        server,
                        copiesFor(server),
                        (leader, partition) -> fence(server.node(), leader.value(), partition),
                        (message, cause) ->
                                faults.add(server.node() + ": " + message + ": " + cause),
                        server.executor("proposers", TURN_DELAY_MAX),
                        new ProposerClock(
                                simulation::nanoTime,
                                () -> simulation.clock().instant().toEpochMilli()),
                        new ProposerMetrics(new SimpleMeterRegistry()),
                        server.executor("splits", TURN_DELAY_MAX),
                        SplitSteps.NONE,
                        MoveSteps.NONE);
        replicas.put(server.node(), running);
        services.put(
                server.node(),
                new StorageService(
                        running,
                        new DiskReads(1),
                        EVENTUAL_BOUND,
                        // All of them take turns on one thread.
                        Duration.ZERO,
                        new RequestMetrics(new SimpleMeterRegistry()),
                        simulation::nanoTime));
        return running;
    }

    /// What answers routers on a node, while that runs.
    Optional<StorageService> service(String name) {
        return Optional.ofNullable(services.get(name)).filter(_ -> isRunning(name));
    }

    private MemoryDisk disk(String name) {
        MemoryDisk disk = disks.get(name);
        if (disk == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return disk;
    }

    private CopySource copiesFor(SimulatedServer taker) {
        return (node, partition, appliedIndexMin, reader) -> {
            Optional<Replica> source = replica(node.value(), partition);
            if (source.isEmpty() || !cluster.canReach(node.value(), taker.node())) {
                throw new IOException(node + " is out of reach");
            }
            try {
                boolean sent =
                        ReplicaExport.run(
                                source.get().store(),
                                appliedIndexMin,
                                chunk -> {
                                    try {
                                        reader.accept(chunk);
                                        return true;
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                });
                if (!sent) {
                    throw new IOException(node + " has not applied " + appliedIndexMin + " yet");
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            copies++;
        };
    }

    /// A question and its answer take their time; either is lost where the way is cut then.
    private CompletableFuture<Long> fence(String asker, String leader, PartitionId partition) {
        CompletableFuture<Long> index = new CompletableFuture<>();
        simulation.schedule(FENCE_PATIENCE, () -> lost(index));
        simulation.schedule(
                MESSAGE_DELAY,
                () -> {
                    Optional<Replica> asked = replica(leader, partition);
                    if (asked.isEmpty() || !cluster.canReach(asker, leader)) {
                        lost(index);
                        return;
                    }
                    simulation.when(
                            asked.get().log().readFence(),
                            result ->
                                    simulation.schedule(
                                            MESSAGE_DELAY,
                                            () -> answer(index, result, asker, leader)));
                });
        return index;
    }

    private void answer(
            CompletableFuture<Long> index, FenceResult result, String asker, String leader) {
        if (result instanceof FenceResult.Passed(long applied) && cluster.canReach(leader, asker)) {
            index.complete(applied);
        } else {
            lost(index);
        }
    }

    private static void lost(CompletableFuture<Long> index) {
        index.completeExceptionally(new IOException("no leader answered"));
    }

    boolean isRunning(String name) {
        return cluster.server(name).isRunning();
    }

    /// The partition's replica on a node, while that runs.
    Optional<Replica> replica(String name) {
        return replica(name, PARTITION);
    }

    Optional<Replica> replica(String name, PartitionId partition) {
        return held(name).map(held -> held.get(partition));
    }

    /// All replicas on a node, while that runs.
    Optional<Replicas> held(String name) {
        return Optional.ofNullable(replicas.get(name)).filter(_ -> isRunning(name));
    }

    /// Replicas that lead, of all partitions, as far as they know.
    List<Replica> leaders() {
        return names.stream()
                .flatMap(name -> held(name).stream())
                .flatMap(held -> held.all().stream())
                .filter(replica -> replica.leadership().ready())
                .toList();
    }

    /// The node whose replica leads in the highest term, where there is one.
    Optional<String> leader() {
        return cluster.leader(GROUP).map(SimulatedServer::node);
    }

    Optional<String> leader(PartitionId partition) {
        return cluster.leader(new GroupId(partition.value())).map(SimulatedServer::node);
    }

    void elect(String name) {
        elect(PARTITION, name);
    }

    void elect(PartitionId partition, String name) {
        cluster.elect(new GroupId(partition.value()), name);
    }

    /// How many replicas were rebuilt from another's copy.
    int copies() {
        return copies;
    }

    void crash(String name) {
        cluster.crash(name);
        disk(name).crash(random);
    }

    void restart(String name) {
        run(cluster.start(name)).openStored();
    }

    /// Restarts a crashed node on an empty disk, and has the leader take it in under its new
    /// identity.
    void restartWiped(String name) {
        disks.put(name, new MemoryDisk());
        run(cluster.startWiped(name)).join(PARTITION, KeyRange.ALL);
        takeIn();
    }

    private void takeIn() {
        takingIn = true;
        simulation.schedule(
                TAKE_IN_INTERVAL,
                () ->
                        leader().flatMap(this::replica)
                                .ifPresentOrElse(this::takeInThrough, this::takeIn));
    }

    /// A leader that crashes answers nothing: after a while it is asked again, whoever it is.
    private void takeInThrough(Replica leader) {
        Simulation.Event again = simulation.schedule(TAKE_IN_PATIENCE, this::takeIn);
        simulation.when(
                leader.log().changeMembers(members()),
                result -> {
                    again.cancel();
                    if (result instanceof MembershipResult.Done) {
                        takingIn = false;
                    } else {
                        takeIn();
                    }
                });
    }

    private List<Member> members() {
        return names.stream().map(name -> cluster.server(name).member()).toList();
    }

    /// Whether the group consists of the nodes as they are now, and no change of it is under way.
    boolean isWhole() {
        return !takingIn
                && leader().flatMap(this::replica)
                        .map(leader -> leader.status().members().equals(members()))
                        .orElse(false);
    }

    /// Heals everything and waits until all replicas have applied the same.
    void settle() {
        cluster.heal();
        names.stream().filter(name -> !isRunning(name)).forEach(this::restart);
        boolean settled = simulation.runUntil(() -> isWhole() && areEven() && isReady(), SOON);
        if (!settled) {
            throw new AssertionError(
                    "the replicas did not become equal: "
                            + names.stream().map(n -> replica(n).orElseThrow().status()).toList());
        }
    }

    private boolean isReady() {
        return leader().flatMap(this::replica).map(r -> r.leadership().ready()).orElse(false);
    }

    private boolean areEven() {
        return names.stream()
                        .map(name -> replica(name).orElseThrow().state().applied())
                        .distinct()
                        .count()
                == 1;
    }
}
