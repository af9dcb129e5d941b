package io.kvasir.control.placement.plan;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What every part of a plan asks of a snapshot, found in one pass: with a million partitions each
/// look-up in its trees is a walk through memory that no cache holds.
public final class Overview {
    private final ClusterSnapshot snapshot;
    private final Map<NodeId, Standing> standings = new HashMap<>();
    private final List<Node> placeable;
    private final List<Seen> partitions;
    private final Set<PartitionId> stopped = new HashSet<>();

    private record Standing(Node node, NodeHealth health, @Nullable NodeReport report) {}

    /// A partition, and what its leader reported, where it is alive.
    public record Seen(
            PartitionEntry entry, @Nullable GroupReport group, @Nullable ReplicaReport leader) {
        public PartitionId id() {
            return entry.id();
        }

        /// What its leader holds of it; 0 where that is not known.
        public long storedBytes() {
            return leader == null ? 0 : leader.storedBytes();
        }

        /// What its leader has to do; none where that is not known.
        public ReplicaLoad load() {
            return leader == null ? ReplicaLoad.NONE : leader.load();
        }

        /// Whether its leader is so new that it has not measured all of that yet.
        public boolean isLoadRising() {
            return leader != null && !leader.load().settled();
        }

        /// Whether the replica leads, or could do so at once.
        public boolean mayLead(ReplicaId replica) {
            return group != null
                    && (replica.node().equals(group.leader())
                            || group.caughtUp().contains(replica));
        }

        /// The group is as it should be, and all its members follow.
        public boolean isSettled() {
            return group != null && group.isSettled(entry.replicas());
        }
    }

    private Overview(ClusterSnapshot snapshot, @Nullable PartitionEntry only) {
        this.snapshot = snapshot;
        List<Node> mayHold = new ArrayList<>();
        for (Node node : snapshot.state().nodes().values()) {
            NodeHealth health = snapshot.health(node.id());
            @Nullable NodeReport report = snapshot.observed().report(node.id()).orElse(null);
            standings.put(node.id(), new Standing(node, health, report));
            if (health == NodeHealth.ALIVE && report != null) {
                noteStopped(report);
            }
            if (health == NodeHealth.ALIVE && !snapshot.state().draining().contains(node.id())) {
                mayHold.add(node);
            }
        }
        placeable = Collections.unmodifiableList(mayHold);
        partitions =
                only == null
                        ? Collections.unmodifiableList(joined())
                        : List.of(seen(only, snapshot.observed().group(only.id()).orElse(null)));
    }

    public static Overview of(ClusterSnapshot snapshot) {
        return new Overview(snapshot, null);
    }

    /// As if there were no other partition.
    public static Overview of(ClusterSnapshot snapshot, PartitionEntry only) {
        return new Overview(snapshot, only);
    }

    private void noteStopped(NodeReport report) {
        for (ReplicaReport replica : report.replicas()) {
            if (replica.role() == ReplicaStatus.Role.STOPPED) {
                stopped.add(replica.partition());
            }
        }
    }

    /// Both are sorted by partition: they are walked in step.
    private List<Seen> joined() {
        List<Seen> joined = new ArrayList<>(snapshot.state().partitions().size());
        Iterator<Map.Entry<PartitionId, GroupReport>> groups =
                snapshot.observed().groups().entrySet().iterator();
        Map.@Nullable Entry<PartitionId, GroupReport> at = groups.hasNext() ? groups.next() : null;
        for (PartitionEntry entry : snapshot.state().partitions().values()) {
            while (at != null && at.getKey().value() < entry.id().value()) {
                at = groups.hasNext() ? groups.next() : null;
            }
            boolean found = at != null && at.getKey().value() == entry.id().value();
            joined.add(seen(entry, found && at != null ? at.getValue() : null));
        }
        return joined;
    }

    private Seen seen(PartitionEntry entry, @Nullable GroupReport group) {
        @Nullable Standing leader = group == null ? null : standings.get(group.leader());
        if (leader == null || leader.health() != NodeHealth.ALIVE || leader.report() == null) {
            return new Seen(entry, null, null);
        }
        return new Seen(entry, group, leader.report().byPartition().get(entry.id()));
    }

    public ClusterSnapshot snapshot() {
        return snapshot;
    }

    /// All partitions, by id.
    public List<Seen> partitions() {
        return partitions;
    }

    public Optional<Seen> partition(PartitionId id) {
        int low = 0;
        int high = partitions.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = partitions.get(middle).id().compareTo(id);
            if (order == 0) {
                return Optional.of(partitions.get(middle));
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /// Partitions of which a replica is wanted on the node, by id.
    public List<Seen> partitionsOn(NodeId node) {
        List<Seen> found = new ArrayList<>();
        for (PartitionEntry entry : snapshot.state().partitionsOn(node)) {
            partition(entry.id()).ifPresent(found::add);
        }
        return found;
    }

    /// Nodes that a replica may be placed on now, by id.
    public List<Node> placeableNodes() {
        return placeable;
    }

    public NodeHealth health(NodeId node) {
        @Nullable Standing standing = standings.get(node);
        return standing == null ? snapshot.health(node) : standing.health();
    }

    /// How many replicas more than those that are wanted on it a node has memory for, as far as is
    /// known.
    public int room(NodeId node) {
        @Nullable Standing standing = standings.get(node);
        @Nullable NodeReport report = standing == null ? null : standing.report();
        if (report == null || report.room().isEmpty()) {
            return Integer.MAX_VALUE;
        }
        int wanted = snapshot.state().replicasOn(node);
        int toBeMade = Math.max(0, wanted - report.replicas().size());
        return Math.max(0, report.room().getAsInt() - toBeMade);
    }

    /// Whether a node may be given a replica of the partition: none is wanted on it, and nothing is
    /// left on it of one that was taken out. That one stays until its group's leader says that it
    /// is out; made a member again before, it could not be brought up to date.
    public boolean mayReceive(NodeId node, PartitionEntry entry) {
        return !entry.isOn(node) && snapshot.observed().replica(node, entry.id()).isEmpty();
    }

    /// Whether it may be given one for balance, which does not bring back what it took away lately.
    public boolean mayBalanceTo(NodeId node, PartitionEntry entry) {
        return mayReceive(node, entry) && !entry.hasLeft(node, snapshot.now());
    }

    /// Empty where none is set, or the node is not known.
    public String zone(NodeId node) {
        @Nullable Standing standing = standings.get(node);
        return standing == null ? "" : standing.node().zone();
    }

    /// See `ClusterSnapshot.isLost`.
    public boolean isLost(ReplicaId replica) {
        @Nullable Standing standing = standings.get(replica.node());
        return standing != null && !standing.node().storageId().equals(replica.storage());
    }

    /// See `ClusterSnapshot.isDamaged`.
    public boolean isDamaged(PartitionId partition, ReplicaId replica) {
        return stopped.contains(partition) && snapshot.isDamaged(partition, replica);
    }

    /// Whether the replicas' zones are as many after a move as before.
    public boolean keepsZones(PartitionEntry entry, NodeId from, String to) {
        Set<String> before = new HashSet<>();
        Set<String> after = new HashSet<>();
        for (ReplicaId replica : entry.replicas()) {
            String zone = zone(replica.node());
            before.add(zone);
            after.add(replica.node().equals(from) ? to : zone);
        }
        return after.size() >= before.size();
    }
}
