package io.kvasir.control.service;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.TableEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.MapUpdate;
import java.util.Optional;

/// The map at one moment: the state, and who was seen leading.
record MapView(ClusterState state, Observed observed) {
    Optional<NodeId> leader(PartitionEntry entry) {
        return observed.group(entry.id()).map(GroupReport::leader);
    }

    MapUpdate full() {
        MapUpdate.Builder update = MapUpdate.newBuilder().setVersion(state.version()).setFull(true);
        for (TableEntry entry : state.tables().values()) {
            update.addTables(ClusterCodec.toWire(entry.table()));
        }
        for (PartitionEntry entry : state.partitions().values()) {
            update.addPartitions(ClusterCodec.toWire(entry.toPartition(leader(entry))));
        }
        for (Node node : state.nodes().values()) {
            update.addNodes(ClusterCodec.toWire(node));
        }
        return update.build();
    }

    /// Whether the map shows the same.
    boolean isSame(MapView other) {
        return state.version() == other.state.version() && observed.isOfSameGroups(other.observed);
    }

    /// What has changed since `before`; empty where nothing that the map shows has. A leader that
    /// is no longer known is no change: the one last seen is the better hint.
    Optional<MapUpdate> since(MapView before) {
        if (isSame(before)) {
            return Optional.empty();
        }
        MapUpdate.Builder update = MapUpdate.newBuilder().setVersion(state.version());
        if (state.version() != before.state.version()) {
            addTables(before, update);
            addNodes(before, update);
        }
        for (PartitionEntry entry : state.partitions().values()) {
            Optional<NodeId> leader = leader(entry);
            boolean moved = leader.isPresent() && !leader.equals(before.leader(entry));
            if (moved || !entry.equals(before.state.partitions().get(entry.id()))) {
                update.addPartitions(ClusterCodec.toWire(entry.toPartition(leader)));
            }
        }
        boolean same =
                state.version() == before.state.version() && update.getPartitionsCount() == 0;
        return same ? Optional.empty() : Optional.of(update.build());
    }

    private void addTables(MapView before, MapUpdate.Builder update) {
        for (TableEntry entry : state.tables().values()) {
            if (!entry.equals(before.state.tables().get(entry.table().name()))) {
                update.addTables(ClusterCodec.toWire(entry.table()));
            }
        }
        for (TableName name : before.state.tables().keySet()) {
            if (state.table(name).isEmpty()) {
                update.addRemovedTables(name.value());
            }
        }
    }

    private void addNodes(MapView before, MapUpdate.Builder update) {
        for (Node node : state.nodes().values()) {
            if (!node.equals(before.state.nodes().get(node.id()))) {
                update.addNodes(ClusterCodec.toWire(node));
            }
        }
        for (NodeId id : before.state.nodes().keySet()) {
            if (state.node(id).isEmpty()) {
                update.addRemovedNodes(id.value());
            }
        }
    }
}
