package io.kvasir.testkit.cluster;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.RangeRead;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A storage node on a real port: holds what the cluster gives it, answers as the protocol says,
/// and can be told to misbehave. Without expressions.
public final class FakeNode implements AutoCloseable {
    private final FakeCluster cluster;
    private final NodeId id;
    private final List<WriteRequest> writes = new CopyOnWriteArrayList<>();
    private final List<ReadRequest> reads = new CopyOnWriteArrayList<>();
    private final Server server;

    private volatile Function<WriteRequest, @Nullable WriteResponse> onWrite = request -> null;
    private volatile Function<WriteRequest, @Nullable RuntimeException> afterWrite =
            request -> null;
    private volatile Function<ReadRequest, @Nullable ReadResponse> onRead = request -> null;

    FakeNode(FakeCluster cluster, NodeId id) {
        this.cluster = cluster;
        this.id = id;
        try {
            this.server =
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .maxInboundMessageSize(64 << 20)
                            .addService(new Service())
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public NodeId id() {
        return id;
    }

    public Node node() {
        return new Node(
                id, new StorageId("s1"), "127.0.0.1:" + server.getPort(), "127.0.0.1:1", "");
    }

    public List<WriteRequest> writes() {
        return writes;
    }

    public List<ReadRequest> reads() {
        return reads;
    }

    /// Answers writes in place of the node; an exception becomes a status, null goes on as usual.
    public void onWrite(Function<WriteRequest, @Nullable WriteResponse> answer) {
        onWrite = answer;
    }

    /// As `onWrite`, once the node has done its part: the answer is lost, the effect is not.
    public void afterWrite(Function<WriteRequest, @Nullable RuntimeException> loss) {
        afterWrite = loss;
    }

    /// Answers reads in place of the node; an exception becomes a status, null goes on as usual.
    public void onRead(Function<ReadRequest, @Nullable ReadResponse> answer) {
        onRead = answer;
    }

    /// As after kill -9: connections reset, nobody listens.
    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Service extends StorageGrpc.StorageImplBase {
        @Override
        public void write(WriteRequest request, StreamObserver<WriteResponse> observer) {
            writes.add(request);
            try {
                @Nullable WriteResponse answer = onWrite.apply(request);
                if (answer == null) {
                    answer = written(request);
                    @Nullable RuntimeException lost = afterWrite.apply(request);
                    if (lost != null) {
                        throw lost;
                    }
                }
                observer.onNext(answer);
                observer.onCompleted();
            } catch (RuntimeException e) {
                observer.onError(e);
            }
        }

        @Override
        public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
            reads.add(request);
            try {
                @Nullable ReadResponse answer = onRead.apply(request);
                observer.onNext(answer == null ? found(request) : answer);
                observer.onCompleted();
            } catch (RuntimeException e) {
                observer.onError(e);
            }
        }
    }

    private WriteResponse written(WriteRequest request) {
        Optional<Partition> held = cluster.held(request.getPartition());
        for (WriteOperation operation : request.getOperationsList()) {
            if (held.isEmpty() || !holds(held.get(), operation.getKey())) {
                return WriteResponse.newBuilder()
                        .setError(wrongPartition(operation.getKey()))
                        .build();
            }
        }
        Optional<StorageError> refusal = refusal(held.get(), true);
        if (refusal.isPresent()) {
            return WriteResponse.newBuilder().setError(refusal.get()).build();
        }
        WriteResponse.Builder reply = WriteResponse.newBuilder();
        for (WriteOperation operation : request.getOperationsList()) {
            reply.addResults(cluster.apply(operation));
        }
        return reply.setAppliedIndex(cluster.appliedIndex()).build();
    }

    private ReadResponse found(ReadRequest request) {
        Optional<Partition> held = cluster.held(request.getPartition());
        if (held.isEmpty()) {
            ByteString key =
                    request.hasKeys()
                            ? request.getKeys().getKeys(0)
                            : request.getRange().getStart();
            return ReadResponse.newBuilder().setError(wrongPartition(key)).build();
        }
        for (ByteString key : request.getKeys().getKeysList()) {
            if (!holds(held.get(), key)) {
                return ReadResponse.newBuilder().setError(wrongPartition(key)).build();
            }
        }
        boolean strong = request.getConsistency() == Consistency.STRONG;
        Optional<StorageError> refusal = refusal(held.get(), strong);
        if (refusal.isPresent()) {
            return ReadResponse.newBuilder().setError(refusal.get()).build();
        }
        ReadResponse.Builder reply = ReadResponse.newBuilder();
        if (request.hasKeys()) {
            request.getKeys().getKeysList().forEach(key -> reply.addItems(stored(key)));
        } else {
            readRange(held.get().range(), request.getRange(), reply);
        }
        return reply.setAppliedIndex(cluster.appliedIndex()).setStalenessMs(strong ? 0 : 7).build();
    }

    private StoredItem stored(ByteString key) {
        @Nullable ByteString item = cluster.items().get(ItemCodec.fromWire(key));
        return item == null
                ? StoredItem.getDefaultInstance()
                : StoredItem.newBuilder()
                        .setFound(true)
                        .setItem(item)
                        .setSizeBytes(size(item))
                        .build();
    }

    static int size(ByteString item) {
        return (int) ItemSize.of(ItemCodec.fromBytes(item));
    }

    private void readRange(KeyRange held, RangeRead read, ReadResponse.Builder reply) {
        KeyRange asked = ClusterCodec.range(read.getStart(), read.getEnd());
        KeyRange range = held.intersection(asked);
        if (range == null) {
            return;
        }
        NavigableMap<Bytes, ByteString> part =
                range.end() == null
                        ? cluster.items().tailMap(range.start(), true)
                        : cluster.items().subMap(range.start(), true, range.end(), false);
        long bytes = 0;
        int scanned = 0;
        for (var entry : (read.getBackward() ? part.descendingMap() : part).entrySet()) {
            int size = size(entry.getValue());
            bytes += size;
            scanned++;
            reply.addItems(
                    StoredItem.newBuilder()
                            .setFound(true)
                            .setItem(entry.getValue())
                            .setSizeBytes(size));
            if (scanned == read.getLimit() || bytes >= read.getBytesMax()) {
                reply.setLastKey(ItemCodec.toWire(entry.getKey()));
                break;
            }
        }
        reply.setScannedCount(scanned).setCount(scanned).setScannedBytes(bytes);
    }

    private Optional<StorageError> refusal(Partition partition, boolean leaderOnly) {
        if (!partition.isHeldBy(id)) {
            return Optional.of(
                    StorageError.newBuilder()
                            .setCode(ErrorCode.WRONG_PARTITION.number())
                            .setMessage("not held here")
                            .addPartitions(ClusterCodec.toWire(partition))
                            .build());
        }
        @Nullable NodeId leader = cluster.leader(partition.id());
        if (leaderOnly && !id.equals(leader)) {
            return Optional.of(
                    StorageError.newBuilder()
                            .setCode(ErrorCode.NOT_LEADER.number())
                            .setMessage("not the leader")
                            .setLeaderHint(leader == null ? "" : leader.value())
                            .build());
        }
        return Optional.empty();
    }

    private StorageError wrongPartition(ByteString key) {
        List<Partition> known = new ArrayList<>(cluster.map().partitions());
        known.removeIf(partition ->
                !partition.isHeldBy(id) || !partition.range().contains(ItemCodec.fromWire(key)));
        StorageError.Builder error =
                StorageError.newBuilder()
                        .setCode(ErrorCode.WRONG_PARTITION.number())
                        .setMessage("another epoch");
        known.forEach(partition -> error.addPartitions(ClusterCodec.toWire(partition)));
        return error.build();
    }

    private static boolean holds(Partition partition, ByteString key) {
        return partition.range().contains(ItemCodec.fromWire(key));
    }

    static WriteResult done(int oldSize, int newSize) {
        return WriteResult.newBuilder().setOldSizeBytes(oldSize).setNewSizeBytes(newSize).build();
    }
}
