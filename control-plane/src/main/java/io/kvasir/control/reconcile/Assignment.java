package io.kvasir.control.reconcile;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.health.Seal;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What one node is told of one partition: that it should hold it, or, as its leader, what the
/// group should become.
///
/// @param members what the group should consist of by now; empty: nothing is said of it
/// @param dropped keyspaces of deleted tables, whose items are to be removed
/// @param split how the partition is to be divided
/// @param merge how it is to absorb its right neighbour
/// @param unseal what it is sealed for and will not happen
/// @param released the node is out of the group, and lets its replica go
public record Assignment(
        PartitionEntry partition,
        Optional<NodeId> leader,
        List<ReplicaId> members,
        List<KeyspaceId> dropped,
        Optional<SplitEntry> split,
        Optional<MergeOrder> merge,
        Optional<Seal> unseal,
        boolean released) {
    public Assignment {
        members = List.copyOf(members);
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
        Set<PartitionId> released = new TreeSet<>();
        for (ReplicaReport replica : report.replicas()) {
            if (isReleased(snapshot, replica, self)) {
                released.add(replica.partition());
            }
            if (!replica.members().isEmpty() || released.contains(replica.partition())) {
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
                            members(
                                    entry.replicas(),
                                    snapshot.group(entry.id())
                                            .map(GroupReport::members)
                                            .orElse(List.of()),
                                    replica -> runs(snapshot, entry, replica)),
                            dropped(entry, deleting),
                            snapshot.state().split(entry.id()),
                            snapshot.state()
                                    .merge(entry.id())
                                    .flatMap(merge -> MergeOrder.of(snapshot, merge)),
                            unseal(snapshot, entry),
                            released.contains(entry.id())));
        }
        return assignments;
    }

    /// The merge that a partition is sealed for never happened, and never will. The partition is
    /// still in the map, while its neighbour is under a later epoch, or was absorbed itself: of a
    /// merge that happened, both would stand in one state. So a state that lags behind orders
    /// nothing wrong.
    private static Optional<Seal> unseal(ClusterSnapshot snapshot, PartitionEntry entry) {
        return snapshot.group(entry.id())
                .flatMap(GroupReport::seal)
                .filter(seal -> {
                    Optional<PartitionEntry> into = snapshot.state().partition(seal.into());
                    return into.isPresent()
                            ? into.get().epoch().compareTo(seal.intoEpoch()) > 0
                            : snapshot.state().isGone(seal.into());
                });
    }

    /// A replica is to be added only once its node has reported that it runs: a leader that calls
    /// one while it starts can wait for it for ever. Until all have, nobody is let go but what a
    /// node was before it lost its disk. While the group's configuration is not known, nothing is
    /// said of what it should become: nodes that have yet to report would seem not to be in it.
    ///
    /// @param present the group's configuration; empty: its leader has not told it yet
    /// @param runs whether a replica is known to run
    static List<ReplicaId> members(
            List<ReplicaId> wanted, List<ReplicaId> present, Predicate<ReplicaId> runs) {
        if (present.isEmpty()) {
            return List.of();
        }
        List<ReplicaId> ready =
                wanted.stream().filter(each -> present.contains(each) || runs.test(each)).toList();
        if (ready.size() == wanted.size()) {
            return wanted;
        }
        List<ReplicaId> members = new ArrayList<>(ready);
        for (ReplicaId member : present) {
            boolean replaced = wanted.stream().anyMatch(each -> each.node().equals(member.node()));
            if (!replaced) {
                members.add(member);
            }
        }
        return members;
    }

    private static boolean runs(ClusterSnapshot snapshot, PartitionEntry entry, ReplicaId replica) {
        return snapshot.observed()
                .report(replica.node())
                .filter(report -> report.node().storageId().equals(replica.storage()))
                .map(report -> report.byPartition().containsKey(entry.id()))
                .orElse(false);
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
