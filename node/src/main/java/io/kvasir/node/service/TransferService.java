package io.kvasir.node.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.MergeSteps;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.ReplicaExport;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.proto.internal.v1.PassFenceRequest;
import io.kvasir.proto.internal.v1.PassFenceResponse;
import io.kvasir.proto.internal.v1.PullReplicaRequest;
import io.kvasir.proto.internal.v1.PullSealedRequest;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import io.kvasir.proto.internal.v1.ReplicaTransferGrpc;
import io.kvasir.replication.FenceResult;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What other nodes ask: copies of replicas, a few at a time, and whether a leader still leads.
public final class TransferService extends ReplicaTransferGrpc.ReplicaTransferImplBase
        implements AutoCloseable {
    private static final int COPIES_MAX = 2;
    private static final long APPLIED_WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long TAKER_PAUSE_NANOS = 1_000_000;
    private static final long TAKER_STALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final Replicas replicas;
    private final Throttle throttle;
    private final SealedExport merges;
    private final Semaphore places = new Semaphore(COPIES_MAX);
    private final ExecutorService copies =
            Executors.newFixedThreadPool(
                    COPIES_MAX, Thread.ofPlatform().name("replica-export-", 0).factory());

    /// @param bytesPerSecond of all copies together
    /// @param mergeSteps told of partitions that are sealed
    public TransferService(Replicas replicas, long bytesPerSecond, MergeSteps mergeSteps) {
        this.replicas = replicas;
        this.throttle = new Throttle(bytesPerSecond);
        this.merges = new SealedExport(replicas, mergeSteps);
    }

    @Override
    public void passFence(PassFenceRequest request, StreamObserver<PassFenceResponse> observer) {
        Replica replica = replicas.get(new PartitionId(request.getPartition()));
        if (replica == null || !replica.leadership().ready()) {
            observer.onError(notLeading(request.getPartition(), "it does not lead it"));
            return;
        }
        var _ =
                replica.log()
                        .readFence()
                        .thenAccept(result -> {
                            switch (result) {
                                case FenceResult.Passed(long index) -> {
                                    observer.onNext(
                                            PassFenceResponse.newBuilder()
                                                    .setAppliedIndex(index)
                                                    .build());
                                    observer.onCompleted();
                                }
                                case FenceResult.Failed(String reason) ->
                                        observer.onError(
                                                notLeading(request.getPartition(), reason));
                            }
                        });
    }

    private static StatusRuntimeException notLeading(long partition, String reason) {
        return Status.FAILED_PRECONDITION
                .withDescription("partition " + partition + ": " + reason)
                .asRuntimeException();
    }

    @Override
    public void pullReplica(PullReplicaRequest request, StreamObserver<ReplicaChunk> observer) {
        Replica replica = replicas.get(new PartitionId(request.getPartition()));
        if (replica == null || replica.quarantine().isPresent()) {
            observer.onError(
                    Status.NOT_FOUND
                            .withDescription(
                                    "no sound replica of partition "
                                            + request.getPartition()
                                            + " is here")
                            .asRuntimeException());
            return;
        }
        if (!places.tryAcquire()) {
            observer.onError(
                    Status.RESOURCE_EXHAUSTED
                            .withDescription("already " + COPIES_MAX + " copies are under way")
                            .asRuntimeException());
            return;
        }
        try {
            copies.execute(() -> {
                try {
                    export(replica, request, (ServerCallStreamObserver<ReplicaChunk>) observer);
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            observer.onError(
                    Status.UNAVAILABLE.withDescription("the node stops").asRuntimeException());
        }
    }

    /// Not throttled: there is little of it, and the partition's clients wait.
    @Override
    public void pullSealed(PullSealedRequest request, StreamObserver<ReplicaChunk> observer) {
        merges.answer(request, observer, TransferService::sendNow);
    }

    private void export(
            Replica replica,
            PullReplicaRequest request,
            ServerCallStreamObserver<ReplicaChunk> observer) {
        try {
            replica.awaitApplied(request.getAppliedIndexMin(), APPLIED_WAIT_NANOS_MAX);
            boolean reached =
                    ReplicaExport.run(
                            replica.store(),
                            request.getAppliedIndexMin(),
                            chunk -> send(observer, chunk));
            if (observer.isCancelled()) {
                return;
            }
            if (reached) {
                observer.onCompleted();
            } else {
                observer.onError(
                        Status.FAILED_PRECONDITION
                                .withDescription(
                                        "index "
                                                + request.getAppliedIndexMin()
                                                + " is not applied here")
                                .asRuntimeException());
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
        }
    }

    private boolean send(ServerCallStreamObserver<ReplicaChunk> observer, ReplicaChunk chunk) {
        throttle.pass(chunk.getSerializedSize());
        return sendNow(observer, chunk);
    }

    /// @return false where the taker is gone or stands still
    private static boolean sendNow(
            ServerCallStreamObserver<ReplicaChunk> observer, ReplicaChunk chunk) {
        long deadline = System.nanoTime() + TAKER_STALL_NANOS_MAX;
        while (!observer.isReady() && !observer.isCancelled()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(TAKER_PAUSE_NANOS);
        }
        if (observer.isCancelled()) {
            return false;
        }
        observer.onNext(chunk);
        return true;
    }

    @Override
    public void close() {
        copies.shutdownNow();
        merges.close();
    }
}
