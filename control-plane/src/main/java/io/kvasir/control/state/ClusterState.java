package io.kvasir.control.state;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/// The whole state at one version. Immutable, and shares structure with the states before and after
/// it: readers need no lock, and evaluating ahead of the log is replaying onto a copy.
public final class ClusterState {
    public static final ClusterState EMPTY = new ClusterState();

    private long version;
    private EntryStamp lastEntry = EntryStamp.NONE;
    private Counters counters = Counters.NONE;
    private TreePMap<NodeId, Node> nodes = TreePMap.empty();
    private TreePMap<TableName, TableEntry> tables = TreePMap.empty();
    private TreePMap<PartitionId, PartitionEntry> partitions = TreePMap.empty();
    private TreePMap<PartitionId, SplitEntry> splits = TreePMap.empty();
    private TreePMap<PartitionId, MergeEntry> merges = TreePMap.empty();
    private TreePSet<NodeId> draining = TreePSet.empty();
    // Found again from the three above, kept for the sake of speed.
    private TreePSet<TableName> deleting = TreePSet.empty();
    private TreePMap<Bytes, PartitionId> byStart = TreePMap.empty();
    private TreePMap<NodeId, TreePSet<PartitionId>> byNode = TreePMap.empty();

    private ClusterState() {}

    private ClusterState(ClusterState from) {
        version = from.version;
        lastEntry = from.lastEntry;
        counters = from.counters;
        nodes = from.nodes;
        tables = from.tables;
        partitions = from.partitions;
        splits = from.splits;
        merges = from.merges;
        draining = from.draining;
        deleting = from.deleting;
        byStart = from.byStart;
        byNode = from.byNode;
    }

    static ClusterState restored(long version, EntryStamp lastEntry, List<StateRecord> records) {
        ClusterState state = EMPTY.replay(records);
        state.version = version;
        state.lastEntry = lastEntry;
        return state;
    }

    /// Rises by one with each entry that took effect.
    public long version() {
        return version;
    }

    public EntryStamp lastEntry() {
        return lastEntry;
    }

    public Counters counters() {
        return counters;
    }

    public NavigableMap<NodeId, Node> nodes() {
        return nodes;
    }

    public NavigableMap<TableName, TableEntry> tables() {
        return tables;
    }

    public NavigableMap<PartitionId, PartitionEntry> partitions() {
        return partitions;
    }

    /// Splits that are ordered, by parent.
    public NavigableMap<PartitionId, SplitEntry> splits() {
        return splits;
    }

    public Optional<SplitEntry> split(PartitionId parent) {
        return Optional.ofNullable(splits.get(parent));
    }

    /// Merges that are ordered, by the left partition.
    public NavigableMap<PartitionId, MergeEntry> merges() {
        return merges;
    }

    public Optional<MergeEntry> merge(PartitionId left) {
        return Optional.ofNullable(merges.get(left));
    }

    /// The merge that a partition takes part in, as either one.
    public Optional<MergeEntry> mergeOf(PartitionId partition) {
        return merges.isEmpty()
                ? Optional.empty()
                : merges.values().stream().filter(merge -> merge.concerns(partition)).findFirst();
    }

    /// What is about to change a partition's range; empty: nothing.
    public Optional<String> rangeChange(PartitionId partition) {
        if (splits.containsKey(partition)) {
            return Optional.of(partition + " is being divided");
        }
        return mergeOf(partition)
                .map(merge -> merge.left() + " is to absorb " + merge.right() + " already");
    }

    /// Whether a partition was and never will be again: its number was given out, and what had it
    /// was absorbed. Right even in a state that lags behind.
    public boolean isGone(PartitionId partition) {
        return partition.value() <= counters.partitions()
                && !partitions.containsKey(partition)
                && splits.values().stream().noneMatch(split -> split.child().equals(partition));
    }

    /// Nodes that are to hold nothing.
    public NavigableSet<NodeId> draining() {
        return draining;
    }

    public Optional<Node> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    public Optional<TableEntry> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    public Optional<PartitionEntry> partition(PartitionId id) {
        return Optional.ofNullable(partitions.get(id));
    }

    /// Tables whose items are being removed.
    public List<Table> deletingTables() {
        List<Table> found = new ArrayList<>();
        for (TableName name : deleting) {
            table(name).ifPresent(entry -> found.add(entry.table()));
        }
        return found;
    }

    /// Partitions of which a replica is wanted on the node, under whatever storage id.
    public List<PartitionEntry> partitionsOn(NodeId node) {
        List<PartitionEntry> found = new ArrayList<>();
        for (PartitionId id : idsOn(node)) {
            partition(id).ifPresent(found::add);
        }
        return found;
    }

    public int replicasOn(NodeId node) {
        return idsOn(node).size();
    }

    private NavigableSet<PartitionId> idsOn(NodeId node) {
        @Nullable TreePSet<PartitionId> ids = byNode.get(node);
        return ids == null ? TreePSet.empty() : ids;
    }

    /// All partitions in the order of their ranges.
    public Iterable<PartitionEntry> inKeyOrder() {
        return () ->
                byStart.values().stream()
                        .map(id -> Objects.requireNonNull(partitions.get(id)))
                        .iterator();
    }

    /// Partitions that hold a part of `range`, in order of their ranges.
    public List<PartitionEntry> overlapping(KeyRange range) {
        List<PartitionEntry> found = new ArrayList<>();
        Map.@Nullable Entry<Bytes, PartitionId> at = byStart.floorEntry(range.start());
        if (at == null) {
            at = byStart.higherEntry(range.start());
        }
        while (at != null) {
            Optional<PartitionEntry> entry = partition(at.getValue());
            if (entry.isPresent() && entry.get().range().overlaps(range)) {
                found.add(entry.get());
            } else if (range.end() != null && at.getKey().compareTo(range.end()) >= 0) {
                break;
            }
            at = byStart.higherEntry(at.getKey());
        }
        return found;
    }

    /// The state after one entry: `records` replayed, one version on.
    public ClusterState apply(EntryStamp stamp, List<StateRecord> records) {
        ClusterState next = replay(records);
        next.version = version + 1;
        next.lastEntry = stamp;
        return next;
    }

    /// The state with `records` replayed, of the same version: what a leader evaluates the next
    /// command of the same entry on.
    ClusterState replay(List<StateRecord> records) {
        ClusterState next = new ClusterState(this);
        records.forEach(next::replay);
        return next;
    }

    private void replay(StateRecord record) {
        switch (record) {
            case StateRecord.NodePut put -> nodes = nodes.plus(put.node().id(), put.node());
            case StateRecord.TablePut put -> putTable(put.entry());
            case StateRecord.TableRemoved removed -> {
                tables = tables.minus(removed.name());
                deleting = deleting.minus(removed.name());
            }
            case StateRecord.PartitionPut put -> {
                removePartition(put.entry().id());
                putPartition(put.entry());
            }
            case StateRecord.PartitionRemoved removed -> removePartition(removed.id());
            case StateRecord.NodeMarked marked ->
                    draining =
                            marked.draining()
                                    ? draining.plus(marked.node())
                                    : draining.minus(marked.node());
            case StateRecord.NodeRemoved removed -> {
                nodes = nodes.minus(removed.node());
                draining = draining.minus(removed.node());
            }
            case StateRecord.SplitPut put ->
                    splits = splits.plus(put.entry().parent(), put.entry());
            case StateRecord.SplitRemoved removed -> splits = splits.minus(removed.parent());
            case StateRecord.MergePut put -> merges = merges.plus(put.entry().left(), put.entry());
            case StateRecord.MergeRemoved removed -> merges = merges.minus(removed.left());
            case StateRecord.CountersPut put -> counters = put.counters();
        }
    }

    private void putTable(TableEntry entry) {
        TableName name = entry.table().name();
        tables = tables.plus(name, entry);
        deleting =
                entry.table().state() == Table.State.DELETING
                        ? deleting.plus(name)
                        : deleting.minus(name);
    }

    private void putPartition(PartitionEntry entry) {
        partitions = partitions.plus(entry.id(), entry);
        byStart = byStart.plus(entry.range().start(), entry.id());
        for (ReplicaId replica : entry.replicas()) {
            @Nullable TreePSet<PartitionId> held = byNode.get(replica.node());
            TreePSet<PartitionId> base = held == null ? TreePSet.empty() : held;
            byNode = byNode.plus(replica.node(), base.plus(entry.id()));
        }
    }

    private void removePartition(PartitionId id) {
        @Nullable PartitionEntry entry = partitions.get(id);
        if (entry == null) {
            return;
        }
        partitions = partitions.minus(id);
        // Another partition may have taken over the start in the same entry.
        if (id.equals(byStart.get(entry.range().start()))) {
            byStart = byStart.minus(entry.range().start());
        }
        for (ReplicaId replica : entry.replicas()) {
            @Nullable TreePSet<PartitionId> held = byNode.get(replica.node());
            if (held != null) {
                byNode = byNode.plus(replica.node(), held.minus(id));
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof ClusterState that
                && version == that.version
                && lastEntry.equals(that.lastEntry)
                && counters.equals(that.counters)
                && nodes.equals(that.nodes)
                && tables.equals(that.tables)
                && partitions.equals(that.partitions)
                && splits.equals(that.splits)
                && merges.equals(that.merges)
                && draining.equals(that.draining);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version);
    }

    @Override
    public String toString() {
        return "version "
                + version
                + ": "
                + nodes.size()
                + " nodes, "
                + tables.size()
                + " tables, "
                + partitions.size()
                + " partitions";
    }
}
