package io.kvasir.control.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.kvasir.control.app.ControlPlaneConfig.Peer;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.Errors;
import io.kvasir.proto.internal.v1.Assignment;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.CreateTableRequest;
import io.kvasir.proto.v1.DeleteTableRequest;
import io.kvasir.proto.v1.DescribeClusterRequest;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.DescribeTableRequest;
import io.kvasir.proto.v1.KeyAttribute;
import io.kvasir.proto.v1.KeySchema;
import io.kvasir.proto.v1.KeyType;
import io.kvasir.proto.v1.ListTablesRequest;
import io.kvasir.proto.v1.ListTablesResponse;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.proto.v1.Table;
import io.kvasir.proto.v1.TableState;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.runtime.control.LeaderChannel;
import io.kvasir.runtime.control.MapWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ControlPlaneTest {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final KeySchema SCHEMA =
            KeySchema.newBuilder()
                    .setPartitionKey(KeyAttribute.newBuilder().setName("id").setType(KeyType.S))
                    .build();

    @TempDir Path folder;

    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void tablesAreThereAtOnceAndAfterARestart() throws Exception {
        ControlPlane first = start(ControlPlaneConfig.single(folder, 1, 1));
        Tables tables = new Tables(first.grpcAddress());
        Table created = tables.create("orders", "token");
        assertThat(created.getState()).isEqualTo(TableState.ACTIVE);
        assertThat(tables.create("orders", "token")).isEqualTo(created);
        assertThat(failure(() -> tables.create("orders", "other")).code())
                .isEqualTo(ErrorCode.TABLE_ALREADY_EXISTS);
        tables.create("customers", "");
        assertThat(tables.list("", 1).getTablesList()).containsExactly("customers");
        assertThat(tables.list("customers", 1).getTablesList()).containsExactly("orders");
        first.close();

        ControlPlane second = start(ControlPlaneConfig.single(folder, 1, 1));
        assertThat(new Tables(second.grpcAddress()).describe("orders")).isEqualTo(created);
    }

    @Test
    void badRequestsNameTheFieldAndTheLimit() throws Exception {
        ControlPlane control = start(ControlPlaneConfig.single(folder, 1, 1));
        Tables tables = new Tables(control.grpcAddress());

        assertThat(failure(() -> tables.create("a", "")).message()).contains("at least 3");
        assertThat(failure(() -> tables.create("orders", "t".repeat(37))).message())
                .contains("client_request_token has 37 bytes; the limit is 36");
        assertThat(failure(() -> tables.describe("orders")).code())
                .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(failure(() -> tables.delete("orders")).code())
                .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(failure(() -> tables.list("", 101)).message()).contains("from 1 to 100");
    }

    @Test
    void nodesGetPartitionsAndRoutersTheMapWithItsLeaders() throws Exception {
        ControlPlane control = start(ControlPlaneConfig.single(folder, 3, 3));
        List<String> address = List.of(control.grpcAddress());
        List<MapUpdate> updates = watch(address);
        for (int i = 1; i <= 3; i++) {
            node(address, "n" + i, "s1");
        }

        await().atMost(WAIT).until(() -> leaders(map(updates)) == 3);
        PartitionMap map = map(updates);
        assertThat(map.partitions()).hasSize(3).allMatch(each -> each.replicas().size() == 3);
        await().atMost(WAIT)
                .untilAsserted(() -> {
                    DescribeClusterResponse cluster = describe(address);
                    assertThat(cluster.getNodesList()).allMatch(node -> node.getAlive());
                    assertThat(cluster.getNodesList()).allMatch(node -> node.getLeaders() == 1);
                });
        assertThat(get(control.adminAddress(), "/metrics"))
                .contains("kvasir_control_nodes{")
                .contains("health=\"ALIVE\"")
                .contains("kvasir_map_version");
        assertThat(get(control.adminAddress(), "/readyz")).isEqualTo("ok\n");
    }

    @Test
    void aDeletedTableIsGoneOnceEveryLeaderHasDroppedIt() throws Exception {
        ControlPlane control = start(ControlPlaneConfig.single(folder, 1, 1));
        List<String> address = List.of(control.grpcAddress());
        Tables tables = new Tables(control.grpcAddress());
        node(address, "n1", "s1");
        List<MapUpdate> updates = watch(address);
        await().atMost(WAIT).until(() -> leaders(map(updates)) == 1);
        Table created = tables.create("orders", "");

        assertThat(tables.delete("orders").getState()).isEqualTo(TableState.DELETING);

        await().atMost(WAIT)
                .until(
                        () -> failure(() -> tables.describe("orders")).code(),
                        ErrorCode.TABLE_NOT_FOUND::equals);
        await().atMost(WAIT)
                .until(() ->
                        updates.stream()
                                .anyMatch(each -> each.getRemovedTablesList().contains("orders")));
        assertThat(tables.create("orders", "").getKeyspace()).isNotEqualTo(created.getKeyspace());
    }

    @Test
    void aWipedNodeLeavesTheGroupsBeforeItComesBack() throws Exception {
        ControlPlaneConfig config = ControlPlaneConfig.single(folder, 3, 3);
        ControlPlane control = start(withDeadAfter(config, Duration.ofMillis(500)));
        List<String> address = List.of(control.grpcAddress());
        List<MapUpdate> updates = watch(address);
        FakeNode first = node(address, "n1", "s1");
        node(address, "n2", "s1");
        node(address, "n3", "s1");
        await().atMost(WAIT).until(() -> leaders(map(updates)) == 3);
        first.close();

        FakeNode wiped = node(address, "n1", "s2");

        await().atMost(WAIT)
                .until(() ->
                        wiped.orders().getAssignmentsCount() == 3
                                && wiped.orders().getAssignmentsList().stream()
                                        .allMatch(each -> each.getMembersCount() == 3));
        for (Assignment assignment : wiped.orders().getAssignmentsList()) {
            assertThat(assignment.getBootstrap()).isFalse();
            assertThat(assignment.getMembersList()).contains("n1.s2").doesNotContain("n1.s1");
        }
    }

    @Test
    void whenTheLeaderEndsAnotherLeadsWithEveryTable() throws Exception {
        List<ControlPlane> members = startThree();
        List<String> addresses = members.stream().map(ControlPlane::grpcAddress).toList();
        List<MapUpdate> updates = watch(addresses);
        for (int i = 1; i <= 3; i++) {
            node(addresses, "n" + i, "s1");
        }
        Tables tables = new Tables(addresses.toArray(String[]::new));
        Table created = tables.create("orders", "");
        await().atMost(WAIT).until(() -> leaders(map(updates)) == 3);
        ControlPlane leader =
                members.stream().filter(ControlPlane::isLeading).findFirst().orElseThrow();

        leader.close();

        assertThat(tables.describe("orders")).isEqualTo(created);
        tables.create("customers", "");
        await().atMost(WAIT)
                .until(() ->
                        updates.stream()
                                .flatMap(each -> each.getTablesList().stream())
                                .anyMatch(each -> each.getName().equals("customers")));
        assertThat(describe(addresses).getPartitionsCount()).isEqualTo(3);
    }

    @Test
    void aMemberThatLostItsFolderIsReplacedAndGetsTheState() throws Exception {
        List<ControlPlaneConfig> configs = threeConfigs();
        List<ControlPlane> members = new ArrayList<>();
        for (ControlPlaneConfig config : configs) {
            members.add(start(config));
        }
        List<String> addresses = members.stream().map(ControlPlane::grpcAddress).toList();
        Tables tables = new Tables(addresses.toArray(String[]::new));
        Table created = tables.create("orders", "");
        int lost =
                members.indexOf(
                        members.stream()
                                .filter(each -> !each.isLeading())
                                .findFirst()
                                .orElseThrow());
        members.get(lost).close();
        wipe(configs.get(lost).data());

        members.set(lost, start(configs.get(lost)));
        await().atMost(WAIT).until(() -> members.get(lost).leader().isPresent());
        int other = (lost + 1) % 3;
        String before = members.get(lost).leader().orElseThrow();
        await().atMost(WAIT).until(() -> memberCount(members) == 3);
        members.get(other).close();

        assertThat(tables.describe("orders")).isEqualTo(created);
        assertThat(before).isNotEqualTo(members.get(lost).id());
    }

    private static long memberCount(List<ControlPlane> members) {
        return members.stream()
                .filter(ControlPlane::isLeading)
                .mapToLong(ControlPlane::votingMembers)
                .findFirst()
                .orElse(0);
    }

    private static void wipe(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private ControlPlane start(ControlPlaneConfig config) throws Exception {
        ControlPlane control = ControlPlane.start(config);
        open.add(control);
        if (config.peers().isEmpty()) {
            assertThat(control.awaitLeader(WAIT)).isTrue();
        }
        return control;
    }

    private List<ControlPlane> startThree() throws Exception {
        List<ControlPlane> members = new ArrayList<>();
        for (ControlPlaneConfig config : threeConfigs()) {
            members.add(start(config));
        }
        for (ControlPlane member : members) {
            assertThat(member.awaitLeader(WAIT)).isTrue();
        }
        return members;
    }

    private List<ControlPlaneConfig> threeConfigs() throws IOException {
        return threeConfigs(folder);
    }

    static List<ControlPlaneConfig> threeConfigs(Path folder) throws IOException {
        List<Integer> ports = unusedPorts(6);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            peers.add(
                    new Peer(
                            "cp" + (i + 1),
                            "127.0.0.1:" + ports.get(2 * i),
                            "127.0.0.1:" + ports.get(2 * i + 1)));
        }
        List<ControlPlaneConfig> configs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            configs.add(
                    new ControlPlaneConfig(
                            peers.get(i).id(),
                            "127.0.0.1",
                            ports.get(2 * i),
                            ports.get(2 * i + 1),
                            0,
                            folder.resolve(peers.get(i).id()),
                            peers,
                            3,
                            3,
                            0,
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            ElasticLimits.DEFAULT));
        }
        return configs;
    }

    private static List<Integer> unusedPorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(sockets.getLast().getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static ControlPlaneConfig withDeadAfter(ControlPlaneConfig of, Duration deadAfter) {
        return new ControlPlaneConfig(
                of.id(),
                of.host(),
                of.grpcPort(),
                of.raftPort(),
                of.adminPort(),
                of.data(),
                of.peers(),
                of.replicationFactor(),
                of.initialNodes(),
                of.initialPartitions(),
                deadAfter,
                of.electionTimeoutMin(),
                of.electionTimeoutMax(),
                of.elastic());
    }

    private FakeNode node(List<String> control, String id, String storage) {
        FakeNode node = new FakeNode(control, id, storage, running);
        open.add(node);
        return node;
    }

    private List<MapUpdate> watch(List<String> addresses) {
        LeaderChannel channel = LeaderChannel.to(addresses);
        open.add(channel);
        List<MapUpdate> updates = new CopyOnWriteArrayList<>();
        open.add(MapWatch.start(channel, updates::add));
        return updates;
    }

    /// Each update replaces what overlaps it: here, by the same range.
    private static PartitionMap map(List<MapUpdate> updates) {
        TreeMap<Long, Partition> partitions = new TreeMap<>();
        for (MapUpdate update : updates) {
            for (var partition : update.getPartitionsList()) {
                partitions.put(partition.getId(), ClusterCodec.fromWire(partition));
            }
        }
        return PartitionMap.of(
                partitions.isEmpty()
                        ? List.of(
                                new Partition(
                                        new PartitionId(0),
                                        Epoch.FIRST,
                                        KeyRange.ALL,
                                        List.of(),
                                        Optional.empty()))
                        : partitions.values());
    }

    private static long leaders(PartitionMap map) {
        return map.partitions().stream().flatMap(each -> each.leader().stream()).distinct().count();
    }

    private DescribeClusterResponse describe(List<String> addresses) {
        LeaderChannel channel = LeaderChannel.to(addresses);
        open.add(channel);
        return channel.call(
                WAIT,
                LeaderChannel.Repeat.SAFE,
                (to, deadline) ->
                        ClusterGrpc.newBlockingStub(to)
                                .withDeadline(deadline)
                                .describeCluster(DescribeClusterRequest.getDefaultInstance()));
    }

    private static String get(String address, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static RequestFailure failure(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failed) {
            return Errors.fromStatus(failed).orElseThrow(() -> failed);
        }
        return RequestFailure.of(ErrorCode.INTERNAL, "the call succeeded");
    }

    private final class Tables {
        private final LeaderChannel channel;

        Tables(String... addresses) {
            channel = LeaderChannel.to(List.of(addresses));
            open.add(channel);
        }

        Table create(String name, String token) {
            CreateTableRequest request =
                    CreateTableRequest.newBuilder()
                            .setTable(name)
                            .setKeySchema(SCHEMA)
                            .setClientRequestToken(token)
                            .build();
            return call(stub -> stub.createTable(request).getTable());
        }

        Table describe(String name) {
            DescribeTableRequest request = DescribeTableRequest.newBuilder().setTable(name).build();
            return call(stub -> stub.describeTable(request).getTable());
        }

        Table delete(String name) {
            DeleteTableRequest request = DeleteTableRequest.newBuilder().setTable(name).build();
            return call(stub -> stub.deleteTable(request).getTable());
        }

        ListTablesResponse list(String after, int limit) {
            ListTablesRequest request =
                    ListTablesRequest.newBuilder()
                            .setExclusiveStartTable(after)
                            .setLimit(limit)
                            .build();
            return call(stub -> stub.listTables(request));
        }

        private <T> T call(Function<TablesGrpc.TablesBlockingStub, T> method) {
            return channel.call(
                    WAIT,
                    LeaderChannel.Repeat.SAFE,
                    (to, deadline) ->
                            method.apply(TablesGrpc.newBlockingStub(to).withDeadline(deadline)));
        }
    }
}
