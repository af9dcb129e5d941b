package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.Put;
import io.kvasir.proto.internal.v1.RangeRead;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.Update;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.proto.v1.ReturnValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Three nodes with real logs, stores and services in one process; the test is the control plane.
class ThreeNodesTest {
    private static final PartitionId PARTITION = new PartitionId(7);
    private static final KeyspaceId KEYSPACE = KeyspaceId.ofCounter(1);
    private static final List<String> ALL = List.of("n1", "n2", "n3");

    @TempDir Path folder;
    private TestNodes nodes;

    @BeforeEach
    void start() {
        nodes = new TestNodes(folder);
        ALL.forEach(nodes::start);
        nodes.bootstrap(PARTITION, "n1", "n2", "n3");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aWriteIsReadStronglyAtOnceAndEventuallyEverywhere() {
        WriteResult written = nodes.write(PARTITION, put("a", "1"));
        assertThat(written.getVersion()).isPositive();
        ReadResponse strong = nodes.readLeader(PARTITION, keys(Consistency.STRONG, "a"));
        assertThat(strong.getItems(0).getItem()).isEqualTo(ItemCodec.toBytes(item("a", "1")));
        assertThat(strong.getStalenessMs()).isZero();
        for (String name : ALL) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> {
                        ReadResponse read =
                                nodes.read(name, PARTITION, keys(Consistency.EVENTUAL, "a"));
                        assertThat(read.hasError()).as(read.toString()).isFalse();
                        assertThat(read.getItems(0).getFound()).isTrue();
                        assertThat(read.getStalenessMs()).isPositive();
                    });
        }
    }

    @Test
    void aSessionReadsItsOwnWriteOnAnyReplica() {
        for (int i = 0; i < 20; i++) {
            var response = nodes.writeAll(PARTITION, List.of(put("s", "v" + i)));
            for (String name : ALL) {
                ReadRequest request =
                        keys(Consistency.EVENTUAL, "s").toBuilder()
                                .setAppliedIndexMin(response.getAppliedIndex())
                                .build();
                ReadResponse read = nodes.readUntilAnswered(name, PARTITION, request);
                assertThat(read.getItems(0).getItem())
                        .isEqualTo(ItemCodec.toBytes(item("s", "v" + i)));
            }
        }
    }

    @Test
    void operationsOfOneRequestAreEvaluatedInOrderEachOnWhatTheOneBeforeLeft() {
        WriteOperation once =
                put("c", "1").toBuilder()
                        .setCondition(expression("attribute_not_exists(pk)"))
                        .setReturnItemOnConditionFailure(true)
                        .build();
        WriteOperation add = add("c");
        var results = nodes.writeAll(PARTITION, List.of(once, once, add, add)).getResultsList();
        assertThat(results.get(0).hasError()).isFalse();
        assertThat(results.get(1).getError().getCode())
                .isEqualTo(ErrorCode.CONDITION_FAILED.number());
        assertThat(results.get(1).getAttributes()).isEqualTo(ItemCodec.toBytes(item("c", "1")));
        assertThat(ItemCodec.fromBytes(results.get(3).getAttributes()))
                .isEqualTo(Item.of("n", AttributeValue.of(2)));
    }

    @Test
    void aPageEndsAtItsLimitAndTheNextBeginsBehindIt() {
        for (int i = 0; i < 10; i++) {
            nodes.write(PARTITION, put("k" + i, "v"));
        }
        ByteString start = ItemCodec.toWire(GlobalKey.keyspaceRange(KEYSPACE).start());
        int seen = 0;
        for (int page = 0; page < 3; page++) {
            ReadResponse read =
                    nodes.readLeader(
                            PARTITION,
                            ReadRequest.newBuilder()
                                    .setConsistency(Consistency.STRONG)
                                    .setRange(RangeRead.newBuilder().setStart(start).setLimit(4))
                                    .build());
            seen += read.getItemsCount();
            assertThat(read.getLastKey().isEmpty()).isEqualTo(page == 2);
            start = read.getLastKey().concat(ByteString.copyFrom(new byte[1]));
        }
        assertThat(seen).isEqualTo(10);
    }

    @Test
    void theLossOfTheLeaderLosesNothingAndATokenStillAnswersAsBefore() {
        for (int i = 0; i < 50; i++) {
            nodes.write(PARTITION, put("k" + i, "before"));
        }
        WriteOperation counted =
                put("t", "1").toBuilder()
                        .setClientRequestToken("token-1")
                        .setCondition(expression("attribute_not_exists(pk)"))
                        .build();
        WriteResult first = nodes.write(PARTITION, counted);
        assertThat(first.hasError()).isFalse();
        String leader = nodes.leader(PARTITION);
        nodes.stop(leader);
        assertThat(nodes.write(PARTITION, counted)).isEqualTo(first);
        WriteResult other =
                nodes.write(
                        PARTITION,
                        put("t", "2").toBuilder().setClientRequestToken("token-1").build());
        assertThat(other.getError().getCode()).isEqualTo(ErrorCode.TOKEN_MISMATCH.number());
        assertAllFound("before", 50);
        nodes.start(leader);
        nodes.awaitCaughtUp(PARTITION, leader);
    }

    @Test
    void aRestartOfAllServesEverythingWithoutAControlPlane() {
        for (int i = 0; i < 20; i++) {
            nodes.write(PARTITION, put("k" + i, "kept"));
        }
        ALL.forEach(nodes::stop);
        ALL.forEach(nodes::start);
        assertAllFound("kept", 20);
    }

    @Test
    void aWipedNodeIsRebuiltFromItsPeersUnderANewIdentity() {
        for (int i = 0; i < 100; i++) {
            nodes.write(PARTITION, put("k" + i, "kept"));
        }
        String victim = nodes.follower(PARTITION);
        nodes.stop(victim);
        nodes.wipe(victim);
        nodes.write(PARTITION, put("meanwhile", "1"));
        nodes.start(victim);
        nodes.assign(PARTITION, "n1", "n2", "n3");
        nodes.awaitCaughtUp(PARTITION, victim);
        for (int i = 0; i < 100; i++) {
            ReadResponse read =
                    nodes.readUntilAnswered(victim, PARTITION, keys(Consistency.EVENTUAL, "k" + i));
            assertThat(read.getItems(0).getFound()).as("k" + i).isTrue();
        }
    }

    @Test
    void aNodeThatIsToStopIsFollowedWithoutAnElection() {
        nodes.write(PARTITION, put("a", "1"));
        String leader = nodes.leader(PARTITION);
        long term = nodes.replicaOf(leader, PARTITION).leadership().term();
        nodes.node(leader).handOver();
        String next = nodes.leader(PARTITION);
        assertThat(next).isNotEqualTo(leader);
        nodes.stop(leader);
        assertThat(nodes.write(PARTITION, put("b", "2")).hasError()).isFalse();
        assertThat(nodes.leader(PARTITION)).isEqualTo(next);
        assertThat(nodes.replicaOf(next, PARTITION).leadership().term()).isEqualTo(term + 1);
    }

    /// Found by WholeClusterTest, for 30 s without a leader: the node that had come back was a
    /// member without a vote, and waited for the leader that had gone to tell it so.
    @Test
    void aFounderThatComesLateVotesAtOnceWhenTheLeaderGoes() {
        PartitionId late = new PartitionId(8);
        nodes.stop("n3");
        nodes.bootstrap(late, "n1", "n2", "n3");
        for (int i = 0; i < 20; i++) {
            nodes.write(late, put("k" + i, "kept"));
        }
        nodes.start("n3");
        String leader = nodes.leader(late);
        // Only what remains hears of it: the leader cannot have told the founder anything.
        nodes.stop(leader);
        nodes.bootstrap(late, "n1", "n2", "n3");
        for (int i = 0; i < 20; i++) {
            ReadResponse read = nodes.readLeader(late, keys(Consistency.STRONG, "k" + i));
            assertThat(read.getItems(0).getFound()).as("k" + i).isTrue();
        }
    }

    /// Found by reading: such a replica was made anew, as a founder's, and voted again.
    @ParameterizedTest
    @ValueSource(strings = {"raft/log", "store"})
    void aFounderThatLostItsLogOrItsStoreIsStoppedAndNotMadeAgain(String part) throws IOException {
        nodes.write(PARTITION, put("a", "kept"));
        nodes.stop("n3");
        nodes.lose("n3", part);
        Files.createDirectories(folder.resolve("n3").resolve(part));
        nodes.start("n3");
        nodes.bootstrap(PARTITION, "n1", "n2", "n3");
        nodes.write(PARTITION, put("b", "kept"));
        Replicas damaged = nodes.node("n3").replicas();
        assertThat(damaged.stopped()).containsExactly(PARTITION);
        assertThat(damaged.all()).isEmpty();
        nodes.tell(Set.of(), nodes.assignment(PARTITION, KeyRange.ALL, false, "n1", "n2").build());
        await().atMost(Duration.ofSeconds(20)).until(() -> damaged.stopped().isEmpty());
        nodes.assign(PARTITION, "n1", "n2", "n3");
        nodes.awaitCaughtUp(PARTITION, "n3");
        assertThat(damaged.get(PARTITION)).isNotNull();
    }

    @Test
    void aNodeWhoseLogsAreAllGoneDoesNotStart() throws IOException {
        nodes.stop("n3");
        nodes.lose("n3", "raft");
        Files.createDirectories(folder.resolve("n3/raft"));
        assertThatThrownBy(() -> nodes.start("n3"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("empty the whole folder");
    }

    /// Found by `kvasir verify`: a loop that met a damaged block ended the whole process.
    @Test
    void aDamagedBlockThatASweepMeetsCostsTheReplicaAndNotTheNode() throws IOException {
        for (int i = 0; i < 50; i++) {
            nodes.write(
                    PARTITION,
                    put("k" + i, "kept").toBuilder().setClientRequestToken("token-" + i).build());
        }
        String leader = nodes.leader(PARTITION);
        Replica damaged = nodes.replicaOf(leader, PARTITION);
        damaged.store().flush().join();
        nodes.damageTables(leader);
        nodes.node(leader).replicas().sweepTokens();
        assertThat(damaged.quarantine()).isPresent();
        await().atMost(Duration.ofSeconds(20)).until(() -> !nodes.leader(PARTITION).equals(leader));
        assertAllFound("kept", 50);
    }

    @Test
    void aDroppedKeyspaceLosesItsItemsAndRefusesLateWrites() {
        nodes.write(PARTITION, put("a", "1"));
        nodes.drop(PARTITION, KEYSPACE);
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        nodes.replicaOf(nodes.leader(PARTITION), PARTITION)
                                .state()
                                .isDropped(KEYSPACE));
        ReadResponse read = nodes.readLeader(PARTITION, keys(Consistency.STRONG, "a"));
        assertThat(read.getItems(0).getFound()).isFalse();
        assertThat(nodes.write(PARTITION, put("b", "1")).getError().getCode())
                .isEqualTo(ErrorCode.TABLE_NOT_FOUND.number());
    }

    @Test
    void aRequestUnderAnotherEpochIsCorrected() {
        nodes.leader(PARTITION);
        ReadResponse read = nodes.read("n1", PARTITION, keys(Consistency.EVENTUAL, "a"), 99);
        assertThat(read.getError().getCode()).isEqualTo(ErrorCode.WRONG_PARTITION.number());
        assertThat(read.getError().getPartitions(0).getId()).isEqualTo(PARTITION.value());
        assertThat(read.getError().getPartitions(0).getReplicasCount()).isEqualTo(3);
    }

    private void assertAllFound(String value, int count) {
        for (int i = 0; i < count; i++) {
            ReadResponse read = nodes.readLeader(PARTITION, keys(Consistency.STRONG, "k" + i));
            assertThat(read.getItems(0).getItem())
                    .as("k" + i)
                    .isEqualTo(ItemCodec.toBytes(item("k" + i, value)));
        }
    }

    private static ByteString key(String name) {
        return ItemCodec.toWire(GlobalKey.of(KEYSPACE, Bytes.utf8(name), Bytes.EMPTY));
    }

    private static Item item(String name, String value) {
        return Item.of("pk", AttributeValue.of(name)).with("value", AttributeValue.of(value));
    }

    private static WriteOperation put(String name, String value) {
        Item item = item(name, value);
        return WriteOperation.newBuilder()
                .setKey(key(name))
                .setPut(
                        Put.newBuilder()
                                .setItem(ItemCodec.toBytes(item))
                                .setSizeBytes((int) ItemSize.of(item)))
                .build();
    }

    private static WriteOperation add(String name) {
        return WriteOperation.newBuilder()
                .setKey(key(name))
                .setUpdate(
                        Update.newBuilder()
                                .setKey(ItemCodec.toWire(Item.of("pk", AttributeValue.of(name))))
                                .setExpression(
                                        Expression.newBuilder()
                                                .setText("ADD n :one")
                                                .putValues(
                                                        ":one",
                                                        ItemCodec.toWire(AttributeValue.of(1)))))
                .setReturnValues(ReturnValues.UPDATED_NEW)
                .build();
    }

    private static Expression expression(String text) {
        return Expression.newBuilder().setText(text).build();
    }

    private static ReadRequest keys(Consistency consistency, String name) {
        return ReadRequest.newBuilder()
                .setConsistency(consistency)
                .setKeys(KeysRead.newBuilder().addKeys(key(name)))
                .build();
    }
}
