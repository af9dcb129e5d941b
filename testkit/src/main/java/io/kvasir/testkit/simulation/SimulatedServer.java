package io.kvasir.testkit.simulation;

import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.ReplicationServer;
import io.kvasir.replication.StateMachine;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/// One run of a node's process: from its start to its crash or close.
public final class SimulatedServer implements ReplicationServer {
    private final SimulatedCluster cluster;
    private final Member member;
    private final NavigableMap<GroupId, ReplicaDisk> disks;
    private final NavigableSet<GroupId> removed;
    private final TreeMap<GroupId, SimulatedReplica> replicas = new TreeMap<>();
    private boolean running = true;

    SimulatedServer(
            SimulatedCluster cluster,
            Member member,
            NavigableMap<GroupId, ReplicaDisk> disks,
            NavigableSet<GroupId> removed) {
        this.cluster = cluster;
        this.member = member;
        this.disks = disks;
        this.removed = removed;
    }

    /// Who this node is in every group.
    public Member member() {
        return member;
    }

    public String node() {
        return member.replica().node().value();
    }

    public boolean isRunning() {
        return running;
    }

    /// An executor whose tasks end with this process: none runs after a crash.
    public Executor executor(String name, Duration delayMax) {
        Executor executor = cluster.simulation().executor(node() + " " + name, delayMax);
        return task ->
                executor.execute(() -> {
                    if (running) {
                        task.run();
                    }
                });
    }

    @Override
    public int room() {
        return Integer.MAX_VALUE;
    }

    @Override
    public ReplicatedLog create(
            GroupId group, List<Member> initialMembers, StateMachine stateMachine) {
        if (disks.containsKey(group)) {
            throw new IllegalStateException(group + " has a log on " + node());
        }
        // A state that was seeded before its group began sets where the log begins.
        LogPosition seeded = stateMachine.durablePosition();
        disks.put(group, new ReplicaDisk(seeded, Configuration.of(initialMembers)));
        return run(group, stateMachine);
    }

    @Override
    public ReplicatedLog open(GroupId group, StateMachine stateMachine) {
        if (!disks.containsKey(group)) {
            throw new IllegalStateException(group + " has no log on " + node());
        }
        return run(group, stateMachine);
    }

    private ReplicatedLog run(GroupId group, StateMachine stateMachine) {
        if (!running) {
            throw new IllegalStateException(node() + " is not running");
        }
        if (replicas.containsKey(group)) {
            throw new IllegalStateException(group + " runs on " + node());
        }
        SimulatedReplica replica =
                new SimulatedReplica(cluster, member, group, stateMachine, disk(group));
        replicas.put(group, replica);
        replica.start();
        return replica;
    }

    private ReplicaDisk disk(GroupId group) {
        ReplicaDisk disk = disks.get(group);
        if (disk == null) {
            throw new IllegalStateException(group + " has no log on " + node());
        }
        return disk;
    }

    @Override
    public void remove(GroupId group) {
        SimulatedReplica replica = replicas.remove(group);
        if (replica != null) {
            replica.stop();
        }
        if (disks.remove(group) != null) {
            removed.add(group);
        }
    }

    @Override
    public boolean wasRemoved(GroupId group) {
        return removed.contains(group);
    }

    @Override
    public List<GroupId> stored() {
        return List.copyOf(disks.keySet());
    }

    @Override
    public boolean isStored(GroupId group) {
        return disks.containsKey(group);
    }

    Optional<SimulatedReplica> replica(GroupId group) {
        return Optional.ofNullable(replicas.get(group));
    }

    void crash() {
        running = false;
        replicas.values().forEach(SimulatedReplica::crash);
        replicas.clear();
        disks.values().forEach(ReplicaDisk::crash);
    }

    @Override
    public void close() {
        running = false;
        replicas.values().forEach(SimulatedReplica::stop);
        replicas.clear();
    }
}
