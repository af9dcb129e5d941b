package io.kvasir.routing.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Deadline;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.proto.internal.v1.Put;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StoredItem;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.proto.v1.Consistency;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final Deadline LATER = Deadline.after(1, TimeUnit.HOURS);

    private record Sent(
            Partition partition,
            WriteRequest request,
            Deadline deadline,
            CompletableFuture<Attempt<WriteResponse>> reply) {}

    private final List<Sent> sent = new ArrayList<>();
    private final Queue<Runnable> timer = new ArrayDeque<>();
    private final List<Long> waits = new ArrayList<>();
    private long nowNanos = 1;
    private final Gathering<WriteRequest, WriteResponse> gathering =
            new Gathering<>(
                    new WriteMerging(),
                    (partition, request, deadline) -> {
                        Sent one =
                                new Sent(partition, request, deadline, new CompletableFuture<>());
                        sent.add(one);
                        return one.reply();
                    },
                    this::after,
                    () -> nowNanos);

    @Test
    void whatArrivesWhileCallsAreUnderWayTravelsTogetherAndEachGetsItsOwnOutcome() {
        List<CompletableFuture<Attempt<WriteResponse>>> replies =
                IntStream.range(0, 9).mapToObj(i -> send(partition(1), i)).toList();
        assertThat(sent).hasSize(Gathering.ALONE_MAX);

        answer(sent.getFirst());
        runTimer();

        assertThat(sent).hasSize(Gathering.ALONE_MAX + 1);
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(5);
        sent.subList(1, sent.size()).forEach(GatheringTest::answer);
        for (int i = 0; i < replies.size(); i++) {
            assertThat(sizes(replies.get(i))).containsExactly(i);
        }
    }

    /// Else there would be two groups of callers, one waiting for the other, for ever.
    @Test
    void callersThatAskAgainSoonTravelWithThoseThatWaited() {
        shareOneCall();
        sendAll(20, 24);
        nowNanos += 8_000;
        answer(sent.getLast());
        assertThat(sent).as("the two that were answered may ask again").hasSize(5);

        sendAll(30, 31);
        assertThat(sent).hasSize(5);
        sendAll(31, 32);

        assertThat(sent).as("no timer is waited for").hasSize(6);
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(6);
        runTimer();
        assertThat(sent).as("the timer comes too late").hasSize(6);
    }

    @Test
    void callersThatAskAgainWhenTheyAreAnsweredWaitForNoTimer() {
        sendAll(0, Gathering.ALONE_MAX);
        for (int i = 10; i < 12; i++) {
            int again = 2 * i;
            var _ = send(partition(1), i).thenAccept(_ -> sendAll(again, again + 1));
        }
        answer(sent.getFirst());
        sendAll(30, 34);

        answer(sent.getLast());

        assertThat(sent).hasSize(Gathering.ALONE_MAX + 2);
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(6);
        assertThat(timer).isEmpty();
    }

    @Test
    void callersAreWaitedForAsLongAsTheyTookToAskAgainBefore() {
        shareOneCall();
        nowNanos += 8_000;
        answer(sent.getLast());
        assertThat(waits).as("not known yet: half of the call").containsExactly(4_000L);
        nowNanos += 2_000;
        sendAll(20, 22);
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(2);

        nowNanos += 8_000;
        answer(sent.getLast());

        assertThat(waits.getLast()).as("and a quarter more").isEqualTo(2_500);
    }

    @Test
    void whoTakesLongToAskAgainIsWaitedForOnce() {
        shareOneCall();
        sendAll(20, 24);
        nowNanos += 8_000_000;
        answer(sent.getLast());
        runTimer();
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(4);
        assertThat(waits).hasSize(1);
        nowNanos += 8_000_000;
        sendAll(30, 32);

        answer(sent.getLast());

        assertThat(waits).as("two came back later than is waited for").hasSize(1);
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(2);
    }

    @Test
    void afterACallOfOneNobodyIsWaitedFor() {
        sendAll(0, Gathering.ALONE_MAX + 2);
        answer(sent.getFirst());
        nowNanos += 8_000;
        answer(sent.getLast());
        runTimer();
        assertThat(waits).as("the two that shared a call are away").hasSize(1);

        answer(sent.get(1));
        sendAll(30, 31);

        assertThat(waits).hasSize(1);
        assertThat(sent.getLast().request()).isEqualTo(request(30));
    }

    @Test
    void aLongCallDoesNotMakeALongWait() {
        shareOneCall();
        nowNanos += TimeUnit.SECONDS.toNanos(10);
        answer(sent.getLast());
        assertThat(waits.getLast()).isLessThanOrEqualTo(Gathering.LINGER_NANOS_MAX);
        nowNanos += 4_000_000;
        sendAll(20, 22);
        nowNanos += TimeUnit.SECONDS.toNanos(10);
        answer(sent.getLast());
        assertThat(waits.getLast()).isEqualTo(Gathering.LINGER_NANOS_MAX);
        runTimer();
        nowNanos += TimeUnit.SECONDS.toNanos(1);
        sendAll(30, 36);
        var _ = send(partition(1), 9);

        assertThat(sent).as("nobody is expected: each by itself").hasSize(6 + Gathering.ALONE_MAX);
    }

    @Test
    void aLoneCallerWaitsForNoTimer() {
        for (int i = 0; i < 3; i++) {
            var _ = send(partition(1), i);
            answer(sent.get(i));
        }
        assertThat(timer).isEmpty();
    }

    @Test
    void whereTheTimerIsClosingWhatWaitsIsSentAtOnce() {
        List<Sent> closing = new ArrayList<>();
        Gathering<WriteRequest, WriteResponse> closed =
                new Gathering<>(
                        new WriteMerging(),
                        (partition, request, deadline) -> {
                            closing.add(
                                    new Sent(
                                            partition,
                                            request,
                                            deadline,
                                            new CompletableFuture<>()));
                            return closing.getLast().reply();
                        },
                        (nanos, task) -> {
                            throw new RejectedExecutionException();
                        },
                        () -> nowNanos);
        for (int i = 0; i < 7; i++) {
            var _ = closed.send(partition(1), request(i), LATER);
        }
        answer(closing.getFirst());
        var _ = closed.send(partition(1), request(8), LATER);

        answer(closing.getLast());

        assertThat(closing.getLast().request().getOperationsCount()).isEqualTo(1);
    }

    @Test
    void partitionsDoNotWaitForEachOther() {
        sendAll(0, 6);

        var _ = send(partition(2), 3);

        assertThat(sent).hasSize(Gathering.ALONE_MAX + 1);
        assertThat(sent.getLast().partition().id()).isEqualTo(new PartitionId(2));
    }

    @Test
    void aFailureIsToldToAllThatTravelledTogetherAndTheNextGoOn() {
        var replies = IntStream.range(0, 6).mapToObj(i -> send(partition(1), i)).toList();
        answer(sent.get(0));
        runTimer();
        Sent together = sent.getLast();
        Attempt<WriteResponse> refused =
                new Attempt.Refused<>(RequestFailure.of(ErrorCode.NOT_LEADER, "gone"), true);

        together.reply().complete(refused);

        assertThat(replies.get(4)).isCompletedWithValue(refused);
        assertThat(replies.get(5)).isCompletedWithValue(refused);
        runTimer();
        var _ = send(partition(1), 9);
        assertThat(sent.getLast().request()).isEqualTo(request(9));
    }

    /// Else one with time would be cut off by one without, or one without time wait for one that
    /// has.
    @Test
    void deadlinesThatDifferDoNotTravelTogether() {
        sendAll(0, Gathering.ALONE_MAX);
        Deadline soon = Deadline.after(10, TimeUnit.MINUTES);
        var _ = gathering.send(partition(1), request(2), soon);
        var _ = gathering.send(partition(1), request(3), soon);
        var _ = gathering.send(partition(1), request(4), LATER);

        answer(sent.get(0));
        runTimer();
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(2);
        assertThat(sent.getLast().deadline()).isEqualTo(soon);

        answer(sent.getLast());
        runTimer();
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(1);
        assertThat(sent.getLast().deadline()).isEqualTo(LATER);
    }

    @Test
    void whatWaitsIsBounded() {
        for (int i = 0; i < Gathering.ALONE_MAX + Gathering.WAITING_MAX; i++) {
            assertThat(send(partition(1), i)).isNotDone();
        }

        var refused = (Attempt.Refused<WriteResponse>) send(partition(1), 0).join();

        assertThat(refused.failure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    /// A router sends from within its callers' own calls, whose end cancels what was begun in them.
    @Test
    void noCallBelongsToTheCallThatItWasSentFrom() {
        List<Context> contexts = new ArrayList<>();
        Gathering<WriteRequest, WriteResponse> watched =
                new Gathering<>(
                        new WriteMerging(),
                        (partition, request, deadline) -> {
                            contexts.add(Context.current());
                            return new CompletableFuture<>();
                        },
                        this::after,
                        () -> nowNanos);

        try (Context.CancellableContext call = Context.current().withCancellation()) {
            call.run(() -> {
                var _ = watched.send(partition(1), request(1), LATER);
            });
        }

        assertThat(contexts).containsExactly(Context.ROOT);
    }

    @Test
    void aBugOfTheSenderReachesAllAndStopsNothing() {
        List<Integer> calls = new ArrayList<>();
        Gathering<WriteRequest, WriteResponse> broken =
                new Gathering<>(
                        new WriteMerging(),
                        (partition, request, deadline) -> {
                            calls.add(request.getOperationsCount());
                            throw new IllegalStateException("bug");
                        },
                        this::after,
                        () -> nowNanos);

        assertThat(broken.send(partition(1), request(1), LATER)).isCompletedExceptionally();
        assertThat(broken.send(partition(1), request(1), LATER)).isCompletedExceptionally();
        assertThat(calls).containsExactly(1, 1);
    }

    @Test
    void readsOfDifferentFreshnessOrProjectionAreOfDifferentKinds() {
        ReadMerging merging = new ReadMerging();
        ReadRequest eventual = read("a").build();
        ReadRequest projected = read("a").build().toBuilder().setKeys(projected("a", "x")).build();

        assertThat(merging.kind(eventual)).isEqualTo(merging.kind(read("b").build()));
        assertThat(merging.kind(eventual))
                .isNotEqualTo(merging.kind(read("a").setConsistency(Consistency.STRONG).build()))
                .isNotEqualTo(merging.kind(projected));
        assertThat(ReadMerging.isMergeable(read("a").setAppliedIndexMin(1).build())).isFalse();
    }

    @Test
    void eachReadGetsItsItemsAndTheLocksOnThem() {
        List<ReadRequest> requests = List.of(read("a", "b").build(), read("c").build());
        ReadMerging merging = new ReadMerging();
        assertThat(merging.merged(requests).getKeys().getKeysList())
                .extracting(ByteString::toStringUtf8)
                .containsExactly("a", "b", "c");
        ReadResponse reply =
                ReadResponse.newBuilder()
                        .addItems(StoredItem.newBuilder().setVersion(1))
                        .addItems(StoredItem.newBuilder().setVersion(2))
                        .addItems(StoredItem.newBuilder().setVersion(3))
                        .addLocks(Lock.newBuilder().setKey(ByteString.copyFromUtf8("c")))
                        .setAppliedIndex(7)
                        .setStalenessMs(8)
                        .setLastDeleteBefore(9)
                        .setLastDeleteAfter(10)
                        .build();

        List<ReadResponse> parts = merging.parted(requests, reply);

        assertThat(parts.getFirst())
                .isEqualTo(reply.toBuilder().removeItems(2).clearLocks().build());
        assertThat(parts.getLast())
                .isEqualTo(reply.toBuilder().removeItems(0).removeItems(0).build());
    }

    /// Two requests travel together, and nothing else is under way.
    private void shareOneCall() {
        sendAll(0, Gathering.ALONE_MAX + 2);
        List.copyOf(sent).forEach(GatheringTest::answer);
        assertThat(sent).hasSize(Gathering.ALONE_MAX + 1);
        assertThat(sent.getLast().request().getOperationsCount()).isEqualTo(2);
    }

    private void runTimer() {
        while (!timer.isEmpty()) {
            timer.remove().run();
        }
    }

    private void after(long nanos, Runnable task) {
        waits.add(nanos);
        timer.add(task);
    }

    private void sendAll(int from, int to) {
        for (int i = from; i < to; i++) {
            var _ = send(partition(1), i);
        }
    }

    private CompletableFuture<Attempt<WriteResponse>> send(Partition partition, int number) {
        return gathering.send(partition, request(number), LATER);
    }

    /// Each operation is answered with the size of its item.
    private static void answer(Sent one) {
        WriteResponse.Builder reply = WriteResponse.newBuilder().setAppliedIndex(5);
        for (WriteOperation operation : one.request().getOperationsList()) {
            reply.addResults(
                    WriteResult.newBuilder().setNewSizeBytes(operation.getPut().getSizeBytes()));
        }
        one.reply().complete(new Attempt.Answered<>(reply.build(), one.partition()));
    }

    private static List<Integer> sizes(CompletableFuture<Attempt<WriteResponse>> reply) {
        return ((Attempt.Answered<WriteResponse>) reply.join())
                .reply().getResultsList().stream().map(WriteResult::getNewSizeBytes).toList();
    }

    private static WriteRequest request(int number) {
        return WriteRequest.newBuilder()
                .addOperations(
                        WriteOperation.newBuilder().setPut(Put.newBuilder().setSizeBytes(number)))
                .build();
    }

    private static ReadRequest.Builder read(String... keys) {
        return ReadRequest.newBuilder().setKeys(keys(keys));
    }

    private static KeysRead.Builder keys(String... keys) {
        KeysRead.Builder read = KeysRead.newBuilder();
        for (String key : keys) {
            read.addKeys(ByteString.copyFromUtf8(key));
        }
        return read;
    }

    private static KeysRead projected(String key, String expression) {
        KeysRead.Builder read = keys(key);
        read.getProjectionBuilder().setExpression(expression);
        return read.build();
    }

    private static Partition partition(long id) {
        return new Partition(
                new PartitionId(id), new Epoch(1), KeyRange.ALL, List.of(), Optional.empty());
    }
}
