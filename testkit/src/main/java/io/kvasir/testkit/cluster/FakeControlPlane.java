package io.kvasir.testkit.cluster;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.table.Table;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.DescribeTableRequest;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.proto.v1.TableResponse;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.proto.v1.WatchMapRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A control plane on a real port: streams the map it is given and describes the tables it has.
public final class FakeControlPlane implements AutoCloseable {
    private static final Metadata.Key<String> LEADER =
            Metadata.Key.of("kvasir-leader", Metadata.ASCII_STRING_MARSHALLER);

    private final Server server;
    private final List<StreamObserver<MapUpdate>> watches = new CopyOnWriteArrayList<>();
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private final AtomicInteger describes = new AtomicInteger();
    private final AtomicInteger watched = new AtomicInteger();
    private volatile @Nullable String leaderElsewhere;
    private volatile MapUpdate current;

    public FakeControlPlane(MapUpdate first) {
        this.current = first;
        first.getTablesList().forEach(table -> put(ClusterCodec.fromWire(table)));
        try {
            this.server =
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .addService(new Watching())
                            .addService(new Describing())
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /// A table that can be described, on top of those of the first map.
    public void put(Table table) {
        tables.put(table.name().value(), table);
    }

    /// From now on a follower that points at another.
    public void follow(FakeControlPlane leader) {
        leaderElsewhere = leader.address();
    }

    /// How often tables were described.
    public int describes() {
        return describes.get();
    }

    /// How many map streams began.
    public int watches() {
        return watched.get();
    }

    public void send(MapUpdate update) {
        current = update;
        watches.forEach(watch -> watch.onNext(update));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Watching extends ClusterGrpc.ClusterImplBase {
        @Override
        public void watchMap(WatchMapRequest request, StreamObserver<MapUpdate> observer) {
            watched.incrementAndGet();
            ((ServerCallStreamObserver<MapUpdate>) observer)
                    .setOnCancelHandler(() -> watches.remove(observer));
            observer.onNext(current);
            watches.add(observer);
        }
    }

    private final class Describing extends TablesGrpc.TablesImplBase {
        @Override
        public void describeTable(
                DescribeTableRequest request, StreamObserver<TableResponse> observer) {
            describes.incrementAndGet();
            @Nullable String elsewhere = leaderElsewhere;
            if (elsewhere != null) {
                Metadata trailers = new Metadata();
                trailers.put(LEADER, elsewhere);
                observer.onError(Status.FAILED_PRECONDITION.asRuntimeException(trailers));
                return;
            }
            @Nullable Table table = tables.get(request.getTable());
            if (table == null) {
                observer.onError(
                        Errors.toStatus(
                                RequestFailure.of(ErrorCode.TABLE_NOT_FOUND, "no such table")));
                return;
            }
            observer.onNext(
                    TableResponse.newBuilder().setTable(ClusterCodec.toWire(table)).build());
            observer.onCompleted();
        }
    }
}
