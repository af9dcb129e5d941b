package io.kvasir.router.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.ChangeNodeRequest;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.DescribeClusterRequest;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.ListOperationsRequest;
import io.kvasir.proto.v1.ListOperationsResponse;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.proto.v1.MergePartitionsRequest;
import io.kvasir.proto.v1.MovePartitionRequest;
import io.kvasir.proto.v1.OperationResponse;
import io.kvasir.proto.v1.SplitPartitionRequest;
import io.kvasir.proto.v1.TransferLeaderRequest;
import io.kvasir.proto.v1.WatchMapRequest;
import io.kvasir.routing.RoutingCore;
import io.kvasir.routing.map.ClusterMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// `kvasir.v1.Cluster`: the description comes from the control plane's leader, the map from the
/// router's own cache, so that any number of direct clients cost the control plane nothing.
public final class ClusterService extends ClusterGrpc.ClusterImplBase {
    private static final int WATCHES_MAX = 1024;

    private final RoutingCore core;
    private final Door door;
    private final AtomicInteger watches = new AtomicInteger();

    public ClusterService(RoutingCore core, Door door) {
        this.core = core;
        this.door = door;
    }

    @Override
    public void describeCluster(
            DescribeClusterRequest request, StreamObserver<DescribeClusterResponse> observer) {
        pass(ClusterGrpc.getDescribeClusterMethod(), request, false, observer);
    }

    @Override
    public void splitPartition(
            SplitPartitionRequest request, StreamObserver<OperationResponse> observer) {
        pass(ClusterGrpc.getSplitPartitionMethod(), request, true, observer);
    }

    @Override
    public void mergePartitions(
            MergePartitionsRequest request, StreamObserver<OperationResponse> observer) {
        pass(ClusterGrpc.getMergePartitionsMethod(), request, true, observer);
    }

    @Override
    public void movePartition(
            MovePartitionRequest request, StreamObserver<OperationResponse> observer) {
        pass(ClusterGrpc.getMovePartitionMethod(), request, true, observer);
    }

    @Override
    public void transferLeader(
            TransferLeaderRequest request, StreamObserver<OperationResponse> observer) {
        pass(ClusterGrpc.getTransferLeaderMethod(), request, true, observer);
    }

    @Override
    public void changeNode(ChangeNodeRequest request, StreamObserver<OperationResponse> observer) {
        pass(ClusterGrpc.getChangeNodeMethod(), request, true, observer);
    }

    @Override
    public void listOperations(
            ListOperationsRequest request, StreamObserver<ListOperationsResponse> observer) {
        pass(ClusterGrpc.getListOperationsMethod(), request, false, observer);
    }

    private <Q, R> void pass(
            MethodDescriptor<Q, R> method, Q request, boolean write, StreamObserver<R> observer) {
        String name = Objects.requireNonNull(method.getBareMethodName());
        door.answer(
                name,
                observer,
                deadline -> core.controlPlane().call(method, request, write, deadline));
    }

    @Override
    public void watchMap(WatchMapRequest request, StreamObserver<MapUpdate> observer) {
        if (watches.incrementAndGet() > WATCHES_MAX) {
            watches.decrementAndGet();
            observer.onError(
                    Errors.toStatus(
                            RequestFailure.of(
                                    ErrorCode.LIMIT_EXCEEDED,
                                    "the router has "
                                            + WATCHES_MAX
                                            + " map streams; that is the limit")));
            return;
        }
        new Watch((ServerCallStreamObserver<MapUpdate>) observer).start();
    }

    /// One stream: each map in full, the latest when the receiver is ready for it.
    private final class Watch {
        private final ServerCallStreamObserver<MapUpdate> observer;
        private ClusterMap sent = ClusterMap.EMPTY;
        private boolean over;

        Watch(ServerCallStreamObserver<MapUpdate> observer) {
            this.observer = observer;
        }

        void start() {
            Runnable stop = core.cache().watch(map -> send());
            observer.setOnCancelHandler(() -> {
                stop.run();
                watches.decrementAndGet();
                synchronized (this) {
                    over = true;
                }
            });
            observer.setOnReadyHandler(this::send);
            send();
        }

        private synchronized void send() {
            ClusterMap map = core.map();
            if (!over && map.isComplete() && map != sent && observer.isReady()) {
                sent = map;
                observer.onNext(map.toUpdate());
            }
        }
    }
}
