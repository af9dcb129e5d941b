package io.kvasir.chaos.workload;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.PartitionRef;
import io.kvasir.proto.internal.v1.Put;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.StorageGrpc;
import io.kvasir.proto.internal.v1.StoredItem;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.routing.map.ClusterMap;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The worst-behaved client: sends strong reads and plain puts to any replica, whatever it knows of
/// leaders, once. A node that takes itself for the leader and is none is found through it.
public final class NodeDoor implements Door {
    private final Supplier<ClusterMap> map;
    private final RandomGenerator dice;
    private final long patienceMillis;
    private final Map<String, ManagedChannel> channels = new LinkedHashMap<>();

    /// @param dice of the client that uses this
    public NodeDoor(Supplier<ClusterMap> map, RandomGenerator dice, long patienceMillis) {
        this.map = map;
        this.dice = dice;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public String name() {
        return "node";
    }

    @Override
    public boolean takes(Action action) {
        return action instanceof Action.Put
                || (action instanceof Action.Read(var consistency)
                        && consistency == Action.Consistency.STRONG);
    }

    @Override
    public boolean takesTokens() {
        return false;
    }

    @Override
    public Result perform(
            ItemPlace place, Action action, ClientSession session, Optional<String> token) {
        ClusterMap known = map.get();
        Optional<Table> table = known.table(new TableName(place.table()));
        if (table.isEmpty() || !known.isComplete()) {
            return new Result.Rejected("the map does not have " + place.table());
        }
        Bytes key = ItemKeys.ofKey(table.get(), place.keyItem());
        Partition partition = known.at(key).orElseThrow();
        List<Node> nodes =
                partition.replicas().stream()
                        .map(replica -> known.node(replica.node()))
                        .flatMap(Optional::stream)
                        .toList();
        if (nodes.isEmpty()) {
            return new Result.Rejected("the map has no node of partition " + partition.id());
        }
        Node node = nodes.get(dice.nextInt(nodes.size()));
        PartitionRef asked =
                PartitionRef.newBuilder()
                        .setId(partition.id().value())
                        .setEpoch(partition.epoch().value())
                        .build();
        StorageGrpc.StorageBlockingStub stub =
                StorageGrpc.newBlockingStub(channel(node.storageAddress()))
                        .withDeadlineAfter(patienceMillis, TimeUnit.MILLISECONDS);
        try {
            return action instanceof Action.Put(String value)
                    ? put(stub, asked, key, place.holding(value))
                    : read(stub, asked, key);
        } catch (StatusRuntimeException e) {
            String reason = node.id() + ": " + e.getStatus();
            return action.isRead() ? new Result.Rejected(reason) : new Result.Unknown(reason);
        }
    }

    private static Result read(
            StorageGrpc.StorageBlockingStub stub, PartitionRef asked, Bytes key) {
        ReadResponse reply =
                stub.read(
                        ReadRequest.newBuilder()
                                .setPartition(asked)
                                .setConsistency(Consistency.STRONG)
                                .setKeys(KeysRead.newBuilder().addKeys(ItemCodec.toWire(key)))
                                .build());
        if (reply.hasError()) {
            return failed(reply.getError());
        }
        StoredItem item = reply.getItems(0);
        Optional<Item> found =
                item.getFound()
                        ? Optional.of(ItemCodec.fromBytes(item.getItem()))
                        : Optional.empty();
        return new Result.Seen(
                ItemPlace.shown(found),
                new Stamp(asked.getId(), reply.getAppliedIndex(), item.getVersion()),
                0);
    }

    private static Result put(
            StorageGrpc.StorageBlockingStub stub, PartitionRef asked, Bytes key, Item item) {
        WriteResponse reply =
                stub.write(
                        WriteRequest.newBuilder()
                                .setPartition(asked)
                                .addOperations(
                                        WriteOperation.newBuilder()
                                                .setKey(ItemCodec.toWire(key))
                                                .setPut(
                                                        Put.newBuilder()
                                                                .setItem(ItemCodec.toBytes(item))
                                                                .setSizeBytes(
                                                                        (int) ItemSize.of(item))))
                                .build());
        if (reply.hasError()) {
            return failed(reply.getError());
        }
        WriteResult result = reply.getResults(0);
        return result.hasError()
                ? failed(result.getError())
                : new Result.Written(
                        new Stamp(asked.getId(), reply.getAppliedIndex(), result.getVersion()));
    }

    private static Result failed(StorageError error) {
        ErrorCode code = ErrorCode.of(error.getCode());
        String reason = code + ": " + error.getMessage();
        return code.effect() == ErrorCode.Effect.UNKNOWN
                ? new Result.Unknown(reason)
                : new Result.Rejected(reason);
    }

    private synchronized ManagedChannel channel(String address) {
        @Nullable ManagedChannel known = channels.get(address);
        if (known == null) {
            known = NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().build();
            channels.put(address, known);
        }
        known.resetConnectBackoff();
        return known;
    }

    @Override
    public synchronized void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
