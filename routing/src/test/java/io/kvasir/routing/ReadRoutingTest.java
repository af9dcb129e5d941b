package io.kvasir.routing;

import static io.kvasir.routing.RoutingCoreFixture.core;
import static io.kvasir.routing.RoutingCoreFixture.failure;
import static io.kvasir.routing.RoutingCoreFixture.item;
import static io.kvasir.routing.RoutingCoreFixture.key;
import static io.kvasir.routing.RoutingCoreFixture.put;
import static io.kvasir.routing.RoutingCoreFixture.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.Item;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.session.SessionToken;
import io.kvasir.testkit.cluster.FakeCluster;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadRoutingTest {
    private static final PartitionId FIRST = new PartitionId(1);

    private FakeCluster cluster;
    private RoutingCore core;

    @BeforeEach
    void start() {
        cluster = new FakeCluster(3);
        core = core(cluster);
        write();
    }

    private void write() {
        DataPlane.await(core.data().put(put(item("a", 1, "x"), ""), within(5_000)));
    }

    @AfterEach
    void stop() {
        core.close();
        cluster.close();
    }

    @Test
    void aStrongReadGoesToTheLeaderAndAnEventualOneSaysHowStaleItCanBe() {
        GetReply strong = get(ReadOptions.STRONG);
        assertThat(strong.item().orElseThrow().item()).isEqualTo(item("a", 1, "x"));
        assertThat(strong.info().stalenessMillis()).isZero();
        assertThat(strong.info().capacityUnits()).isEqualTo(1.0);
        GetReply eventual = get(ReadOptions.EVENTUAL);
        assertThat(eventual.info().stalenessMillis()).isEqualTo(7);
        assertThat(eventual.info().capacityUnits()).isEqualTo(0.5);
        assertThat(cluster.node(1).reads().getFirst().getConsistency())
                .isEqualTo(Consistency.STRONG);
    }

    @Test
    void justAfterAWriteEventualReadsGoToTheLeaderWhichHasIt() {
        for (int i = 0; i < 60; i++) {
            write();
            get(ReadOptions.EVENTUAL);
        }
        assertThat(cluster.node(1).reads())
                .hasSize(60)
                .allMatch(request -> request.getConsistency() == Consistency.EVENTUAL);
    }

    @Test
    void eventualReadsSpreadOverReplicas() {
        core.close();
        core = core(cluster);
        for (int i = 0; i < 60; i++) {
            get(ReadOptions.EVENTUAL);
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(cluster.node(i).reads()).isNotEmpty();
        }
    }

    @Test
    void aDeadReplicaCostsAReadNothingButAnotherAttempt() {
        cluster.node(2).close();
        for (int i = 0; i < 30; i++) {
            assertThat(get(ReadOptions.EVENTUAL).item()).isPresent();
        }
    }

    @Test
    void aReplicaThatLagsIsLeftForAnotherAndThenForTheLeader() {
        for (int i = 1; i <= 3; i++) {
            cluster.node(i)
                    .onRead(request ->
                            request.getConsistency() == Consistency.EVENTUAL
                                    ? refused(ErrorCode.NOT_CAUGHT_UP)
                                    : null);
        }
        assertThat(get(ReadOptions.EVENTUAL).item()).isPresent();
        assertThat(cluster.node(1).reads().getLast().getConsistency())
                .isEqualTo(Consistency.STRONG);
    }

    @Test
    void aNodeThatLostItsReplicaIsLeftForAnother() {
        cluster.node(2).onRead(request -> refused(ErrorCode.WRONG_PARTITION));
        for (int i = 0; i < 30; i++) {
            assertThat(get(ReadOptions.EVENTUAL).item()).isPresent();
        }
        assertThat(cluster.node(2).reads()).hasSizeLessThan(10);
    }

    @Test
    void aSessionAsksReplicasForWhatItSaw() {
        get(ReadOptions.EVENTUAL.withSession(SessionToken.of(FIRST, 77)));
        assertThat(reads()).allMatch(request -> request.getAppliedIndexMin() == 77);
    }

    @Test
    void aSessionThatForgotThePartitionAsksItsLeader() {
        SessionToken token = SessionToken.NONE;
        for (int i = 1; i <= SessionToken.PARTITIONS_MAX + 1; i++) {
            token = token.merge(SessionToken.of(new PartitionId(i), i));
        }
        get(ReadOptions.EVENTUAL.withSession(token));
        assertThat(reads()).allMatch(request -> request.getConsistency() == Consistency.STRONG);
    }

    @Test
    void aThrottledReadIsNotRetriedHere() {
        cluster.node(1).onRead(request -> refused(ErrorCode.THROTTLED));
        assertThat(failure(core.data().get(request(ReadOptions.STRONG), within(5_000))).code())
                .isEqualTo(ErrorCode.THROTTLED);
        assertThat(reads()).hasSize(1);
    }

    @Test
    void withoutALeaderAStrongReadIsUnavailableAtItsDeadline() {
        cluster.lead(FIRST, null);
        assertThat(failure(core.data().get(request(ReadOptions.STRONG), within(300))).code())
                .isIn(ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aBatchGathersFromManyPartitionsAndNamesWhatItCouldNotRead() {
        for (int i = 0; i < 40; i++) {
            DataPlane.await(core.data().put(put(item("p" + i, i, "v"), ""), within(5_000)));
        }
        cluster.split(ItemKeys.ofItem(FakeCluster.TABLE, item("p9", 9, "v")), 2);
        List<Item> keys =
                java.util.stream.IntStream.range(0, 50).mapToObj(i -> key("p" + i, i)).toList();
        BatchGet.KeysOfTable wanted =
                new BatchGet.KeysOfTable(FakeCluster.TABLE.name(), keys, ReadOptions.EVENTUAL);
        BatchGetReply all =
                DataPlane.await(core.data().batchGet(new BatchGet(List.of(wanted)), within(5_000)));
        assertThat(all.unprocessed()).isEmpty();
        assertThat(all.tables().getFirst().items()).hasSize(40);
        assertThat(all.info().capacityUnits()).isEqualTo(25.0);
        for (int i = 1; i <= 3; i++) {
            cluster.node(i)
                    .onRead(request ->
                            request.getPartition().getId() == 2
                                    ? refused(ErrorCode.THROTTLED)
                                    : null);
        }
        BatchGetReply part =
                DataPlane.await(core.data().batchGet(new BatchGet(List.of(wanted)), within(5_000)));
        List<Item> found =
                part.tables().getFirst().items().stream().map(EncodedItem::item).toList();
        List<Item> rest = part.unprocessed().getFirst().keys();
        assertThat(found).isNotEmpty();
        assertThat(rest).isNotEmpty();
        assertThat(rest)
                .allMatch(k ->
                        cluster.map().at(ItemKeys.ofKey(FakeCluster.TABLE, k)).id().value() == 2);
    }

    private GetItem request(ReadOptions options) {
        return new GetItem(FakeCluster.TABLE.name(), key("a", 1), options);
    }

    private GetReply get(ReadOptions options) {
        return DataPlane.await(core.data().get(request(options), within(5_000)));
    }

    private List<io.kvasir.proto.internal.v1.ReadRequest> reads() {
        return java.util.stream.IntStream.rangeClosed(1, 3)
                .boxed()
                .flatMap(i -> cluster.node(i).reads().stream())
                .toList();
    }

    private static ReadResponse refused(ErrorCode code) {
        return ReadResponse.newBuilder()
                .setError(StorageError.newBuilder().setCode(code.number()))
                .build();
    }
}
