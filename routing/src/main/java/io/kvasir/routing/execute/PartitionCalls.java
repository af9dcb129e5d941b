package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.internal.v1.ListLocksRequest;
import io.kvasir.proto.internal.v1.ListLocksResponse;
import io.kvasir.proto.internal.v1.PartitionRef;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.StorageGrpc;
import io.kvasir.proto.internal.v1.TransactRequest;
import io.kvasir.proto.internal.v1.TransactResponse;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.execute.LockSettler.Settlement;
import io.kvasir.routing.map.MapCache;
import io.kvasir.routing.node.NodeConnection;
import io.kvasir.routing.node.Replicas;
import io.kvasir.routing.node.StorageNodes;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.rpc.CallResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// One attempt at one partition: picks the replica, sends, and learns from what it says of leaders,
/// ranges and lag.
final class PartitionCalls {
    private static final int SETTLEMENTS_MAX = 8;

    private final MapCache cache;
    private final StorageNodes nodes;
    private final Replicas replicas;
    private final Laggards laggards;
    private final RecentWrites recentWrites;
    private final RoutingEvents events;
    private final LongSupplier nanoTime;
    private final Gathering<WriteRequest, WriteResponse> writes;
    private final Gathering<ReadRequest, ReadResponse> reads;
    private volatile LockSettler locksMet =
            (locks, deadline) -> CompletableFuture.completedFuture(Settlement.NOT_KNOWN);

    PartitionCalls(
            MapCache cache,
            StorageNodes nodes,
            String zone,
            RoutingEvents events,
            LongSupplier nanoTime,
            ScheduledExecutorService timer,
            RandomGenerator dice) {
        this.cache = cache;
        this.nodes = nodes;
        this.laggards = new Laggards(nanoTime);
        this.recentWrites = new RecentWrites(nanoTime);
        this.replicas = new Replicas(cache, nodes, zone, laggards::contains, dice);
        this.events = events;
        this.nanoTime = nanoTime;
        Gathering.Timer soon =
                (nanos, task) -> {
                    var unused = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
                };
        this.writes =
                new Gathering<>(
                        new WriteMerging(),
                        (partition, request, deadline) -> writeNow(partition, request, deadline, 0),
                        soon,
                        nanoTime);
        this.reads =
                new Gathering<>(
                        new ReadMerging(),
                        (partition, request, deadline) ->
                                readNow(partition, request, isStrong(request), deadline, 0),
                        soon,
                        nanoTime);
    }

    MapCache cache() {
        return cache;
    }

    static PartitionRef ref(Partition partition) {
        return PartitionRef.newBuilder()
                .setId(partition.id().value())
                .setEpoch(partition.epoch().value())
                .build();
    }

    /// @param failures of the request before, so that attempts move from replica to replica
    CompletableFuture<Attempt<WriteResponse>> write(
            Partition partition, WriteRequest request, Deadline deadline, int failures) {
        // What has failed once goes its own way: others must not wait for what troubles it.
        return failures == 0
                ? writes.send(partition, request, deadline)
                : writeNow(partition, request, deadline, failures);
    }

    private CompletableFuture<Attempt<WriteResponse>> writeNow(
            Partition partition, WriteRequest request, Deadline deadline, int failures) {
        return call(
                partition,
                replicas.leader(partition, failures),
                new Sent<>(
                        StorageGrpc.getWriteMethod(),
                        request,
                        true,
                        true,
                        reply ->
                                reply.hasError()
                                        ? Optional.of(reply.getError())
                                        : Optional.empty()),
                deadline);
    }

    CompletableFuture<Attempt<TransactResponse>> transact(
            Partition partition, TransactRequest request, Deadline deadline, int failures) {
        return call(
                partition,
                replicas.leader(partition, failures),
                new Sent<>(
                        StorageGrpc.getTransactMethod(),
                        request,
                        true,
                        true,
                        reply ->
                                reply.hasError()
                                        ? Optional.of(reply.getError())
                                        : Optional.empty()),
                deadline);
    }

    /// An eventual read goes to any replica, just after a write first to the leader; after each of
    /// them failed once, to the leader, who can promise whatever was asked for.
    CompletableFuture<Attempt<ReadResponse>> read(
            Partition partition, ReadRequest request, Deadline deadline, int failures) {
        int cycle = partition.replicas().size() + 1;
        boolean strong = isStrong(request) || failures % cycle == cycle - 1;
        ReadRequest sent =
                strong && !isStrong(request)
                        ? request.toBuilder().setConsistency(Consistency.STRONG).build()
                        : request;
        if (request.getConsistency() != Consistency.STRONG) {
            return attempt(partition, sent, strong, deadline, failures);
        }
        return settled(
                attempt(partition, sent, strong, deadline, failures),
                () -> attempt(partition, sent, strong, deadline, failures),
                deadline,
                SETTLEMENTS_MAX);
    }

    private CompletableFuture<Attempt<ReadResponse>> attempt(
            Partition partition,
            ReadRequest sent,
            boolean strong,
            Deadline deadline,
            int failures) {
        return failures == 0 && ReadMerging.isMergeable(sent)
                ? reads.send(partition, sent, deadline)
                : readNow(partition, sent, strong, deadline, failures);
    }

    private static boolean isStrong(ReadRequest request) {
        return request.getConsistency() == Consistency.STRONG;
    }

    private CompletableFuture<Attempt<ReadResponse>> readNow(
            Partition partition,
            ReadRequest sent,
            boolean strong,
            Deadline deadline,
            int failures) {
        return call(
                partition,
                strong ? replicas.leader(partition, failures) : eventual(partition, failures),
                new Sent<>(
                        StorageGrpc.getReadMethod(),
                        sent,
                        false,
                        strong,
                        reply ->
                                reply.hasError()
                                        ? Optional.of(reply.getError())
                                        : Optional.empty()),
                deadline);
    }

    private Optional<NodeConnection> eventual(Partition partition, int failures) {
        if (failures == 0 && recentWrites.contains(partition.id())) {
            Optional<NodeConnection> leader = replicas.leader(partition, 0);
            if (leader.isPresent() && !leader.get().isAvoided()) {
                return leader;
            }
        }
        return replicas.any(partition);
    }

    /// A lock whose transaction is decided hides what it decided: it is carried out, and the read
    /// repeated. Where that cannot be found out the read fails: what it has may be old.
    private CompletableFuture<Attempt<ReadResponse>> settled(
            CompletableFuture<Attempt<ReadResponse>> reading,
            Supplier<CompletableFuture<Attempt<ReadResponse>>> again,
            Deadline deadline,
            int left) {
        return reading.thenCompose(attempt -> {
            boolean locked =
                    attempt instanceof Attempt.Answered<ReadResponse> answered
                            && answered.reply().getLocksCount() > 0;
            if (!locked) {
                return CompletableFuture.completedFuture(attempt);
            }
            if (left == 0) {
                return CompletableFuture.completedFuture(hidden());
            }
            var locks = ((Attempt.Answered<ReadResponse>) attempt).reply().getLocksList();
            return locksMet.settle(locks, deadline)
                    .thenCompose(settlement ->
                            switch (settlement) {
                                case HIDE_NOTHING -> CompletableFuture.completedFuture(attempt);
                                case CARRIED_OUT -> settled(again.get(), again, deadline, left - 1);
                                case NOT_KNOWN -> CompletableFuture.completedFuture(hidden());
                            });
        });
    }

    private static Attempt<ReadResponse> hidden() {
        return new Attempt.Refused<>(
                RequestFailure.of(
                        ErrorCode.UNAVAILABLE,
                        "a transaction has locked what was asked for, and what became of it is not"
                                + " known yet"),
                false);
    }

    void settleWith(LockSettler settler) {
        locksMet = settler;
    }

    /// From all nodes that answer; the next sweep asks again.
    CompletableFuture<List<ListLocksResponse>> locksOlderThan(Duration age, Deadline deadline) {
        ListLocksRequest request =
                ListLocksRequest.newBuilder().setOlderThanMs(age.toMillis()).build();
        List<CompletableFuture<List<ListLocksResponse>>> asked = new ArrayList<>();
        for (NodeConnection node : nodes.connections()) {
            asked.add(
                    node.send(StorageGrpc.getListLocksMethod(), request, deadline)
                            .thenApply(result ->
                                    result
                                                    instanceof
                                                    CallResult.Answered<ListLocksResponse> answered
                                            ? List.of(answered.reply())
                                            : List.of()));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream().flatMap(one -> one.join().stream()).toList());
    }

    /// @param toLeader only the leader can answer
    private record Sent<Q, R>(
            MethodDescriptor<Q, R> method,
            Q request,
            boolean write,
            boolean toLeader,
            Function<R, Optional<StorageError>> error) {}

    private <Q, R> CompletableFuture<Attempt<R>> call(
            Partition partition,
            Optional<NodeConnection> target,
            Sent<Q, R> sent,
            Deadline deadline) {
        if (target.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Attempt.Refused<>(
                            RequestFailure.of(
                                    ErrorCode.UNAVAILABLE,
                                    "no replica of partition " + partition.id() + " is known"),
                            false));
        }
        NodeConnection node = target.get();
        long start = nanoTime.getAsLong();
        return node.send(sent.method(), sent.request(), deadline)
                .thenApply(result -> {
                    events.attempted(
                            node.node().id(),
                            sent.write() ? "write" : "read",
                            nanoTime.getAsLong() - start,
                            result instanceof CallResult.Answered<R>);
                    return judged(partition, node.node().id(), sent, result);
                });
    }

    private <R> Attempt<R> judged(
            Partition partition, NodeId node, Sent<?, R> sent, CallResult<R> result) {
        return switch (result) {
            case CallResult.Answered<R> answered -> {
                Optional<StorageError> error = sent.error().apply(answered.reply());
                if (error.isPresent()) {
                    yield refused(partition, node, sent.toLeader(), error.get());
                }
                if (sent.toLeader()) {
                    cache.learnLeader(partition.id(), node);
                }
                if (sent.write()) {
                    recentWrites.add(partition.id());
                }
                yield new Attempt.Answered<>(answered.reply(), partition);
            }
            case CallResult.Failed<R> failed -> {
                Status.Code code = failed.status().getStatus().getCode();
                if (code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED) {
                    cache.forgetLeader(partition.id(), node);
                }
                // Another replica may answer a read at once.
                yield new Attempt.Refused<>(
                        RetryRules.failureOf(failed, sent.write()), !sent.toLeader());
            }
        };
    }

    private <R> Attempt<R> refused(
            Partition partition, NodeId node, boolean toLeader, StorageError error) {
        RequestFailure failure = failure(error);
        boolean redirected =
                switch (failure.code()) {
                    case NOT_LEADER -> learnedLeader(partition, node, error.getLeaderHint());
                    case WRONG_PARTITION -> {
                        cache.forgetLeader(partition.id(), node);
                        laggards.add(partition.id(), node);
                        // A node that lost its replica corrects nothing; another may still serve.
                        yield learnedPartitions(error) || isOutdated(partition) || !toLeader;
                    }
                    case NOT_CAUGHT_UP -> {
                        laggards.add(partition.id(), node);
                        yield true;
                    }
                    default -> false;
                };
        if (redirected) {
            events.redirected(failure.code());
        }
        return new Attempt.Refused<>(failure, redirected);
    }

    /// A hint at a node that does not answer is not followed at once.
    private boolean learnedLeader(Partition partition, NodeId asked, String hint) {
        cache.forgetLeader(partition.id(), asked);
        if (hint.isEmpty() || hint.equals(asked.value())) {
            return false;
        }
        NodeId named = new NodeId(hint);
        Optional<NodeConnection> connection = nodes.connection(cache.map(), named);
        if (connection.isEmpty() || connection.get().isAvoided()) {
            return false;
        }
        cache.learnLeader(partition.id(), named);
        return true;
    }

    private boolean learnedPartitions(StorageError error) {
        List<Partition> held =
                error.getPartitionsList().stream().map(ClusterCodec::fromWire).toList();
        return !held.isEmpty() && cache.correct(held);
    }

    /// Whether the map says otherwise by now, be it by the correction of another request.
    private boolean isOutdated(Partition sent) {
        return cache.map()
                .at(sent.range().start())
                .filter(now -> now.id().equals(sent.id()) && now.epoch().equals(sent.epoch()))
                .isEmpty();
    }

    static RequestFailure failure(StorageError error) {
        return new RequestFailure(
                ErrorCode.of(error.getCode()),
                error.getMessage(),
                Optional.empty(),
                Duration.ofMillis(error.getRetryAfterMs()));
    }
}
