package io.kvasir.testkit.cluster;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.PartitionRef;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.proto.v1.MapUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Storage nodes that share one set of items and one true partition map, which a router's map may
/// lag behind. Every partition is on every node.
public final class FakeCluster implements AutoCloseable {
    public static final Table TABLE =
            new Table(
                    new TableName("things"),
                    "t1",
                    KeyspaceId.ofCounter(1),
                    KeySchema.of("pk", KeyType.S, "sk", KeyType.N),
                    Table.State.ACTIVE,
                    Instant.EPOCH);

    private static final long FIRST_INDEX = 100;

    private final List<FakeNode> nodes = new ArrayList<>();
    private final ConcurrentSkipListMap<Bytes, ByteString> items = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, WriteResult> tokens = new ConcurrentHashMap<>();
    private final Map<PartitionId, NodeId> leaders = new ConcurrentHashMap<>();
    private final AtomicLong applied = new AtomicLong(FIRST_INDEX);
    private volatile PartitionMap map;

    public FakeCluster(int nodeCount) {
        for (int i = 1; i <= nodeCount; i++) {
            nodes.add(new FakeNode(this, new NodeId("n" + i)));
        }
        map = PartitionMap.of(List.of(partition(1, 1, KeyRange.ALL)));
        leaders.put(new PartitionId(1), nodes.getFirst().id());
    }

    public FakeNode node(int number) {
        return nodes.get(number - 1);
    }

    public PartitionMap map() {
        return map;
    }

    public ConcurrentSkipListMap<Bytes, ByteString> items() {
        return items;
    }

    public @Nullable NodeId leader(PartitionId partition) {
        return leaders.get(partition);
    }

    /// @param node null for none
    public void lead(PartitionId partition, @Nullable FakeNode node) {
        if (node == null) {
            leaders.remove(partition);
        } else {
            leaders.put(partition, node.id());
        }
    }

    /// Cuts the partition that holds `at` in two: the left keeps its id under the next epoch.
    public void split(Bytes at, long childId) {
        Partition parent = map.at(at);
        if (parent.range().start().equals(at)) {
            return;
        }
        List<Partition> partitions = new ArrayList<>(map.partitions());
        partitions.remove(parent);
        partitions.add(
                partition(
                        parent.id().value(),
                        parent.epoch().value() + 1,
                        new KeyRange(parent.range().start(), at)));
        partitions.add(partition(childId, 1, new KeyRange(at, parent.range().end())));
        map = PartitionMap.of(partitions);
        @Nullable NodeId leader = leaders.get(parent.id());
        if (leader != null) {
            leaders.put(new PartitionId(childId), leader);
        }
    }

    /// The true map, as a control plane would send it.
    public MapUpdate update(long version) {
        MapUpdate.Builder update =
                MapUpdate.newBuilder()
                        .setVersion(version)
                        .setFull(true)
                        .addTables(ClusterCodec.toWire(TABLE));
        map.partitions()
                .forEach(partition -> {
                    @Nullable NodeId leader = leaders.get(partition.id());
                    var wire = ClusterCodec.toWire(partition).toBuilder();
                    update.addPartitions(wire.setLeader(leader == null ? "" : leader.value()));
                });
        nodes.forEach(node -> update.addNodes(ClusterCodec.toWire(node.node())));
        return update.build();
    }

    Optional<Partition> held(PartitionRef ref) {
        return map.partitions().stream()
                .filter(partition ->
                        partition.id().value() == ref.getId()
                                && partition.epoch().value() == ref.getEpoch())
                .findFirst();
    }

    long appliedIndex() {
        return applied.get();
    }

    /// A write with a token that was done before answers with its first outcome.
    WriteResult apply(WriteOperation operation) {
        String token = operation.getClientRequestToken();
        if (token.isEmpty()) {
            return change(operation);
        }
        return tokens.computeIfAbsent(token, first -> change(operation));
    }

    /// How many writes took effect, repeats under one token counted once.
    public long changes() {
        return applied.get() - FIRST_INDEX;
    }

    private WriteResult change(WriteOperation operation) {
        applied.incrementAndGet();
        Bytes key = ItemCodec.fromWire(operation.getKey());
        @Nullable ByteString old =
                operation.hasPut()
                        ? items.put(key, operation.getPut().getItem())
                        : items.remove(key);
        int oldSize = old == null ? 0 : FakeNode.size(old);
        return FakeNode.done(oldSize, operation.getPut().getSizeBytes());
    }

    private Partition partition(long id, long epoch, KeyRange range) {
        List<ReplicaId> replicas =
                nodes.stream().map(node -> new ReplicaId(node.id(), new StorageId("s1"))).toList();
        return new Partition(
                new PartitionId(id), new Epoch(epoch), range, replicas, Optional.empty());
    }

    @Override
    public void close() {
        nodes.forEach(FakeNode::close);
    }
}
