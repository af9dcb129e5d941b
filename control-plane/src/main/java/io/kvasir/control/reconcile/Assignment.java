package io.kvasir.control.reconcile;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.SplitEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.model.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one node is told of one partition: that it should hold it, or, as its leader, what the
/// group should become.
///
/// @param dropped keyspaces of deleted tables, whose items are to be removed
/// @param split how the partition is to be divided
public record Assignment(
        PartitionEntry partition,
        Optional<NodeId> leader,
        List<KeyspaceId> dropped,
        Optional<SplitEntry> split) {
    public Assignment {
        dropped = List.copyOf(dropped);
    }

    /// All of a node's assignments: the partitions it should hold under its present storage id, and
    /// those it leads though it should not, so that it can hand them over. Each is decided from the
    /// snapshot alone: sent twice, it orders nothing twice.
    public static List<Assignment> of(ClusterSnapshot snapshot, NodeReport report) {
        Node node = report.node();
        ReplicaId self = new ReplicaId(node.id(), node.storageId());
        Map<PartitionId, PartitionEntry> entries = new TreeMap<>();
        for (PartitionEntry entry : snapshot.state().partitionsOn(node.id())) {
            if (entry.replicas().contains(self)) {
                entries.put(entry.id(), entry);
            }
        }
        for (ReplicaReport replica : report.replicas()) {
            if (!replica.members().isEmpty() || isReleased(snapshot, replica, self)) {
                snapshot.state()
                        .partition(replica.partition())
                        .ifPresent(entry -> entries.put(entry.id(), entry));
            }
        }
        List<Table> deleting = snapshot.state().deletingTables();
        List<Assignment> assignments = new ArrayList<>();
        for (PartitionEntry entry : entries.values()) {
            assignments.add(
                    new Assignment(
                            entry,
                            snapshot.group(entry.id()).map(GroupReport::leader),
                            dropped(entry, deleting),
                            snapshot.state().split(entry.id())));
        }
        return assignments;
    }

    /// Neither wanted nor, by its leader's word, a member any more: the node is shown a partition
    /// without it, and lets it go.
    private static boolean isReleased(
            ClusterSnapshot snapshot, ReplicaReport replica, ReplicaId self) {
        Optional<GroupReport> group = snapshot.group(replica.partition());
        Optional<PartitionEntry> entry = snapshot.state().partition(replica.partition());
        return group.isPresent()
                && entry.isPresent()
                && !entry.get().isOn(self.node())
                && !group.get().members().isEmpty()
                && group.get().members().stream()
                        .noneMatch(member -> member.node().equals(self.node()));
    }

    private static List<KeyspaceId> dropped(PartitionEntry entry, List<Table> deleting) {
        return deleting.stream()
                .map(Table::keyspace)
                .filter(keyspace -> GlobalKey.keyspaceRange(keyspace).overlaps(entry.range()))
                .toList();
    }
}
