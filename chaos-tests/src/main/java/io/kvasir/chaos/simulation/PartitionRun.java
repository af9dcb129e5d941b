package io.kvasir.chaos.simulation;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.kvasir.model.Safeguard;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.Checker;
import io.kvasir.testkit.checker.Durability;
import io.kvasir.testkit.checker.Linearizability;
import io.kvasir.testkit.checker.LogOrder;
import io.kvasir.testkit.checker.ReplicaEquality;
import io.kvasir.testkit.checker.SessionGuarantees;
import io.kvasir.testkit.checker.StalenessBound;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.ReplicaChecksum;
import io.kvasir.testkit.simulation.ClusterOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// One simulated run of one partition on three nodes: clients write and read it while its replicas
/// crash, lose each other and lose their disks. The same for the same seed.
public final class PartitionRun {
    /// What can be judged of such a run.
    public static final List<Checker> CHECKERS =
            List.of(
                    new Linearizability(Linearizability.Limits.DEFAULT),
                    new LogOrder(),
                    new Durability(),
                    new SessionGuarantees(),
                    new StalenessBound(),
                    new ReplicaEquality());

    /// A log that refuses, doubles and loses sight of appends, and forgets its beginning soon.
    public static final ClusterOptions ROUGH =
            ClusterOptions.DEFAULT
                    .withAppendShares(0.02, 0.02, 0.02)
                    .withFlushes(Duration.ofMillis(300), 5)
                    .withFenceConfirmed(!Safeguard.READ_FENCE.isOff())
                    .withLogSynced(!Safeguard.LOG_SYNC.isOff());

    /// Besides, appends reach the log late, some in a later term of the same leader.
    public static final ClusterOptions LATE = ROUGH.withSubmitDelayMax(Duration.ofMillis(60));

    private static final int CLIENTS = 6;
    private static final int STEPS = 60;
    private static final int STEP_MS_MAX = 700;

    private final SimulatedNodes nodes;
    private final RandomGenerator random;
    private final List<Operation> recorded = new ArrayList<>();

    public PartitionRun(Seed seed, ClusterOptions options) {
        nodes = new SimulatedNodes(seed, options, "a", "b", "c");
        random = seed.random("nemesis");
    }

    /// To be called once.
    public History play() {
        List<SimulatedClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SimulatedClient(i, nodes, recorded));
        }
        clients.forEach(SimulatedClient::start);
        for (int i = 0; i < STEPS; i++) {
            disturb();
            nodes.simulation.runFor(Duration.ofMillis(random.nextInt(STEP_MS_MAX)));
        }
        nodes.settle();
        nodes.simulation.runFor(Duration.ofSeconds(1));
        clients.forEach(SimulatedClient::stop);
        // Long enough for the last attempt under a token.
        nodes.simulation.runFor(Duration.ofSeconds(30));
        nodes.settle();
        return judged();
    }

    private void disturb() {
        String node = nodes.names.get(random.nextInt(nodes.names.size()));
        switch (random.nextInt(10)) {
            case 0, 1 -> crashOrRestart(node);
            case 2 -> nodes.cluster.isolate(node);
            case 3 -> nodes.cluster.block(node, nodes.names.get(random.nextInt(3)));
            case 4 -> wipe(node);
            case 5 -> nodes.elect(node);
            case 6, 7 -> nodes.leader().ifPresent(this::loseAndRegain);
            default -> nodes.cluster.heal();
        }
    }

    /// Another one leads for a moment: what the first had under way may come in its later term.
    private void loseAndRegain(String leader) {
        nodes.names.stream()
                .filter(name -> !name.equals(leader) && nodes.isRunning(name))
                .findFirst()
                .ifPresent(other -> {
                    nodes.elect(other);
                    nodes.simulation.runFor(Duration.ofMillis(random.nextInt(30)));
                    if (nodes.isRunning(leader)) {
                        nodes.elect(leader);
                    }
                });
    }

    private void crashOrRestart(String node) {
        if (nodes.isRunning(node)) {
            nodes.crash(node);
        } else {
            nodes.restart(node);
        }
    }

    /// Only where all others hold everything: losing disks on a majority is declared loss.
    private void wipe(String node) {
        boolean whole = nodes.names.stream().allMatch(nodes::isRunning) && nodes.isWhole();
        if (whole) {
            nodes.cluster.heal();
            nodes.crash(node);
            nodes.restartWiped(node);
            nodes.simulation.runUntil(nodes::isWhole, SimulatedNodes.SOON);
        }
    }

    private History judged() {
        Replica leader = nodes.leader().flatMap(nodes::replica).orElseThrow();
        TreeSet<String> keys = new TreeSet<>();
        recorded.forEach(operation -> keys.add(operation.key()));
        List<FinalItem> finals =
                keys.stream().map(key -> SimulatedClient.stored(leader, key)).toList();
        List<ReplicaChecksum> checksums = nodes.names.stream().map(this::checksum).toList();
        return History.of(recorded).withFinalItems(finals).withChecksums(checksums);
    }

    private ReplicaChecksum checksum(String node) {
        Replica replica = nodes.replica(node).orElseThrow();
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        replica.store()
                .scan(
                        KeyRange.ALL,
                        Direction.FORWARD,
                        Tier.DISK,
                        (key, value) -> {
                            hash.putByteArray(key.array()).putByteArray(value.array());
                            return true;
                        });
        return new ReplicaChecksum(
                SimulatedNodes.PARTITION,
                node,
                replica.state().applied().index(),
                hash.getAsLong());
    }

    /// Of everything that happened, in order: equal where two runs were the same.
    public long traceHash() {
        return nodes.simulation.traceHash();
    }

    /// What a node could not go on from: a bug each.
    public List<String> faults() {
        return nodes.faults;
    }

    /// How many replicas were rebuilt from another's copy.
    public int copies() {
        return nodes.copies();
    }
}
