package io.kvasir.routing;

import static io.kvasir.routing.RoutingCoreFixture.core;
import static io.kvasir.routing.RoutingCoreFixture.failure;
import static io.kvasir.routing.RoutingCoreFixture.key;
import static io.kvasir.routing.RoutingCoreFixture.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.proto.ItemCodec;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.PageOptions;
import io.kvasir.routing.request.Query;
import io.kvasir.routing.request.Scan;
import io.kvasir.routing.request.Substitutions;
import io.kvasir.testkit.cluster.FakeCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PageRoutingTest {
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
    void pagesOfAnySizeOverAnyPartitionsFindEveryItemOnceInOrder() {
        for (long seed = 1; seed <= 12; seed++) {
            Random dice = new Random(seed);
            cluster.close();
            core.close();
            cluster = new FakeCluster(3);
            core = core(cluster);
            List<Item> items = new ArrayList<>();
            int count = 1 + dice.nextInt(60);
            for (int i = 0; i < count; i++) {
                items.add(put(item("c", i, "x".repeat(dice.nextInt(200)))));
                put(item("other" + i, i, "y"));
            }
            for (long child = 2; child < 2 + dice.nextInt(6); child++) {
                cluster.split(keyOf(item("c", dice.nextInt(count) - 0.5, "")), child);
            }
            boolean backward = dice.nextBoolean();
            int limit = dice.nextInt(9);
            List<Item> found = new ArrayList<>();
            Optional<Item> start = Optional.empty();
            do {
                Page page = query("pk = :p", backward, limit, start);
                assertThat(page.count()).isEqualTo(page.items().size());
                assertThat(limit == 0 || page.scannedCount() <= limit).isTrue();
                page.items().stream().map(EncodedItem::item).forEach(found::add);
                start = page.lastEvaluatedKey();
            } while (start.isPresent());
            assertThat(found)
                    .as("seed %d, limit %d, backward %s", seed, limit, backward)
                    .isEqualTo(backward ? items.reversed() : items);
        }
    }

    @Test
    void aPageEndsWithTheItemThatMakesItOneMegabyte() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            items.add(put(item("c", i, "x".repeat(100_000))));
        }
        cluster.split(keyOf(item("c", 4.5, "")), 2);
        Page page = query("pk = :p", false, 0, Optional.empty());
        long size = ItemSize.of(items.getFirst());
        int expected = (int) Math.ceilDiv(Limits.PAGE_BYTES_MAX, size);
        assertThat(page.items()).hasSize(expected);
        assertThat(page.lastEvaluatedKey()).contains(key("c", expected - 1));
        assertThat(page.info().capacityUnits())
                .isEqualTo(Math.ceilDiv(expected * size, 4096L) * 0.5);
    }

    @Test
    void aLimitReachedExactlyAtAPartitionsEndStillNamesItsLastKey() {
        for (int i = 0; i < 10; i++) {
            put(item("c", i, "x"));
        }
        cluster.split(keyOf(item("c", 5, "")), 2);
        Page page = query("pk = :p", false, 5, Optional.empty());
        assertThat(page.items()).hasSize(5);
        assertThat(page.lastEvaluatedKey()).contains(key("c", 4));
        Page rest = query("pk = :p", false, 0, page.lastEvaluatedKey());
        assertThat(rest.items()).hasSize(5);
        assertThat(rest.lastEvaluatedKey()).isEmpty();
    }

    @Test
    void sortKeyConditionsBecomeRanges() {
        for (int i = -5; i <= 5; i++) {
            put(item("c", i, "x"));
        }
        assertThat(sortKeys("pk = :p AND sk < :v", Map.of(":v", AttributeValue.of(-3))))
                .containsExactly("-5", "-4");
        assertThat(
                        sortKeys(
                                "pk = :p AND sk BETWEEN :v AND :w",
                                Map.of(":v", AttributeValue.of(-1), ":w", AttributeValue.of(1))))
                .containsExactly("-1", "0", "1");
        assertThat(sortKeys("pk = :p AND sk >= :v", Map.of(":v", AttributeValue.of(4))))
                .containsExactly("4", "5");
    }

    @Test
    void segmentsOfAScanTogetherFindEveryItemOnce() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            items.add(put(item("p" + i, i, "x")));
        }
        cluster.split(keyOf(items.get(17)), 2);
        cluster.split(keyOf(items.get(42)), 3);
        List<Item> found = new ArrayList<>();
        for (int segment = 0; segment < 7; segment++) {
            Optional<Item> start = Optional.empty();
            do {
                PageOptions options = PageOptions.DEFAULT.withLimit(13).startingAfter(start);
                Page page =
                        DataPlane.await(
                                core.data()
                                        .scan(
                                                new Scan(
                                                        FakeCluster.TABLE.name(),
                                                        segment,
                                                        7,
                                                        options),
                                                within(5_000)));
                page.items().stream().map(EncodedItem::item).forEach(found::add);
                start = page.lastEvaluatedKey();
            } while (start.isPresent());
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(items);
    }

    @Test
    void aStartKeyOutsideTheQueryIsRefused() {
        var query =
                new Query(
                        FakeCluster.TABLE.name(),
                        "pk = :p",
                        false,
                        options(Map.of(":p", AttributeValue.of("c")))
                                .startingAfter(Optional.of(key("d", 1))));
        assertThat(failure(core.data().query(query, within(5_000))).code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    private List<String> sortKeys(String condition, Map<String, AttributeValue> values) {
        Map<String, AttributeValue> all = new java.util.LinkedHashMap<>(values);
        all.put(":p", AttributeValue.of("c"));
        Page page =
                DataPlane.await(
                        core.data()
                                .query(
                                        new Query(
                                                FakeCluster.TABLE.name(),
                                                condition,
                                                false,
                                                options(all)),
                                        within(5_000)));
        return page.items().stream()
                .map(item -> (AttributeValue.NumberValue) item.item().get("sk"))
                .map(number -> number.value().toString())
                .toList();
    }

    private Page query(String condition, boolean backward, int limit, Optional<Item> start) {
        PageOptions options =
                options(Map.of(":p", AttributeValue.of("c"))).withLimit(limit).startingAfter(start);
        return DataPlane.await(
                core.data()
                        .query(
                                new Query(FakeCluster.TABLE.name(), condition, backward, options),
                                within(10_000)));
    }

    private static PageOptions options(Map<String, AttributeValue> values) {
        return PageOptions.DEFAULT.withSubstitutions(new Substitutions(Map.of(), values));
    }

    private Item put(Item item) {
        cluster.items().put(keyOf(item), ItemCodec.toBytes(item));
        return item;
    }

    private static Item item(String partition, double sort, String text) {
        return Item.of("pk", AttributeValue.of(partition))
                .with(
                        "sk",
                        AttributeValue.of(
                                io.kvasir.model.item.Decimal.parse(Double.toString(sort))))
                .with("text", AttributeValue.of(text));
    }

    private static Bytes keyOf(Item item) {
        return ItemKeys.ofItem(FakeCluster.TABLE, item);
    }
}
