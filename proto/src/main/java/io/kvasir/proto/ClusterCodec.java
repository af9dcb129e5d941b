package io.kvasir.proto;

import com.google.protobuf.ByteString;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.v1.TableState;
import java.time.Instant;
import java.util.Optional;

/// Tables, partitions and nodes, wire ↔ model.
public final class ClusterCodec {
    private ClusterCodec() {}

    public static io.kvasir.proto.v1.KeyRange toWire(KeyRange range) {
        var wire =
                io.kvasir.proto.v1.KeyRange.newBuilder().setStart(ItemCodec.toWire(range.start()));
        if (range.end() != null) {
            wire.setEnd(ItemCodec.toWire(range.end()));
        }
        return wire.build();
    }

    public static KeyRange fromWire(io.kvasir.proto.v1.KeyRange wire) {
        return range(wire.getStart(), wire.getEnd());
    }

    /// @param end empty for no end
    public static KeyRange range(ByteString start, ByteString end) {
        return new KeyRange(
                ItemCodec.fromWire(start), end.isEmpty() ? null : ItemCodec.fromWire(end));
    }

    public static io.kvasir.proto.v1.Partition toWire(Partition partition) {
        var wire =
                io.kvasir.proto.v1.Partition.newBuilder()
                        .setId(partition.id().value())
                        .setEpoch(partition.epoch().value())
                        .setRange(toWire(partition.range()));
        partition.replicas().forEach(replica -> wire.addReplicas(replica.toString()));
        partition.leader().ifPresent(leader -> wire.setLeader(leader.value()));
        return wire.build();
    }

    public static Partition fromWire(io.kvasir.proto.v1.Partition wire) {
        return new Partition(
                new PartitionId(wire.getId()),
                new Epoch(wire.getEpoch()),
                fromWire(wire.getRange()),
                wire.getReplicasList().stream().map(ReplicaId::parse).toList(),
                wire.getLeader().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new NodeId(wire.getLeader())));
    }

    public static io.kvasir.proto.v1.Node toWire(Node node) {
        return io.kvasir.proto.v1.Node.newBuilder()
                .setId(node.id().value())
                .setStorageId(node.storageId().value())
                .setStorageAddress(node.storageAddress())
                .setRaftAddress(node.raftAddress())
                .setZone(node.zone())
                .build();
    }

    public static Node fromWire(io.kvasir.proto.v1.Node wire) {
        return new Node(
                new NodeId(wire.getId()),
                new StorageId(wire.getStorageId()),
                wire.getStorageAddress(),
                wire.getRaftAddress(),
                wire.getZone());
    }

    public static io.kvasir.proto.v1.Table toWire(Table table) {
        return io.kvasir.proto.v1.Table.newBuilder()
                .setName(table.name().value())
                .setId(table.id())
                .setKeyspace(table.keyspace().value())
                .setKeySchema(toWire(table.keySchema()))
                .setState(
                        switch (table.state()) {
                            case CREATING -> TableState.CREATING;
                            case ACTIVE -> TableState.ACTIVE;
                            case UPDATING -> TableState.UPDATING;
                            case DELETING -> TableState.DELETING;
                        })
                .setCreatedAtMs(table.createdAt().toEpochMilli())
                .setSettings(TableSettingsCodec.toWire(table.settings()))
                .build();
    }

    public static Table fromWire(io.kvasir.proto.v1.Table wire) {
        return new Table(
                new TableName(wire.getName()),
                wire.getId(),
                new KeyspaceId(wire.getKeyspace()),
                fromWire(wire.getKeySchema()),
                switch (wire.getState()) {
                    case CREATING, TABLE_STATE_UNSPECIFIED, UNRECOGNIZED -> Table.State.CREATING;
                    case ACTIVE -> Table.State.ACTIVE;
                    case UPDATING -> Table.State.UPDATING;
                    case DELETING -> Table.State.DELETING;
                },
                Instant.ofEpochMilli(wire.getCreatedAtMs()),
                TableSettingsCodec.fromWire(wire.getSettings()));
    }

    public static io.kvasir.proto.v1.KeySchema toWire(KeySchema schema) {
        var wire =
                io.kvasir.proto.v1.KeySchema.newBuilder()
                        .setPartitionKey(toWire(schema.partitionKey()));
        schema.sortKey().ifPresent(attribute -> wire.setSortKey(toWire(attribute)));
        return wire.build();
    }

    /// @throws InvalidArgumentException where a name or type is not allowed
    public static KeySchema fromWire(io.kvasir.proto.v1.KeySchema wire) {
        return new KeySchema(
                fromWire("partition_key", wire.getPartitionKey()),
                wire.hasSortKey()
                        ? Optional.of(fromWire("sort_key", wire.getSortKey()))
                        : Optional.empty());
    }

    private static io.kvasir.proto.v1.KeyAttribute toWire(KeyAttribute attribute) {
        return io.kvasir.proto.v1.KeyAttribute.newBuilder()
                .setName(attribute.name())
                .setType(
                        switch (attribute.type()) {
                            case S -> io.kvasir.proto.v1.KeyType.S;
                            case N -> io.kvasir.proto.v1.KeyType.N;
                            case B -> io.kvasir.proto.v1.KeyType.B;
                        })
                .build();
    }

    private static KeyAttribute fromWire(String field, io.kvasir.proto.v1.KeyAttribute wire) {
        return new KeyAttribute(
                wire.getName(),
                switch (wire.getType()) {
                    case S -> KeyType.S;
                    case N -> KeyType.N;
                    case B -> KeyType.B;
                    case KEY_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                            throw new InvalidArgumentException(
                                    "key_schema."
                                            + field
                                            + ".type is missing or unknown; it must be S, N or B");
                });
    }
}
