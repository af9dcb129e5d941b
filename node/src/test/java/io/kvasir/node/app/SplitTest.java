package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.MergeSteps;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.SplitSteps;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.Update;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.v1.Consistency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Splits of a partition on three nodes with real logs and stores; the test is the control plane.
class SplitTest {
    private static final PartitionId PARENT = new PartitionId(7);
    private static final PartitionId CHILD = new PartitionId(8);
    private static final KeyspaceId KEYSPACE = KeyspaceId.ofCounter(1);
    private static final List<String> ALL = List.of("n1", "n2", "n3");
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int KEYS = 60;

    @TempDir Path folder;
    private TestNodes nodes;
    private final TreeMap<Bytes, String> names = new TreeMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int rounds;

    @BeforeEach
    void prepare() {
        nodes = new TestNodes(folder);
        for (int i = 0; i < KEYS; i++) {
            names.put(key("k" + i), "k" + i);
        }
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void everyItemIsInOneHalfAndNoCounterLosesOrRepeatsAnIncrementWhileThePartitionDivides()
            throws InterruptedException {
        ALL.forEach(nodes::start);
        begin();
        AtomicBoolean end = new AtomicBoolean();
        Thread load =
                Thread.ofVirtual()
                        .start(() -> {
                            while (!end.get()) {
                                incrementAll();
                            }
                        });
        nodes.split(PARENT, CHILD, cut(), "n1", "n2", "n3");
        awaitDivided();
        end.set(true);
        load.join();
        requireWhole();
    }

    @Test
    void aRequestUnderTheOldEpochLearnsBothHalves() {
        ALL.forEach(nodes::start);
        begin();
        nodes.split(PARENT, CHILD, cut(), "n1", "n2", "n3");
        awaitDivided();
        ReadResponse refused =
                nodes.read(nodes.leader(PARENT), PARENT, keysRead(List.of(names.lastKey())), 1);
        assertThat(refused.getError().getCode()).isEqualTo(ErrorCode.WRONG_PARTITION.number());
        assertThat(refused.getError().getPartitionsList())
                .anySatisfy(partition -> {
                    assertThat(partition.getId()).isEqualTo(CHILD.value());
                    assertThat(ItemCodec.fromWire(partition.getRange().getStart()))
                            .isEqualTo(cut());
                });
    }

    @Test
    void aRetryWithATokenFindsItsOutcomeInTheHalfThatHasTheKey() {
        ALL.forEach(nodes::start);
        begin();
        List<WriteOperation> once =
                names.values().stream().map(name -> add(name, "once-" + name)).toList();
        apply(once);
        nodes.split(PARENT, CHILD, cut(), "n1", "n2", "n3");
        awaitDivided();
        apply(once);
        names.values().forEach(name -> counts.merge(name, 1, Integer::sum));
        requireWhole();
    }

    @ParameterizedTest
    @EnumSource(SplitSteps.Step.class)
    void nothingIsLostWhereAllNodesCrashAtAStep(SplitSteps.Step step) {
        Map<String, CrashPoint> points = new LinkedHashMap<>();
        for (String name : ALL) {
            CrashPoint point = new CrashPoint(step);
            points.put(name, point);
            nodes.start(name, new StorageNode.Hooks(point, MergeSteps.NONE, MoveSteps.NONE, true));
        }
        begin();
        nodes.split(PARENT, CHILD, cut(), "n1", "n2", "n3");
        points.values().forEach(CrashPoint::awaitReached);
        points.forEach((name, point) -> {
            nodes.expectCrash(name);
            point.crash();
            nodes.stop(name);
        });
        ALL.forEach(nodes::start);
        // Orders are repeated until they are done.
        nodes.split(PARENT, CHILD, cut(), "n1", "n2", "n3");
        awaitDivided();
        requireWhole();
    }

    private void begin() {
        nodes.bootstrap(PARENT, "n1", "n2", "n3");
        incrementAll();
        ALL.forEach(name -> nodes.awaitReplicaCaughtUp(PARENT, name));
    }

    private Bytes cut() {
        return List.copyOf(names.keySet()).get(KEYS / 3);
    }

    private void awaitDivided() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    for (String name : ALL) {
                        Replica parent = nodes.node(name).replicas().get(PARENT);
                        assertThat(parent).isNotNull();
                        assertThat(parent.state().epoch().value()).isEqualTo(2);
                        assertThat(parent.state().pendingSplits()).isEmpty();
                        assertThat(nodes.node(name).replicas().get(CHILD)).isNotNull();
                    }
                    assertThat(nodes.leaderNow(CHILD)).isPresent();
                });
    }

    /// Every counter has its count, in the half that has its key; the replicas of a half agree, and
    /// hold nothing of the other.
    private void requireWhole() {
        incrementAll();
        for (PartitionId half : List.of(PARENT, CHILD)) {
            requireCounts(half);
        }
        for (PartitionId half : List.of(PARENT, CHILD)) {
            ALL.forEach(name -> nodes.awaitReplicaCaughtUp(half, name));
            List<Map<Bytes, Bytes>> contents = ALL.stream().map(name -> items(name, half)).toList();
            assertThat(contents).allMatch(each -> each.equals(contents.getFirst()));
            assertThat(contents.getFirst()).isNotEmpty();
        }
    }

    private void requireCounts(PartitionId half) {
        List<Bytes> keys = names.keySet().stream().filter(key -> half(key).equals(half)).toList();
        ReadResponse read =
                await().atMost(PATIENCE)
                        .until(
                                () ->
                                        nodes.read(
                                                nodes.leader(half),
                                                half,
                                                keysRead(keys),
                                                epoch(half)),
                                reply -> !reply.hasError());
        for (int i = 0; i < keys.size(); i++) {
            String name = names.get(keys.get(i));
            assertThat(ItemCodec.fromBytes(read.getItems(i).getItem()).get("n"))
                    .as(name)
                    .isEqualTo(AttributeValue.of(counts.get(name)));
        }
    }

    private Map<Bytes, Bytes> items(String name, PartitionId half) {
        Map<Bytes, Bytes> items = new TreeMap<>();
        Replica replica = nodes.replicaOf(name, half);
        replica.store()
                .scan(
                        Space.ITEM.all(),
                        Direction.FORWARD,
                        Tier.DISK,
                        (key, value) -> {
                            items.put(key, value);
                            return true;
                        });
        return items;
    }

    private PartitionId half(Bytes key) {
        return key.compareTo(cut()) < 0 ? PARENT : CHILD;
    }

    private static long epoch(PartitionId half) {
        return half.equals(PARENT) ? 2 : 1;
    }

    private void incrementAll() {
        String round = "r" + rounds++ + "-";
        apply(names.values().stream().map(name -> add(name, round + name)).toList());
        names.values().forEach(name -> counts.merge(name, 1, Integer::sum));
    }

    /// Sends each until it is done, to whoever may hold its key.
    private void apply(List<WriteOperation> operations) {
        List<WriteOperation> open = new ArrayList<>(operations);
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    send(open, PARENT, 1, PARENT, CHILD);
                    send(open, PARENT, 2, PARENT);
                    send(open, CHILD, 1, CHILD);
                    return open.isEmpty();
                });
    }

    /// Sends those whose keys are in one of the halves, and takes out what is done.
    private void send(
            List<WriteOperation> open, PartitionId to, long epoch, PartitionId... halves) {
        List<WriteOperation> sent =
                open.stream()
                        .filter(each ->
                                List.of(halves).contains(half(ItemCodec.fromWire(each.getKey()))))
                        .toList();
        Optional<String> leader = nodes.leaderNow(to);
        if (leader.isEmpty() || sent.isEmpty()) {
            return;
        }
        WriteResponse reply =
                nodes.stub(leader.get())
                        .write(
                                WriteRequest.newBuilder()
                                        .setPartition(TestNodes.reference(to, epoch))
                                        .addAllOperations(sent)
                                        .build());
        for (int i = 0; i < reply.getResultsCount(); i++) {
            if (!reply.getResults(i).hasError()) {
                open.remove(sent.get(i));
            }
        }
    }

    private static WriteOperation add(String name, String token) {
        return WriteOperation.newBuilder()
                .setKey(ItemCodec.toWire(key(name)))
                .setClientRequestToken(token)
                .setUpdate(
                        Update.newBuilder()
                                .setExpression(
                                        Expression.newBuilder()
                                                .setText("ADD n :one")
                                                .putValues(
                                                        ":one",
                                                        ItemCodec.toWire(AttributeValue.of(1)))))
                .build();
    }

    private static ReadRequest keysRead(List<Bytes> keys) {
        return ReadRequest.newBuilder()
                .setConsistency(Consistency.STRONG)
                .setKeys(
                        KeysRead.newBuilder()
                                .addAllKeys(keys.stream().map(ItemCodec::toWire).toList()))
                .build();
    }

    private static Bytes key(String name) {
        return GlobalKey.of(KEYSPACE, Bytes.utf8(name), Bytes.EMPTY);
    }
}
