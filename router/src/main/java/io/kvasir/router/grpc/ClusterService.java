package io.kvasir.router.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.DescribeClusterRequest;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.proto.v1.WatchMapRequest;
import io.kvasir.routing.RoutingCore;
import io.kvasir.routing.map.ClusterMap;
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
        door.answer(
                "DescribeCluster",
                observer,
                deadline ->
                        core.controlPlane()
                                .call(
                                        ClusterGrpc.getDescribeClusterMethod(),
                                        request,
                                        false,
                                        deadline));
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
