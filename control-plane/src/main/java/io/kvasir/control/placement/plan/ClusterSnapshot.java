package io.kvasir.control.placement.plan;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.health.Observed;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The cluster at one moment: what should be, what was reported, and the leader's clocks.
public record ClusterSnapshot(
        ClusterState state, Observed observed, long nowNanos, Duration silenceMax, Instant now) {
    public NodeHealth health(NodeId node) {
        return observed.health(node, nowNanos, silenceMax);
    }

    /// Nodes that a replica may be placed on now, by id.
    public List<Node> aliveNodes() {
        return state.nodes().values().stream()
                .filter(node -> health(node.id()) == NodeHealth.ALIVE)
                .toList();
    }

    /// Of those, the ones that are not to be emptied.
    public List<Node> placeableNodes() {
        return aliveNodes().stream().filter(node -> !state.draining().contains(node.id())).toList();
    }

    /// The group is as it should be, and all its members follow.
    public boolean isSettled(PartitionEntry entry) {
        return group(entry.id()).filter(group -> group.isSettled(entry.replicas())).isPresent();
    }

    /// What its leader reported of itself, where it is alive.
    public Optional<ReplicaReport> leaderReport(PartitionId partition) {
        return group(partition).flatMap(group -> observed.replica(group.leader(), partition));
    }

    /// What its leader holds of it; 0 where that is not known.
    public long storedBytes(PartitionId partition) {
        return leaderReport(partition).map(ReplicaReport::storedBytes).orElse(0L);
    }

    /// The replica's disk contents are gone: its node came back with others.
    public boolean isLost(ReplicaId replica) {
        Optional<Node> node = state.node(replica.node());
        return node.isPresent() && !node.get().storageId().equals(replica.storage());
    }

    /// The replica's node is there, on the same disk, and says that it does not run it: it found it
    /// damaged.
    public boolean isDamaged(PartitionId partition, ReplicaId replica) {
        return !isLost(replica)
                && health(replica.node()) == NodeHealth.ALIVE
                && observed.replica(replica.node(), partition)
                        .map(report -> report.role() == ReplicaStatus.Role.STOPPED)
                        .orElse(false);
    }

    /// What the partition's leader reported, where it is alive.
    public Optional<GroupReport> group(PartitionId partition) {
        return observed.group(partition)
                .filter(group -> health(group.leader()) == NodeHealth.ALIVE);
    }
}
