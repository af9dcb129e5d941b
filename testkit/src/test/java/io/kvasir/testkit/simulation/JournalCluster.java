package io.kvasir.testkit.simulation;

import io.kvasir.replication.AppendResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// One group of journals over some nodes.
final class JournalCluster {
    static final GroupId GROUP = new GroupId(7);
    static final Duration SOON = Duration.ofSeconds(30);

    final Simulation simulation;
    final SimulatedCluster cluster;
    final TreeMap<String, JournalMachine> machines = new TreeMap<>();
    final TreeMap<String, ReplicatedLog> logs = new TreeMap<>();
    private final TreeMap<String, JournalMachine.Disk> disks = new TreeMap<>();

    JournalCluster(Seed seed, ClusterOptions options, String... nodes) {
        simulation = new Simulation(seed);
        cluster = new SimulatedCluster(simulation, options);
        List<Member> members = new ArrayList<>();
        for (String node : nodes) {
            members.add(cluster.start(node).member());
        }
        for (String node : nodes) {
            create(node, members);
        }
    }

    void create(String node, List<Member> initialMembers) {
        SimulatedServer server = cluster.server(node);
        disks.put(node, new JournalMachine.Disk());
        JournalMachine machine = machine(server);
        logs.put(node, server.create(GROUP, initialMembers, machine));
    }

    void restart(String node) {
        SimulatedServer server = cluster.start(node);
        logs.put(node, server.open(GROUP, machine(server)));
    }

    private JournalMachine machine(SimulatedServer server) {
        JournalMachine machine =
                new JournalMachine(cluster, server, disks.get(server.node()), machines);
        machines.put(server.node(), machine);
        return machine;
    }

    String awaitLeader() {
        boolean elected =
                simulation.runUntil(
                        () ->
                                cluster.leader(GROUP)
                                        .map(s -> logs.get(s.node()).leadership().ready())
                                        .orElse(false),
                        SOON);
        if (!elected) {
            throw new AssertionError("no leader");
        }
        return cluster.leader(GROUP).orElseThrow().node();
    }

    CompletableFuture<AppendResult> append(String node, String text) {
        return logs.get(node).append(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Heals everything, and waits until all replicas hold the same.
    void settle() {
        cluster.heal();
        for (SimulatedServer server : cluster.servers()) {
            if (!server.isRunning()) {
                restart(server.node());
            }
        }
        boolean same =
                simulation.runUntil(
                        () ->
                                logs.values().stream()
                                                .map(log -> log.status().appliedIndex())
                                                .distinct()
                                                .count()
                                        == 1,
                        SOON);
        if (!same) {
            throw new AssertionError(
                    "replicas did not become equal: "
                            + logs.values().stream().map(ReplicatedLog::status).toList()
                            + "\n"
                            + String.join("\n", simulation.traceTail()));
        }
    }
}
