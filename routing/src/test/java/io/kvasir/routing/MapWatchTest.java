package io.kvasir.routing;

import static io.kvasir.routing.RoutingCoreFixture.failure;
import static io.kvasir.routing.RoutingCoreFixture.item;
import static io.kvasir.routing.RoutingCoreFixture.put;
import static io.kvasir.routing.RoutingCoreFixture.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.execute.AttemptTimeouts;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.testkit.cluster.FakeCluster;
import io.kvasir.testkit.cluster.FakeControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MapWatchTest {
    @TempDir private Path folder;

    private FakeCluster cluster;

    @BeforeEach
    void start() {
        cluster = new FakeCluster(1);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theMapOutlivesTheControlPlaneAndFollowsTheNextOne() {
        FakeControlPlane first = new FakeControlPlane(cluster.update(5));
        FakeControlPlane second = new FakeControlPlane(cluster.update(6));
        try (RoutingCore core = core(List.of(first.address(), second.address()))) {
            await().until(() -> core.map().version() >= 5);
            first.close();
            await().until(() -> core.map().version() == 6 && core.isWatching());
            second.close();
            await().until(() -> !core.isWatching());
            DataPlane.await(core.data().put(put(item("a", 1, "x"), ""), within(5_000)));
            assertThat(core.notReady()).isEmpty();
        }
    }

    @Test
    void aControlPlaneThatLagsIsLeftButOneThatWasSetBackIsTakenInTheEnd() {
        try (FakeControlPlane lagging = new FakeControlPlane(cluster.update(3));
                RoutingCore core = core(List.of(lagging.address()))) {
            await().until(() -> core.map().version() == 3);
            core.cache().update(cluster.update(9));
            lagging.send(cluster.update(4));
            assertThat(lagging.watches()).isPositive();
            await().until(() -> core.map().version() == 4);
            assertThat(lagging.watches()).as("it was refused first").isGreaterThan(1);
        }
    }

    @Test
    void anUpdateThatLeavesAGapIsRefusedAndTheMapBeforeItStands() {
        try (FakeControlPlane plane = new FakeControlPlane(cluster.update(3));
                RoutingCore core = core(List.of(plane.address()))) {
            await().until(() -> core.map().version() == 3);
            MapUpdate broken = cluster.update(4);
            var range = broken.getPartitions(0).getRange().toBuilder();
            var gap =
                    broken.getPartitions(0).toBuilder()
                            .setRange(
                                    range.setEnd(com.google.protobuf.ByteString.copyFromUtf8("m")));
            plane.send(broken.toBuilder().setPartitions(0, gap).build());
            await().until(() -> plane.watches() > 1);
            assertThat(core.map().version()).isEqualTo(3);
            plane.send(cluster.update(5));
            await().until(() -> core.map().version() == 5);
        }
    }

    @Test
    void aRestartedCoreServesFromItsMapFileWithoutAControlPlane() throws Exception {
        Path file = folder.resolve("sub").resolve("map");
        try (FakeControlPlane plane = new FakeControlPlane(cluster.update(8));
                RoutingCore core = start(config(List.of(plane.address())).withMapFile(file))) {
            await().until(() -> Files.exists(file));
            assertThat(core.map().version()).isEqualTo(8);
        }
        try (RoutingCore core = start(config(List.of("127.0.0.1:1")).withMapFile(file))) {
            assertThat(core.map().version()).isEqualTo(8);
            DataPlane.await(core.data().put(put(item("a", 1, "x"), ""), within(5_000)));
        }
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);
        try (RoutingCore core = start(config(List.of("127.0.0.1:1")).withMapFile(file))) {
            assertThat(core.notReady()).isPresent();
        }
    }

    @Test
    void aTableMadeElsewhereIsAskedForOnceAndAnAbsentOneIsNotAskedForAgainAtOnce() {
        try (FakeControlPlane plane = new FakeControlPlane(cluster.update(3));
                FakeControlPlane follower = new FakeControlPlane(cluster.update(3));
                RoutingCore core = core(List.of(follower.address(), plane.address()))) {
            await().until(() -> core.map().isComplete());
            follower.follow(plane);
            Table made =
                    new Table(
                            new TableName("made-elsewhere"),
                            "t2",
                            io.kvasir.model.key.KeyspaceId.ofCounter(2),
                            FakeCluster.TABLE.keySchema(),
                            Table.State.ACTIVE,
                            FakeCluster.TABLE.createdAt());
            plane.put(made);
            DataPlane.await(core.data().put(into(made.name()), within(5_000)));
            DataPlane.await(core.data().put(into(made.name()), within(5_000)));
            assertThat(plane.describes()).isEqualTo(1);
            for (int i = 0; i < 3; i++) {
                assertThat(
                                failure(
                                                core.data()
                                                        .put(
                                                                into(new TableName("absent")),
                                                                within(5_000)))
                                        .code())
                        .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
            }
            assertThat(plane.describes()).isEqualTo(2);
        }
    }

    @Test
    void whetherAnUnknownTableExistsCannotBeToldWithoutAControlPlane() {
        try (RoutingCore core = core(List.of("127.0.0.1:1"))) {
            core.cache().update(cluster.update(1));
            assertThat(failure(core.data().put(into(new TableName("absent")), within(300))).code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    private static PutItem into(TableName table) {
        return new PutItem(table, EncodedItem.of(item("a", 1, "x")), WriteOptions.DEFAULT);
    }

    private static RoutingCore core(List<String> controlPlanes) {
        return start(config(controlPlanes));
    }

    private static RoutingCore start(RoutingConfig config) {
        return RoutingCore.start(config, RoutingEvents.NONE);
    }

    private static RoutingConfig config(List<String> controlPlanes) {
        return new RoutingConfig(
                controlPlanes,
                Optional.empty(),
                "",
                RoutingCoreFixture.CONFIG.backoff(),
                AttemptTimeouts.DEFAULT);
    }
}
