package io.kvasir.routing;

import static io.kvasir.routing.RoutingCoreFixture.core;
import static io.kvasir.routing.RoutingCoreFixture.failure;
import static io.kvasir.routing.RoutingCoreFixture.item;
import static io.kvasir.routing.RoutingCoreFixture.put;
import static io.kvasir.routing.RoutingCoreFixture.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.Item;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.WriteReply;
import io.kvasir.testkit.cluster.FakeCluster;
import io.kvasir.testkit.cluster.FakeNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteRoutingTest {
    private static final PartitionId FIRST = new PartitionId(1);
    private static final Item ITEM = item("a", 1, "x");

    private FakeCluster cluster;
    private RoutingCore core;

    @BeforeEach
    void start() {
        cluster = new FakeCluster(3);
        core = core(cluster);
    }

    @AfterEach
    void stop() {
        core.close();
        cluster.close();
    }

    @Test
    void aWriteGoesToTheLeaderAndComesBackWithItsCostAndPosition() {
        WriteReply reply = DataPlane.await(core.data().put(put(ITEM, ""), within(5_000)));
        assertThat(reply.info().capacityUnits()).isEqualTo(1.0);
        assertThat(reply.info().session().appliedIndexMin(FIRST)).isEqualTo(101);
        assertThat(cluster.node(1).writes()).hasSize(1);
        assertThat(cluster.node(2).writes()).isEmpty();
        assertThat(stored(ITEM)).isTrue();
    }

    @Test
    void aLeaderThatMovedIsFoundThroughTheHintAndRemembered() {
        cluster.lead(FIRST, cluster.node(3));
        DataPlane.await(core.data().put(put(ITEM, ""), within(5_000)));
        DataPlane.await(core.data().put(put(item("b", 1, "y"), ""), within(5_000)));
        assertThat(cluster.node(1).writes()).hasSize(1);
        assertThat(cluster.node(3).writes()).hasSize(2);
    }

    @Test
    void aNodeThatOnlyKnowsThatItDoesNotLeadIsNotAskedForEver() {
        cluster.lead(FIRST, cluster.node(3));
        for (int i = 1; i <= 2; i++) {
            cluster.node(i)
                    .onWrite(request ->
                            WriteResponse.newBuilder()
                                    .setError(
                                            StorageError.newBuilder()
                                                    .setCode(ErrorCode.NOT_LEADER.number()))
                                    .build());
        }
        DataPlane.await(core.data().put(put(ITEM, ""), within(5_000)));
        assertThat(attempts()).isLessThanOrEqualTo(4);
    }

    @Test
    void aLeaderThatCameAfterTheMapIsFollowed() {
        try (FakeCluster grown = new FakeCluster(4)) {
            var update = grown.update(1).toBuilder();
            var partition = update.getPartitions(0).toBuilder();
            var replicas = partition.getReplicasList().subList(0, 3);
            core.cache()
                    .update(
                            update.setPartitions(
                                            0, partition.clearReplicas().addAllReplicas(replicas))
                                    .build());
            grown.lead(FIRST, grown.node(4));
            DataPlane.await(core.data().put(put(ITEM, ""), within(5_000)));
            assertThat(grown.node(4).writes()).hasSize(1);
        }
    }

    @Test
    void aMapThatMissedASplitHealsFromTheNodesCorrection() {
        Bytes key = ItemKeys.ofItem(FakeCluster.TABLE, ITEM);
        cluster.split(key, 2);
        DataPlane.await(core.data().put(put(ITEM, ""), within(5_000)));
        assertThat(stored(ITEM)).isTrue();
        assertThat(cluster.node(1).writes()).as("one redirect").hasSize(2);
        for (int i = 0; i < 20; i++) {
            DataPlane.await(core.data().put(put(item("p" + i, i, "y"), ""), within(5_000)));
        }
        assertThat(core.map().partitions()).isEqualTo(cluster.map().partitions());
        assertThat(cluster.node(1).writes()).as("one more, for the other half").hasSize(23);
    }

    @Test
    void whatPausesBetweenAttemptsEndsWhenTheCoreIsClosed() throws InterruptedException {
        CountDownLatch attempts = new CountDownLatch(40);
        for (int i = 1; i <= 3; i++) {
            cluster.node(i)
                    .onWrite(request -> {
                        attempts.countDown();
                        return WriteResponse.newBuilder()
                                .setError(
                                        StorageError.newBuilder()
                                                .setCode(ErrorCode.NOT_LEADER.number()))
                                .build();
                    });
        }
        List<CompletableFuture<WriteReply>> replies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            replies.add(core.data().put(put(item("p" + i, i, "y"), ""), within(3_600_000)));
        }
        attempts.await();
        core.close();
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply).failsWithin(Duration.ofSeconds(20)));
    }

    @Test
    void nodesThatPointAtEachOtherCostPausesNotAStorm() {
        for (int i = 1; i <= 3; i++) {
            String next = "n" + (i % 3 + 1);
            cluster.node(i)
                    .onWrite(request ->
                            WriteResponse.newBuilder()
                                    .setError(
                                            StorageError.newBuilder()
                                                    .setCode(ErrorCode.NOT_LEADER.number())
                                                    .setLeaderHint(next))
                                    .build());
        }
        RequestFailure failure = failure(core.data().put(put(ITEM, ""), within(500)));
        // Unknown where the deadline fell between a request and its answer.
        assertThat(failure.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
        // 500 ms of pauses from 5 to 50 ms, the shorter half of each at least, and two without.
        assertThat(attempts()).isBetween(4, 35);
    }

    @Test
    void aWriteWithoutATokenIsNeverSentAgainOnceItLeft() {
        cluster.node(1).afterWrite(request -> Status.UNAVAILABLE.asRuntimeException());
        RequestFailure failure = failure(core.data().put(put(ITEM, ""), within(2_000)));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(attempts()).isEqualTo(1);
        assertThat(stored(ITEM)).as("and indeed it happened").isTrue();
    }

    @Test
    void aWriteWithATokenIsSentAgainAndDoneOnce() {
        AtomicInteger lost = new AtomicInteger(2);
        cluster.node(1)
                .afterWrite(request ->
                        lost.getAndDecrement() > 0
                                ? Status.UNAVAILABLE.asRuntimeException()
                                : null);
        WriteReply reply = DataPlane.await(core.data().put(put(ITEM, "t-1"), within(10_000)));
        assertThat(reply.info().session().appliedIndexMin(FIRST)).isEqualTo(101);
        assertThat(cluster.node(1).writes()).hasSize(3);
        assertThat(cluster.node(1).writes())
                .allMatch(write -> write.getOperations(0).getClientRequestToken().equals("t-1"));
    }

    @Test
    void aWriteThatNeverLeftIsSentElsewhereEvenWithoutAToken() {
        cluster.node(1).close();
        cluster.lead(FIRST, cluster.node(2));
        DataPlane.await(core.data().put(put(ITEM, ""), within(10_000)));
        assertThat(stored(ITEM)).isTrue();
        assertThat(cluster.node(2).writes()).isNotEmpty();
    }

    @Test
    void unknownStaysUnknownWhateverLaterAttemptsAreToldShortOfAnEvaluation() {
        AtomicInteger calls = new AtomicInteger();
        cluster.node(1)
                .onWrite(request -> {
                    if (calls.incrementAndGet() == 1) {
                        throw Status.UNAVAILABLE.asRuntimeException();
                    }
                    return failed(request, ErrorCode.REJECTED);
                });
        RequestFailure failure = failure(core.data().put(put(ITEM, "t-2"), within(2_000)));
        assertThat(calls).hasValueGreaterThan(1);
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }

    @Test
    void anEvaluationUnderTheSameTokenSettlesWhatWasUnknown() {
        AtomicInteger calls = new AtomicInteger();
        cluster.node(1)
                .onWrite(request -> {
                    if (calls.incrementAndGet() == 1) {
                        throw Status.UNAVAILABLE.asRuntimeException();
                    }
                    return failed(request, ErrorCode.CONDITION_FAILED);
                });
        cluster.lead(FIRST, cluster.node(1));
        RequestFailure failure = failure(core.data().put(put(ITEM, "t-3"), within(5_000)));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONDITION_FAILED);
    }

    @Test
    void aRejectedWriteIsSentAgainWithoutAToken() {
        AtomicInteger calls = new AtomicInteger();
        cluster.node(1)
                .onWrite(request ->
                        calls.incrementAndGet() < 3 ? failed(request, ErrorCode.REJECTED) : null);
        DataPlane.await(core.data().put(put(ITEM, ""), within(5_000)));
        assertThat(calls).hasValue(3);
    }

    @Test
    void aThrottleIsTheCallersToWaitOut() {
        cluster.node(1)
                .onWrite(request ->
                        WriteResponse.newBuilder()
                                .setError(
                                        StorageError.newBuilder()
                                                .setCode(ErrorCode.THROTTLED.number())
                                                .setMessage("partition p1 over 1000 units/s")
                                                .setRetryAfterMs(40))
                                .build());
        RequestFailure failure = failure(core.data().put(put(ITEM, ""), within(5_000)));
        assertThat(failure.code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(failure.retryAfter().toMillis()).isEqualTo(40);
        assertThat(attempts()).isEqualTo(1);
    }

    @Test
    void withNobodyThereAWriteIsUnavailableSinceNothingWasSent() {
        for (int i = 1; i <= 3; i++) {
            cluster.node(i).close();
        }
        RequestFailure failure = failure(core.data().put(put(ITEM, ""), within(400)));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aSilentLeaderLeavesAWriteWithoutATokenUnknownAtItsDeadline() {
        DataPlane.await(core.data().put(put(item("b", 1, "connects"), ""), within(5_000)));
        cluster.node(1).onWrite(request -> blockUntilInterrupted());
        RequestFailure failure = failure(core.data().put(put(ITEM, ""), within(300)));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(attempts()).isEqualTo(2);
    }

    @Test
    void aBatchIsScatteredAndOnlyWhatFailedComesBack() {
        List<BatchWrite.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            entries.add(entry(item("p" + i, i, "v")));
        }
        Bytes middle = ItemKeys.ofItem(FakeCluster.TABLE, item("p7", 7, "v"));
        cluster.split(middle, 2);
        cluster.lead(new PartitionId(2), cluster.node(2));
        cluster.node(2)
                .onWrite(request ->
                        request.getOperationsList().stream().anyMatch(o -> o.hasPut())
                                ? failed(request, ErrorCode.THROTTLED)
                                : null);
        BatchWriteReply reply =
                DataPlane.await(
                        core.data().batchWrite(new BatchWrite(entries, true), within(5_000)));
        assertThat(reply.unprocessed()).isNotEmpty().hasSizeLessThan(25);
        assertThat(cluster.items()).hasSize(25 - reply.unprocessed().size());
        for (BatchWriteReply.Unprocessed undone : reply.unprocessed()) {
            assertThat(undone.failure().code()).isEqualTo(ErrorCode.THROTTLED);
            assertThat(undone.entry()).isEqualTo(entries.get(undone.index()));
        }
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnythingIsSent() {
        Item noSortKey = Item.of("pk", io.kvasir.model.item.AttributeValue.of("a"));
        assertThat(failure(core.data().put(put(noSortKey, ""), within(5_000))).code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
        Item large = item("a", 1, "x".repeat(410 * 1024));
        assertThat(failure(core.data().put(put(large, ""), within(5_000))).code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
        BatchWrite twice = new BatchWrite(List.of(entry(ITEM), entry(ITEM)), true);
        assertThat(failure(core.data().batchWrite(twice, within(5_000))).message())
                .contains("duplicates");
        assertThat(attempts()).isZero();
    }

    private static BatchWrite.Entry entry(Item item) {
        return new BatchWrite.Entry(
                FakeCluster.TABLE.name(), new BatchWrite.Write.Put(EncodedItem.of(item)), "");
    }

    private static WriteResponse failed(WriteRequest request, ErrorCode code) {
        WriteResponse.Builder reply = WriteResponse.newBuilder();
        request.getOperationsList()
                .forEach(operation ->
                        reply.addResults(
                                WriteResult.newBuilder()
                                        .setError(
                                                StorageError.newBuilder().setCode(code.number()))));
        return reply.build();
    }

    private static WriteResponse blockUntilInterrupted() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Status.CANCELLED.asRuntimeException();
    }

    private int attempts() {
        int attempts = 0;
        for (int i = 1; i <= 3; i++) {
            FakeNode node = cluster.node(i);
            attempts += node.writes().size();
        }
        return attempts;
    }

    private boolean stored(Item item) {
        return ItemCodec.toBytes(item)
                .equals(cluster.items().get(ItemKeys.ofItem(FakeCluster.TABLE, item)));
    }
}
