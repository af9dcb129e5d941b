package io.kvasir.control.health;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// What one leader has heard since it leads. Immutable.
public final class Observed {
    private final long sinceNanos;
    private final TreePMap<NodeId, NodeReport> reports;
    private final TreePMap<PartitionId, GroupReport> groups;

    private Observed(
            long sinceNanos,
            TreePMap<NodeId, NodeReport> reports,
            TreePMap<PartitionId, GroupReport> groups) {
        this.sinceNanos = sinceNanos;
        this.reports = reports;
        this.groups = groups;
    }

    /// Nothing heard yet.
    ///
    /// @param nowNanos when listening begins, by the leader's own monotonic clock
    public static Observed since(long nowNanos) {
        return new Observed(nowNanos, TreePMap.empty(), TreePMap.empty());
    }

    public Observed with(NodeReport report) {
        NodeId node = report.node().id();
        TreePMap<PartitionId, GroupReport> changed = withoutLostLeaders(report);
        for (ReplicaReport replica : report.replicas()) {
            if (!replica.isLeader()) {
                continue;
            }
            @Nullable GroupReport known = changed.get(replica.partition());
            GroupReport heard = GroupReport.of(node, replica);
            boolean newer = known == null || heard.term() >= known.term();
            if (newer && !heard.equals(known)) {
                changed = changed.plus(replica.partition(), heard);
            }
        }
        return new Observed(sinceNanos, reports.plus(node, report), changed);
    }

    /// A node that led and no longer says so does not lead.
    private TreePMap<PartitionId, GroupReport> withoutLostLeaders(NodeReport report) {
        NodeId node = report.node().id();
        TreePMap<PartitionId, GroupReport> changed = groups;
        @Nullable NodeReport before = reports.get(node);
        if (before == null) {
            return changed;
        }
        for (ReplicaReport replica : before.replicas()) {
            @Nullable GroupReport known = changed.get(replica.partition());
            boolean led = known != null && known.leader().equals(node);
            @Nullable ReplicaReport after = report.byPartition().get(replica.partition());
            if (led && (after == null || !after.isLeader())) {
                changed = changed.minus(replica.partition());
            }
        }
        return changed;
    }

    public Optional<NodeReport> report(NodeId node) {
        return Optional.ofNullable(reports.get(node));
    }

    public Optional<ReplicaReport> replica(NodeId node, PartitionId partition) {
        return report(node).map(report -> report.byPartition().get(partition));
    }

    public Optional<GroupReport> group(PartitionId partition) {
        return Optional.ofNullable(groups.get(partition));
    }

    /// Groups whose leader is known.
    public NavigableMap<PartitionId, GroupReport> groups() {
        return groups;
    }

    /// Whether nothing about any group has been heard between the two. Reports that change no group
    /// leave the very same map, so that this costs nothing however many there are.
    @SuppressWarnings("ReferenceEquality")
    public boolean isOfSameGroups(Observed other) {
        return groups == other.groups;
    }

    /// How long a node has been silent, as far as this leader can tell.
    public long silentNanos(NodeId node, long nowNanos) {
        @Nullable NodeReport last = reports.get(node);
        return nowNanos - (last == null ? sinceNanos : last.atNanos());
    }

    /// @param silenceMax how long a node that is alive may be silent
    public NodeHealth health(NodeId node, long nowNanos, Duration silenceMax) {
        @Nullable NodeReport last = reports.get(node);
        if (last != null && nowNanos - last.atNanos() <= silenceMax.toNanos()) {
            return NodeHealth.ALIVE;
        }
        return nowNanos - sinceNanos <= silenceMax.toNanos() ? NodeHealth.UNKNOWN : NodeHealth.DEAD;
    }
}
