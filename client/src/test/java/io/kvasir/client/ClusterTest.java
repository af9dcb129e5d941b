package io.kvasir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.router.app.Router;
import io.kvasir.router.app.RouterConfig;
import io.kvasir.testkit.cluster.FakeCluster;
import io.kvasir.testkit.cluster.FakeControlPlane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client over real routers and a cluster of fakes, through a router and directly.
@Timeout(120)
class ClusterTest {
    private static final String TABLE = FakeCluster.TABLE.name().value();
    private static final PartitionId FIRST = new PartitionId(1);

    record Thing(String pk, long sk, String text) {}

    private FakeCluster cluster;
    private FakeControlPlane controlPlane;
    private final List<Router> routers = new ArrayList<>();

    @BeforeEach
    void start() {
        cluster = new FakeCluster(3);
        controlPlane = new FakeControlPlane(cluster.update(1));
        for (int i = 0; i < 2; i++) {
            Router router =
                    Router.start(
                            RouterConfig.of(List.of(controlPlane.address())).withPorts(0, 0, 0));
            routers.add(router);
            await().until(() -> router.notReady().isEmpty());
        }
    }

    @AfterEach
    void stop() {
        routers.forEach(Router::close);
        controlPlane.close();
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsPutIsReadFoundAndDeleted(boolean direct) {
        try (KvasirClient client = client(direct)) {
            Session session = Session.start();
            Item item = item("a", 1, "hello");
            WriteResult written = client.put(PutItem.into(TABLE, item).in(session));
            assertThat(written.info().capacityUnits()).isEqualTo(1.0);
            assertThat(session.token()).isNotEmpty();
            GetResult read = client.get(GetItem.from(TABLE, key("a", 1)).in(session));
            assertThat(read.item()).contains(item);
            assertThat(read.info().staleness()).isEqualTo(Duration.ofMillis(7));
            assertThat(client.get(GetItem.from(TABLE, key("a", 1)).strong()).info().staleness())
                    .isZero();
            client.delete(DeleteItem.from(TABLE, key("a", 1)));
            assertThat(client.get(GetItem.from(TABLE, key("a", 1)).strong()).item()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recordsAreWrittenInBatchesAndReadByPagesSegmentsAndKeys(boolean direct) {
        try (KvasirClient client = client(direct)) {
            RecordTable<Thing> things = client.table(TABLE, Thing.class);
            List<Thing> all =
                    IntStream.range(0, 130)
                            .mapToObj(i -> new Thing(i < 70 ? "c" : "p" + i, i, "text " + i))
                            .toList();
            BatchWriteResult written =
                    client.batchWrite(
                            BatchWrite.of(
                                    all.stream()
                                            .map(things.mapper()::toItem)
                                            .map(item -> new BatchWrite.Put(TABLE, item))
                                            .toList()));
            assertThat(written.unprocessed()).isEmpty();
            assertThat(written.info().capacityUnits()).isEqualTo(130.0);
            cluster.split(ItemKeys.ofItem(FakeCluster.TABLE, item("c", 33, "")), 2);
            Query query =
                    Query.of(TABLE, "pk", AttributeValue.of("c"))
                            .sortKeyBetween("sk", AttributeValue.of(10), AttributeValue.of(59))
                            .limit(7);
            assertThat(things.query(query)).isEqualTo(all.subList(10, 60));
            assertThat(things.query(query.descending())).isEqualTo(all.subList(10, 60).reversed());
            Set<Item> scanned = ConcurrentHashMap.newKeySet();
            client.scan(Scan.of(TABLE), 8, 4, page -> scanned.addAll(page.items()));
            assertThat(scanned.stream().map(things.mapper()::fromItem))
                    .containsExactlyInAnyOrderElementsOf(all);
            List<Item> keys = all.stream().map(thing -> key(thing.pk(), thing.sk())).toList();
            assertThat(client.batchGet(BatchGet.from(TABLE, keys)).items().get(TABLE)).hasSize(130);
        }
    }

    @Test
    void aCursorGoesOnWhereAnotherClientStopped() {
        Optional<Cursor> next;
        try (KvasirClient client = client(false)) {
            for (int i = 0; i < 10; i++) {
                client.put(PutItem.into(TABLE, item("c", i, "x")));
            }
            next = client.query(Query.of(TABLE, "pk", AttributeValue.of("c")).limit(4)).next();
        }
        try (KvasirClient client = client(true)) {
            Cursor cursor = new Cursor(next.orElseThrow().text());
            Query rest = Query.of(TABLE, "pk", AttributeValue.of("c")).startingAt(cursor);
            assertThat(client.pages(rest).items().map(item -> item.get("sk")))
                    .isEqualTo(IntStream.range(4, 10).mapToObj(AttributeValue::of).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writesOutliveTheirLeaderAndAreDoneOnce(boolean direct) {
        try (KvasirClient client = client(direct)) {
            client.put(PutItem.into(TABLE, item("first", 0, "connects")));
            List<CompletableFuture<WriteResult>> writes = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                writes.add(client.async().put(PutItem.into(TABLE, item("w" + i, i, "x"))));
                if (i == 200) {
                    cluster.node(1).close();
                    cluster.lead(FIRST, cluster.node(2));
                }
            }
            writes.forEach(CompletableFuture::join);
            assertThat(cluster.items()).hasSize(401);
            assertThat(cluster.changes()).as("each once").isEqualTo(401);
        }
    }

    @Test
    void requestsGoRoundARouterThatIsGone() {
        try (KvasirClient client = client(false)) {
            client.put(PutItem.into(TABLE, item("a", 1, "x")));
            routers.getFirst().close();
            for (int i = 0; i < 50; i++) {
                client.put(PutItem.into(TABLE, item("b" + i, i, "x")));
            }
            assertThat(cluster.changes()).isEqualTo(51);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrongIsSaidInTheSameWords(boolean direct) {
        try (KvasirClient client = client(direct)) {
            assertThatThrownBy(() -> client.get(GetItem.from(TABLE, item("a", 1, "x"))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("The provided key element does not match the schema");
            assertThatThrownBy(() -> client.get(GetItem.from("absent", key("a", 1))))
                    .isInstanceOf(TableNotFoundException.class);
            assertThatThrownBy(() -> client.get(GetItem.from("x", key("a", 1))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("TableName");
            assertThatThrownBy(() ->
                            client.put(
                                    PutItem.into(TABLE, item("a", 1, "x"))
                                            .onlyIf(Expression.of("sk = :missing"))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(":missing");
        }
    }

    private KvasirClient client(boolean direct) {
        KvasirClient.Builder builder =
                KvasirClient.builder()
                        .endpoints(routers.stream().map(Router::grpcAddress).toList());
        return (direct ? builder.direct() : builder).build();
    }

    private static Item key(String partition, long sort) {
        return Item.of("pk", AttributeValue.of(partition)).with("sk", AttributeValue.of(sort));
    }

    private static Item item(String partition, long sort, String text) {
        return key(partition, sort).with("text", AttributeValue.of(text));
    }
}
