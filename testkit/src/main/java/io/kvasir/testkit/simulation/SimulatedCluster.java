package io.kvasir.testkit.simulation;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Servers with disks, and the network between them. Raft in small: real logs, terms, elections
/// that need an up-to-date majority, joint configurations; but an election is one event and its
/// voters answer at once.
public final class SimulatedCluster {
    private final Simulation simulation;
    private final ClusterOptions options;
    private final RandomGenerator network;
    private final TreeMap<String, SimulatedServer> servers = new TreeMap<>();
    private final TreeMap<ReplicaId, TreeMap<GroupId, ReplicaDisk>> disks = new TreeMap<>();
    private final TreeMap<ReplicaId, TreeSet<GroupId>> removed = new TreeMap<>();
    private final TreeSet<String> blocked = new TreeSet<>();
    private int storages;

    public SimulatedCluster(Simulation simulation, ClusterOptions options) {
        this.simulation = simulation;
        this.options = options;
        this.network = simulation.random("network");
    }

    public Simulation simulation() {
        return simulation;
    }

    ClusterOptions options() {
        return options;
    }

    /// Starts a node: on its disk, where it has one from before, else on an empty one.
    public SimulatedServer start(String node) {
        SimulatedServer before = servers.get(node);
        if (before != null && before.isRunning()) {
            throw new IllegalStateException(node + " is running");
        }
        Member member = before == null ? newMember(node) : before.member();
        return start(node, member);
    }

    /// Starts a stopped node on an empty disk: another replica under the old name.
    public SimulatedServer startWiped(String node) {
        SimulatedServer before = server(node);
        if (before.isRunning()) {
            throw new IllegalStateException(node + " is running");
        }
        disks.remove(before.member().replica());
        removed.remove(before.member().replica());
        return start(node, newMember(node));
    }

    private SimulatedServer start(String node, Member member) {
        SimulatedServer server =
                new SimulatedServer(
                        this,
                        member,
                        disks.computeIfAbsent(member.replica(), id -> new TreeMap<>()),
                        removed.computeIfAbsent(member.replica(), id -> new TreeSet<>()));
        servers.put(node, server);
        simulation.trace("start " + member.replica());
        return server;
    }

    private Member newMember(String node) {
        StorageId storage = new StorageId("s" + ++storages);
        return new Member(new ReplicaId(new NodeId(node), storage), node + ":1");
    }

    /// Stops a node at once. Its log's unsynced tail is lost; what its state machines had not made
    /// durable is theirs to lose.
    public void crash(String node) {
        simulation.trace("crash " + node);
        server(node).crash();
    }

    public SimulatedServer server(String node) {
        SimulatedServer server = servers.get(node);
        if (server == null) {
            throw new IllegalArgumentException("no node " + node + " was started");
        }
        return server;
    }

    /// All nodes that were ever started, running or not.
    public Collection<SimulatedServer> servers() {
        return List.copyOf(servers.values());
    }

    /// Cuts the link in one direction.
    public void block(String from, String to) {
        simulation.trace("block " + from + " to " + to);
        blocked.add(link(from, to));
    }

    /// Cuts a node off from all others, both ways.
    public void isolate(String node) {
        for (String other : servers.keySet()) {
            if (!other.equals(node)) {
                block(node, other);
                block(other, node);
            }
        }
    }

    public void heal() {
        simulation.trace("heal");
        blocked.clear();
    }

    /// Whether `to` runs and hears `from`: for copies between nodes that the test's own code makes.
    public boolean canReach(String from, String to) {
        SimulatedServer target = servers.get(to);
        return target != null
                && target.isRunning()
                && (from.equals(to) || !blocked.contains(link(from, to)));
    }

    /// The replica that leads the group in the highest term, where there is one.
    public Optional<SimulatedServer> leader(GroupId group) {
        Optional<SimulatedServer> leader = Optional.empty();
        long term = -1;
        for (SimulatedServer server : servers.values()) {
            Optional<SimulatedReplica> replica = server.replica(group);
            if (replica.isPresent() && replica.get().isLeader() && replica.get().term() > term) {
                term = replica.get().term();
                leader = Optional.of(server);
            }
        }
        return leader;
    }

    /// Makes the node the group's leader where a majority that it reaches lets it: as a transfer,
    /// or an election that came by chance. The old leader may not know of it.
    ///
    /// @return whether it leads
    public boolean elect(GroupId group, String node) {
        return server(node).replica(group).map(replica -> replica.stand(true)).orElse(false);
    }

    /// Delivers to whatever runs at `to` when the message arrives, unless it is lost.
    void send(Member from, Member to, GroupId group, Message message) {
        boolean lost = network.nextDouble() < options.lostMessageShare();
        long delay = network.nextLong(options.messageDelayMax().toNanos() + 1);
        if (lost) {
            return;
        }
        simulation.scheduleNanos(
                delay,
                () -> {
                    Optional<SimulatedReplica> target = running(to.replica(), group);
                    if (target.isPresent() && canReach(node(from), node(to))) {
                        target.get().receive(from, message);
                    }
                });
    }

    Optional<SimulatedReplica> running(ReplicaId id, GroupId group) {
        SimulatedServer server = servers.get(id.node().value());
        return server == null || !server.isRunning() || !server.member().replica().equals(id)
                ? Optional.empty()
                : server.replica(group);
    }

    /// Running members whose votes the candidate can ask for and hear.
    List<SimulatedReplica> votersInReach(Member candidate, Configuration of, GroupId group) {
        List<SimulatedReplica> voters = new ArrayList<>();
        for (Member member : of.all()) {
            Optional<SimulatedReplica> voter = running(member.replica(), group);
            if (voter.isPresent()
                    && canReach(node(candidate), node(member))
                    && canReach(node(member), node(candidate))) {
                voters.add(voter.get());
            }
        }
        return voters;
    }

    private static String node(Member member) {
        return member.replica().node().value();
    }

    private static String link(String from, String to) {
        return from + ">" + to;
    }
}
