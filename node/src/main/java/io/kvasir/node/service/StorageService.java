package io.kvasir.node.service;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.partition.TransactionId;
import io.kvasir.node.partition.TransactionStep;
import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.partition.WriteOutcome;
import io.kvasir.node.proposer.StepReply;
import io.kvasir.node.proposer.WriteReply;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.node.store.StoreException;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.ListLocksRequest;
import io.kvasir.proto.internal.v1.ListLocksResponse;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.StorageGrpc;
import io.kvasir.proto.internal.v1.TransactRequest;
import io.kvasir.proto.internal.v1.TransactResponse;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.proto.v1.Consistency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Reads and writes of routers and direct clients.
public final class StorageService extends StorageGrpc.StorageImplBase {
    private static final int OPERATIONS_MAX = 1000;
    private static final int KEYS_MAX = 1000;
    private static final long REPLY_GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Access access;
    private final Reader reader;
    private final Commands commands;
    private final Steps steps;
    private final Locks locks;
    private final DiskReads reads;
    private final RequestMetrics metrics;

    /// @param stalenessMax for eventual reads that name no bound
    /// @param patience how long a request waits for a replica or a leader that is about to be there
    /// @param nanos the monotonic clock by which replicas know how stale they are
    public StorageService(
            Replicas replicas,
            DiskReads reads,
            Duration stalenessMax,
            Duration patience,
            RequestMetrics metrics,
            LongSupplier nanos) {
        Expressions expressions = new Expressions();
        this.access = new Access(replicas, stalenessMax, patience, nanos);
        this.reader = new Reader(expressions);
        this.commands = new Commands(expressions);
        this.steps = new Steps(commands);
        this.locks = new Locks(replicas);
        this.reads = reads;
        this.metrics = metrics;
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
        String operation =
                request.getConsistency() == Consistency.STRONG ? "read_strong" : "read_eventual";
        answer(
                operation,
                observer,
                () -> read(request),
                error -> ReadResponse.newBuilder().setError(error).build(),
                ReadResponse::getError);
    }

    @Override
    public void write(WriteRequest request, StreamObserver<WriteResponse> observer) {
        answer(
                "write",
                observer,
                () -> write(request),
                error -> WriteResponse.newBuilder().setError(error).build(),
                WriteResponse::getError);
    }

    @Override
    public void transact(TransactRequest request, StreamObserver<TransactResponse> observer) {
        answer(
                "transact",
                observer,
                () -> transact(request),
                error -> TransactResponse.newBuilder().setError(error).build(),
                TransactResponse::getError);
    }

    @Override
    public void listLocks(ListLocksRequest request, StreamObserver<ListLocksResponse> observer) {
        observer.onNext(locks.list(request));
        observer.onCompleted();
    }

    private <T> void answer(
            String operation,
            StreamObserver<T> observer,
            Supplier<T> work,
            Function<StorageError, T> failed,
            Function<T, StorageError> error) {
        long begun = System.nanoTime();
        T response;
        try {
            response = work.get();
        } catch (RefusedException e) {
            response = failed.apply(e.error());
        } catch (InvalidArgumentException e) {
            response = failed.apply(Failures.of(ErrorCode.INVALID_ARGUMENT, text(e)));
        } catch (RejectedExecutionException e) {
            response =
                    failed.apply(
                            Failures.of(ErrorCode.THROTTLED, "too many reads wait for the disk"));
        }
        int code = error.apply(response).getCode();
        metrics.record(operation, code, System.nanoTime() - begun);
        observer.onNext(response);
        observer.onCompleted();
    }

    private ReadResponse read(ReadRequest request) {
        List<KeyRange> ranges = ranges(request);
        Replica replica = access.replica(request.getPartition(), ranges);
        long stalenessMs = access.admit(replica, request);
        long appliedIndex = replica.state().applied().index();
        long lastDelete = replica.state().lastDelete();
        try {
            // Looked for first: an item read after its lock was gone has what the lock's
            // transaction made of it.
            List<Lock> held =
                    request.getConsistency() == Consistency.STRONG && replica.state().locks() > 0
                            ? locks.within(replica, ranges)
                            : List.of();
            ReadResponse.Builder response =
                    reads.run(tier ->
                            switch (request.getReadCase()) {
                                case KEYS -> reader.keys(replica.store(), request.getKeys(), tier);
                                case RANGE ->
                                        reader.range(
                                                replica.store(),
                                                request.getRange(),
                                                held(request, ranges.getFirst(), replica),
                                                tier);
                                case READ_NOT_SET ->
                                        throw new InvalidArgumentException(
                                                "the read asks for neither keys nor a range");
                            });
            access.requireUnchanged(replica, request.getPartition(), ranges);
            Metering.read(replica, request, ranges, response);
            return response.addAllLocks(held)
                    .setLastDeleteBefore(lastDelete)
                    .setLastDeleteAfter(replica.state().lastDelete())
                    .setAppliedIndex(appliedIndex)
                    .setStalenessMs(stalenessMs)
                    .build();
        } catch (CorruptionException e) {
            replica.quarantine(e);
            throw new RefusedException(ErrorCode.NOT_CAUGHT_UP, "the replica is damaged");
        } catch (StoreClosedException e) {
            throw new RefusedException(ErrorCode.NOT_CAUGHT_UP, text(e));
        } catch (StoreException e) {
            replica.fail(e);
            throw new RefusedException(ErrorCode.UNAVAILABLE, text(e));
        }
    }

    private KeyRange held(ReadRequest request, KeyRange asked, Replica replica) {
        KeyRange held = replica.state().range().intersection(asked);
        if (held == null) {
            access.requireUnchanged(replica, request.getPartition(), List.of(asked));
            throw new IllegalStateException("a range that was checked is no longer held");
        }
        return held;
    }

    private static List<KeyRange> ranges(ReadRequest request) {
        return switch (request.getReadCase()) {
            case KEYS -> {
                int keys = request.getKeys().getKeysCount();
                if (keys > KEYS_MAX) {
                    throw new InvalidArgumentException(
                            "the read asks for " + keys + " keys; the limit is " + KEYS_MAX);
                }
                List<KeyRange> each = new ArrayList<>(keys);
                for (ByteString key : request.getKeys().getKeysList()) {
                    each.add(Access.only(ItemCodec.fromWire(key)));
                }
                yield each;
            }
            case RANGE ->
                    List.of(
                            ClusterCodec.range(
                                    request.getRange().getStart(), request.getRange().getEnd()));
            case READ_NOT_SET -> List.of();
        };
    }

    private WriteResponse write(WriteRequest request) {
        if (request.getOperationsCount() > OPERATIONS_MAX) {
            throw new InvalidArgumentException(
                    "the request has "
                            + request.getOperationsCount()
                            + " operations; the limit is "
                            + OPERATIONS_MAX);
        }
        List<KeyRange> ranges = new ArrayList<>(request.getOperationsCount());
        for (WriteOperation operation : request.getOperationsList()) {
            ranges.add(Access.only(ItemCodec.fromWire(operation.getKey())));
        }
        Replica replica = access.replica(request.getPartition(), ranges);
        access.requireLeads(replica);
        List<WriteCommand> evaluated = new ArrayList<>(request.getOperationsCount());
        List<Optional<WriteResult>> refused = new ArrayList<>(request.getOperationsCount());
        for (WriteOperation operation : request.getOperationsList()) {
            try {
                evaluated.add(commands.of(operation));
                refused.add(Optional.empty());
            } catch (InvalidArgumentException e) {
                refused.add(
                        Optional.of(
                                WriteResult.newBuilder()
                                        .setError(Failures.of(ErrorCode.INVALID_ARGUMENT, text(e)))
                                        .build()));
            }
        }
        WriteReply reply = submit(replica, evaluated);
        Metering.wrote(replica, evaluated, reply);
        if (isAll(reply, ErrorCode.WRONG_PARTITION)) {
            throw access.moved(ranges);
        }
        return response(replica, refused, reply);
    }

    private TransactResponse transact(TransactRequest request) {
        TransactionStep step = steps.of(request);
        List<KeyRange> ranges = step.keys().stream().map(Access::only).toList();
        Replica replica = access.replica(request.getPartition(), ranges);
        access.requireLeads(replica);
        StepReply reply =
                awaited(deadline -> replica.proposer().submit(step, deadline), "the step");
        if (reply.outcome() instanceof WriteOutcome.Failed failed
                && failed.code() == ErrorCode.WRONG_PARTITION) {
            throw access.moved(ranges);
        }
        return Steps.response(reply, Failures.notLeader(replica));
    }

    private static WriteReply submit(Replica replica, List<WriteCommand> evaluated) {
        return awaited(deadline -> replica.proposer().submit(evaluated, deadline), "the writes");
    }

    /// @param submit given the deadline on the monotonic clock
    private static <T> T awaited(LongFunction<CompletableFuture<T>> submit, String what) {
        long left = Access.timeLeftNanos();
        try {
            return submit.apply(System.nanoTime() + left)
                    .get(left + REPLY_GRACE_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new RefusedException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the deadline passed; " + what + " may or may not take effect");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the call was cancelled; " + what + " may or may not take effect");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a proposer's reply failed", e);
        }
    }

    private static WriteResponse response(
            Replica replica, List<Optional<WriteResult>> refused, WriteReply reply) {
        if (isAll(reply, ErrorCode.NOT_LEADER)) {
            throw new RefusedException(Failures.notLeader(replica));
        }
        WriteResponse.Builder response =
                WriteResponse.newBuilder().setAppliedIndex(reply.appliedIndex());
        int next = 0;
        for (Optional<WriteResult> early : refused) {
            response.addResults(
                    early.isPresent()
                            ? early.get()
                            : result(replica, reply.outcomes().get(next++)));
        }
        return response.build();
    }

    /// Every write ended so: none was evaluated.
    private static boolean isAll(WriteReply reply, ErrorCode code) {
        return !reply.outcomes().isEmpty()
                && reply.outcomes().stream()
                        .allMatch(outcome ->
                                outcome instanceof WriteOutcome.Failed failed
                                        && failed.code() == code);
    }

    private static boolean isNotLeader(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.Failed failed
                && failed.code() == ErrorCode.NOT_LEADER;
    }

    private static WriteResult result(Replica replica, WriteOutcome outcome) {
        WriteResult.Builder result = WriteResult.newBuilder();
        switch (outcome) {
            case WriteOutcome.Done(
                            long version,
                            int oldSize,
                            int newSize,
                            Optional<Bytes> attributes) -> {
                result.setVersion(version).setOldSizeBytes(oldSize).setNewSizeBytes(newSize);
                attributes.ifPresent(bytes -> result.setAttributes(Reader.bytes(bytes)));
            }
            case WriteOutcome.Failed failed -> {
                result.setError(
                        isNotLeader(failed)
                                ? Failures.notLeader(replica)
                                : Failures.of(failed.code(), failed.message()));
                result.setOldSizeBytes(failed.oldSizeBytes());
                failed.attributes().ifPresent(bytes -> result.setAttributes(Reader.bytes(bytes)));
            }
            case WriteOutcome.Conflicted(TransactionId holder, long ageMs) ->
                    result.setError(Steps.conflict(holder, ageMs));
        }
        return result.build();
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
