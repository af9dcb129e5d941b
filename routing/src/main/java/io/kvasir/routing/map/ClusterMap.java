package io.kvasir.routing.map;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.MapUpdate;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Tables, partitions and nodes at one version. Immutable. A partition may stand in it with less
/// than its range, where nodes have corrected the rest; what stands tiles the key space.
public final class ClusterMap {
    public static final ClusterMap EMPTY =
            new ClusterMap(0, new LinkedHashMap<>(), null, new LinkedHashMap<>());

    private final long version;
    private final SequencedMap<TableName, Table> tables;
    private final @Nullable PartitionMap partitions;
    private final SequencedMap<NodeId, Node> nodes;

    private ClusterMap(
            long version,
            SequencedMap<TableName, Table> tables,
            @Nullable PartitionMap partitions,
            SequencedMap<NodeId, Node> nodes) {
        this.version = version;
        this.tables = Collections.unmodifiableSequencedMap(tables);
        this.partitions = partitions;
        this.nodes = Collections.unmodifiableSequencedMap(nodes);
    }

    public long version() {
        return version;
    }

    /// There is a partition for every key.
    public boolean isComplete() {
        return partitions != null;
    }

    public Optional<Table> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    public Collection<Table> tables() {
        return tables.values();
    }

    public Optional<Node> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    public Collection<Node> nodes() {
        return nodes.values();
    }

    public List<Partition> partitions() {
        return partitions == null ? List.of() : partitions.partitions();
    }

    /// The partition that holds `key`; empty where the map is not complete.
    public Optional<Partition> at(Bytes key) {
        return partitions == null ? Optional.empty() : Optional.of(partitions.at(key));
    }

    /// The partition that holds the keys right below `end`.
    ///
    /// @param end null for the end of the key space
    public Optional<Partition> below(@Nullable Bytes end) {
        List<Partition> all = partitions();
        if (all.isEmpty() || end == null) {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
        }
        int low = 0;
        int high = all.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all.get(middle).range().start().compareTo(end) < 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return Optional.of(all.get(low));
    }

    /// This map with an update of the stream.
    ///
    /// @throws InvalidArgumentException where the update leaves a gap; the map before it stands
    public ClusterMap updated(MapUpdate update) {
        ClusterMap base = update.getFull() ? EMPTY : this;
        LinkedHashMap<TableName, Table> newTables = new LinkedHashMap<>(base.tables);
        update.getRemovedTablesList().forEach(name -> newTables.remove(new TableName(name)));
        for (var wire : update.getTablesList()) {
            Table table = ClusterCodec.fromWire(wire);
            newTables.put(table.name(), table);
        }
        LinkedHashMap<NodeId, Node> newNodes = new LinkedHashMap<>(base.nodes);
        update.getRemovedNodesList().forEach(id -> newNodes.remove(new NodeId(id)));
        for (var wire : update.getNodesList()) {
            Node node = ClusterCodec.fromWire(wire);
            newNodes.put(node.id(), node);
        }
        List<Partition> changed =
                update.getPartitionsList().stream().map(ClusterCodec::fromWire).toList();
        @Nullable PartitionMap tiled =
                changed.isEmpty()
                        ? base.partitions
                        : PartitionMap.of(Tiling.replace(base.partitions(), changed));
        return new ClusterMap(update.getVersion(), newTables, tiled, newNodes);
    }

    /// This map with what a storage node says it holds; the same map where that is nothing new.
    public ClusterMap corrected(List<Partition> held) {
        PartitionMap present = partitions;
        if (present == null) {
            return this;
        }
        List<Partition> newer =
                held.stream()
                        .filter(partition ->
                                isNewer(partition, present.overlapping(partition.range()), held))
                        .toList();
        if (newer.isEmpty()) {
            return this;
        }
        return new ClusterMap(
                version,
                new LinkedHashMap<>(tables),
                PartitionMap.of(Tiling.replace(present.partitions(), newer)),
                new LinkedHashMap<>(nodes));
    }

    /// This map with a table as the control plane's leader just described it.
    public ClusterMap with(Table table) {
        LinkedHashMap<TableName, Table> more = new LinkedHashMap<>(tables);
        more.put(table.name(), table);
        return new ClusterMap(version, more, partitions, new LinkedHashMap<>(nodes));
    }

    /// This map without a table that the control plane's leader says is gone.
    public ClusterMap without(TableName table) {
        LinkedHashMap<TableName, Table> fewer = new LinkedHashMap<>(tables);
        fewer.remove(table);
        return new ClusterMap(version, fewer, partitions, new LinkedHashMap<>(nodes));
    }

    /// Whether it says the same, of the same version.
    boolean isSame(ClusterMap other) {
        return version == other.version
                && isComplete() == other.isComplete()
                && tables.equals(other.tables)
                && nodes.equals(other.nodes)
                && partitions().equals(other.partitions());
    }

    /// All of it, as the stream's first update would be.
    public MapUpdate toUpdate() {
        MapUpdate.Builder update = MapUpdate.newBuilder().setVersion(version).setFull(true);
        tables.values().forEach(table -> update.addTables(ClusterCodec.toWire(table)));
        partitions().forEach(partition -> update.addPartitions(ClusterCodec.toWire(partition)));
        nodes.values().forEach(node -> update.addNodes(ClusterCodec.toWire(node)));
        return update.build();
    }

    /// A later epoch of a known partition is newer. An unknown partition is newer where its id is:
    /// ids only rise, so it was made after those it overlaps. Unless the node is behind on one of
    /// those: then this is what that one has absorbed since.
    ///
    /// @param told all that the node holds
    private static boolean isNewer(
            Partition held, List<Partition> overlapped, List<Partition> told) {
        long idMax = 0;
        for (Partition known : overlapped) {
            if (known.id().equals(held.id())) {
                int byEpoch = held.epoch().compareTo(known.epoch());
                return byEpoch > 0 || (byEpoch == 0 && isCut(known.range(), held.range()));
            }
            if (told.stream().anyMatch(each -> isBehind(each, known))) {
                return false;
            }
            idMax = Math.max(idMax, known.id().value());
        }
        return held.id().value() > idMax;
    }

    private static boolean isBehind(Partition told, Partition known) {
        return told.id().equals(known.id()) && told.epoch().compareTo(known.epoch()) < 0;
    }

    private static boolean isCut(KeyRange known, KeyRange whole) {
        return !known.equals(whole) && whole.contains(known);
    }
}
