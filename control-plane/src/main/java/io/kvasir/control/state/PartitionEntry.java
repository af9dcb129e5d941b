package io.kvasir.control.state;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a partition should be: its range, the replicas wanted, and which of their nodes should
/// lead.
///
/// @param formation what has become of its group since it was founded
/// @param origin where it was split off; empty: made at the beginning
/// @param rangeSince when its range changed last
/// @param departures from where balance took a replica of it lately
public record PartitionEntry(
        PartitionId id,
        Epoch epoch,
        KeyRange range,
        List<ReplicaId> replicas,
        Formation formation,
        Optional<NodeId> preferredLeader,
        Optional<PartitionOrigin> origin,
        Instant rangeSince,
        List<Departure> departures) {
    public PartitionEntry {
        replicas = List.copyOf(replicas);
        departures = List.copyOf(departures);
    }

    /// Balance has not moved it yet.
    public PartitionEntry(
            PartitionId id,
            Epoch epoch,
            KeyRange range,
            List<ReplicaId> replicas,
            Formation formation,
            Optional<NodeId> preferredLeader,
            Optional<PartitionOrigin> origin,
            Instant rangeSince) {
        this(id, epoch, range, replicas, formation, preferredLeader, origin, rangeSince, List.of());
    }

    public boolean isOn(NodeId node) {
        return replicas.stream().anyMatch(replica -> replica.node().equals(node));
    }

    /// Whether balance took a replica of it from there lately.
    public boolean hasLeft(NodeId node, Instant now) {
        return departures.stream()
                .anyMatch(departure -> departure.node().equals(node) && departure.isRecent(now));
    }

    /// As the map shows it.
    public Partition toPartition(Optional<NodeId> leader) {
        return new Partition(id, epoch, range, replicas, leader);
    }

    /// No leader has reported the group yet.
    public boolean isForming() {
        return formation == Formation.PENDING;
    }

    PartitionEntry formed() {
        return new PartitionEntry(
                id,
                epoch,
                range,
                replicas,
                Formation.FOUNDERS,
                preferredLeader,
                origin,
                rangeSince,
                departures);
    }

    PartitionEntry with(Optional<NodeId> preferred) {
        return new PartitionEntry(
                id, epoch, range, replicas, formation, preferred, origin, rangeSince, departures);
    }

    PartitionEntry with(Command.ChangeReplicas change) {
        List<NodeId> givers =
                replicas.stream().map(ReplicaId::node).filter(node -> !change.isTo(node)).toList();
        return new PartitionEntry(
                id,
                epoch,
                range,
                change.to(),
                Formation.CHANGED,
                change.preferredLeader(),
                origin,
                rangeSince,
                change.balancedAt()
                        .map(now -> Departure.add(departures, givers, now))
                        .orElse(departures));
    }

    /// What is left of it after a split, or what it has become by a merge.
    PartitionEntry changed(Epoch next, KeyRange since, Instant at) {
        return new PartitionEntry(
                id,
                next,
                since,
                replicas,
                Formation.CHANGED,
                preferredLeader,
                origin,
                at,
                departures);
    }

    /// With the same range under a later epoch.
    PartitionEntry under(Epoch next) {
        return changed(next, range, rangeSince);
    }

    /// What was split off it.
    PartitionEntry child(PartitionId child, Epoch parentEpoch, KeyRange right, Instant at) {
        return new PartitionEntry(
                child,
                Epoch.FIRST,
                right,
                replicas,
                Formation.CHANGED,
                preferredLeader,
                Optional.of(new PartitionOrigin(id, parentEpoch)),
                at,
                departures);
    }
}
