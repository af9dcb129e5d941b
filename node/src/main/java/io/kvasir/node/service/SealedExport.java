package io.kvasir.node.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.Merging.Sealed;
import io.kvasir.node.replica.MergeSteps;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.ReplicaExport;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.replica.SealedSource.Request;
import io.kvasir.node.replica.Seals;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.proto.internal.v1.PullSealedRequest;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Seals a partition and hands over what it holds then: one at a time, and at once, for the
/// partition's clients wait. Everything that could keep it waiting is looked at before the seal.
final class SealedExport implements AutoCloseable {
    private final Replicas replicas;
    private final MergeSteps steps;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("sealed-export-", 0).factory());

    SealedExport(Replicas replicas, MergeSteps steps) {
        this.replicas = replicas;
        this.steps = steps;
    }

    /// @param send a chunk, unless the taker is gone
    void answer(
            PullSealedRequest wire,
            StreamObserver<ReplicaChunk> observer,
            BiPredicate<ServerCallStreamObserver<ReplicaChunk>, ReplicaChunk> send) {
        Request request = request(wire);
        Replica replica = replicas.get(request.partition());
        Status refusal = refusal(replica, request);
        if (replica == null || refusal != null) {
            observer.onError((refusal == null ? Status.NOT_FOUND : refusal).asRuntimeException());
            return;
        }
        if (!busy.compareAndSet(false, true)) {
            observer.onError(
                    Status.RESOURCE_EXHAUSTED
                            .withDescription("another partition is being absorbed from here")
                            .asRuntimeException());
            return;
        }
        try {
            thread.execute(() -> {
                try {
                    export(
                            replica,
                            request,
                            (ServerCallStreamObserver<ReplicaChunk>) observer,
                            send);
                } finally {
                    busy.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            busy.set(false);
            observer.onError(
                    Status.UNAVAILABLE.withDescription("the node stops").asRuntimeException());
        }
    }

    private static Request request(PullSealedRequest wire) {
        return new Request(
                new PartitionId(wire.getPartition().getId()),
                new Epoch(wire.getPartition().getEpoch()),
                new Sealed(
                        new PartitionId(wire.getInto().getId()),
                        new Epoch(wire.getInto().getEpoch())),
                wire.getBytesMax());
    }

    private static @Nullable Status refusal(@Nullable Replica replica, Request request) {
        if (replica == null || replica.quarantine().isPresent()) {
            return Status.NOT_FOUND.withDescription(
                    "no sound replica of " + request.partition() + " is here");
        }
        if (Seals.isSealed(replica, request)) {
            return null;
        }
        if (!replica.leadership().ready()) {
            return Status.FAILED_PRECONDITION.withDescription(
                    "this node does not lead " + request.partition());
        }
        if (!replica.state().epoch().equals(request.epoch())) {
            return Status.FAILED_PRECONDITION.withDescription(
                    request.partition() + " is under epoch " + replica.state().epoch().value());
        }
        return replica.storedBytes() > request.bytesMax()
                ? Status.OUT_OF_RANGE.withDescription(
                        request.partition()
                                + " holds "
                                + replica.storedBytes()
                                + " bytes; the limit is "
                                + request.bytesMax())
                : null;
    }

    private void export(
            Replica replica,
            Request request,
            ServerCallStreamObserver<ReplicaChunk> observer,
            BiPredicate<ServerCallStreamObserver<ReplicaChunk>, ReplicaChunk> send) {
        try {
            if (!Seals.seal(replica, request)) {
                observer.onError(
                        Status.FAILED_PRECONDITION
                                .withDescription(request.partition() + " could not be sealed")
                                .asRuntimeException());
                return;
            }
            steps.reached(MergeSteps.Step.SEALED, request.partition());
            ReplicaExport.run(replica.store(), 0, chunk -> send.test(observer, chunk));
            if (!observer.isCancelled()) {
                observer.onCompleted();
            }
        } catch (CorruptionException e) {
            replica.quarantine(e);
            observer.onError(
                    Status.DATA_LOSS
                            .withDescription("the replica is damaged")
                            .asRuntimeException());
        } catch (StoreClosedException e) {
            observer.onError(
                    Status.NOT_FOUND
                            .withDescription("the replica was removed")
                            .asRuntimeException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            observer.onError(
                    Status.UNAVAILABLE.withDescription("the node stops").asRuntimeException());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
