package io.kvasir.routing.map;

import io.kvasir.model.Safeguard;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.routing.events.RoutingEvents;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The current map and the leaders met since: read by every request, changed by updates of the
/// stream and by nodes' corrections. Safe for any number of threads.
public final class MapCache {
    private final RoutingEvents events;
    private final ConcurrentHashMap<PartitionId, NodeId> leaders = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<ClusterMap>> watchers =
            new CopyOnWriteArrayList<>();
    private volatile ClusterMap map = ClusterMap.EMPTY;

    public MapCache(RoutingEvents events) {
        this.events = events;
    }

    public ClusterMap map() {
        return map;
    }

    /// Calls `watcher` after each change, on the changing thread; run what this returns to stop.
    public Runnable watch(Consumer<ClusterMap> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /// The node last met as the partition's leader, or named by one of its replicas since; it may
    /// have come to the partition after the map did.
    public Optional<NodeId> leader(PartitionId partition) {
        return Optional.ofNullable(leaders.get(partition));
    }

    /// The node answered as leader, or was named by one of the partition's replicas.
    public void learnLeader(PartitionId partition, NodeId node) {
        if (!node.equals(leaders.get(partition))) {
            leaders.put(partition, node);
        }
    }

    /// The node turned out not to lead.
    public void forgetLeader(PartitionId partition, NodeId node) {
        leaders.remove(partition, node);
    }

    /// Takes an update of the stream, unless it would set the map back.
    ///
    /// @return false where it is older than the map held, which stands
    public boolean offer(MapUpdate update) {
        boolean setBack = update.getFull() && update.getVersion() < map.version();
        if (setBack && !Safeguard.MAP_VERSION.isOff()) {
            return false;
        }
        update(update);
        return true;
    }

    /// Takes an update of the stream, whatever is held. The whole map comes again and again, and
    /// mostly says nothing new.
    public void update(MapUpdate update) {
        change(present -> {
            ClusterMap updated = present.updated(update);
            return updated.isSame(present) ? present : updated;
        });
    }

    /// @return whether the node knew more than the map did
    public boolean correct(List<Partition> held) {
        return change(present -> present.corrected(held));
    }

    public void learnTable(Table table) {
        change(present ->
                present.table(table.name()).filter(table::equals).isPresent()
                        ? present
                        : present.with(table));
    }

    public void forgetTable(TableName table) {
        change(present -> present.table(table).isEmpty() ? present : present.without(table));
    }

    private boolean change(UnaryOperator<ClusterMap> change) {
        ClusterMap changed;
        synchronized (this) {
            ClusterMap before = map;
            changed = change.apply(before);
            if (changed == before) {
                return false;
            }
            map = changed;
            if (leaders.size() > 2 * changed.partitions().size()) {
                leaders.clear();
            }
        }
        events.mapChanged(changed.version(), changed.partitions().size(), changed.nodes().size());
        watchers.forEach(watcher -> watcher.accept(changed));
        return true;
    }
}
