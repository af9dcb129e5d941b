package io.kvasir.control.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.testkit.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
    private static final KeySchema SCHEMA = KeySchema.of("id", KeyType.S);

    @Test
    void theSameEntriesGiveTheSameStateAndTheSameBytes() {
        Seeds.each(
                30,
                seed -> {
                    RandomGenerator random = seed.random("commands");
                    ClusterState leader = ClusterState.EMPTY;
                    ClusterState follower = ClusterState.EMPTY;
                    for (int i = 0; i < 200; i++) {
                        Evaluation evaluation = Evaluator.evaluate(leader, command(random, leader));
                        if (evaluation.records().isEmpty()) {
                            continue;
                        }
                        EntryStamp stamp = leader.lastEntry().next(1 + i / 50);
                        byte[] entry = StateCodec.entry(stamp, evaluation.records());
                        leader = leader.apply(stamp, evaluation.records());
                        StateCodec.Entry read = StateCodec.entry(Bytes.ofOwned(entry));
                        follower = follower.apply(read.stamp(), read.records());
                        if (random.nextInt(20) == 0) {
                            follower = StateCodec.snapshot(StateCodec.snapshot(follower));
                        }
                        assertThat(follower).isEqualTo(leader);
                        assertIndexed(follower);
                    }
                    assertThat(StateCodec.snapshot(follower))
                            .isEqualTo(StateCodec.snapshot(leader));
                });
    }

    private static void assertIndexed(ClusterState state) {
        KeyRange range = KeyRange.ofPrefix(Bytes.ofHex("7f"));
        assertThat(state.overlapping(range))
                .containsExactlyElementsOf(
                        state.partitions().values().stream()
                                .filter(entry -> entry.range().overlaps(range))
                                .toList());
        for (NodeId node : state.nodes().keySet()) {
            assertThat(state.partitionsOn(node))
                    .containsExactlyElementsOf(
                            state.partitions().values().stream()
                                    .filter(entry -> entry.isOn(node))
                                    .toList());
        }
        assertThat(state.deletingTables())
                .containsExactlyElementsOf(
                        state.tables().values().stream()
                                .map(TableEntry::table)
                                .filter(table -> table.state() == Table.State.DELETING)
                                .toList());
    }

    private static Command command(RandomGenerator random, ClusterState state) {
        TableName name = new TableName("table-" + random.nextInt(6));
        List<ReplicaId> replicas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replicas.add(replica(i, random.nextInt(3)));
        }
        PartitionId partition = new PartitionId(1 + random.nextInt(3));
        return switch (random.nextInt(8)) {
            case 0 -> new Command.RegisterNode(node(random.nextInt(4), random.nextInt(3)));
            case 1, 2 ->
                    new Command.CreateTable(
                            name,
                            SCHEMA,
                            Long.toHexString(random.nextLong()),
                            random.nextBoolean() ? "" : "token",
                            Instant.ofEpochSecond(random.nextInt(), 123_456_789));
            case 3 -> new Command.DeleteTable(name);
            case 4 ->
                    new Command.FinishDrop(
                            name, state.table(name).map(entry -> entry.table().id()).orElse(""));
            case 5 -> new Command.CreatePartitions(halves(replicas));
            case 6 -> new Command.ConfirmFormed(partition);
            default ->
                    new Command.ChangeReplicas(
                            partition,
                            state.partition(partition)
                                    .map(PartitionEntry::replicas)
                                    .orElse(List.of()),
                            replicas,
                            Optional.of(replicas.getFirst().node()),
                            Optional.of(random.nextInt(10_000))
                                    .filter(_ -> random.nextBoolean())
                                    .map(second -> Instant.ofEpochSecond(second, 123_456_789)));
        };
    }

    private static List<Command.NewPartition> halves(List<ReplicaId> replicas) {
        Bytes middle = Bytes.ofHex("7f80");
        NodeId leader = replicas.getFirst().node();
        return List.of(
                new Command.NewPartition(new KeyRange(Bytes.EMPTY, middle), replicas, leader),
                new Command.NewPartition(new KeyRange(middle, null), replicas, leader));
    }

    private static Node node(int number, int storage) {
        return new Node(
                new NodeId("n" + number), new StorageId("s" + storage), "h:1", "h:2", "zone");
    }

    private static ReplicaId replica(int number, int storage) {
        return new ReplicaId(new NodeId("n" + number), new StorageId("s" + storage));
    }

    @Test
    void foundersAreFoundersUntilOneIsReplaced() {
        PartitionId partition = new PartitionId(1);
        List<ReplicaId> founders = List.of(replica(1, 1), replica(2, 1), replica(3, 1));
        ClusterState state =
                done(ClusterState.EMPTY, new Command.CreatePartitions(halves(founders)));
        assertThat(formation(state)).isEqualTo(Formation.PENDING);
        state = done(state, new Command.ConfirmFormed(partition));
        state = done(state, new Command.PreferLeader(partition, new NodeId("n2")));
        assertThat(formation(state)).isEqualTo(Formation.FOUNDERS);
        state =
                done(
                        state,
                        new Command.ChangeReplicas(
                                partition,
                                founders,
                                List.of(replica(1, 1), replica(2, 1), replica(4, 1)),
                                Optional.of(new NodeId("n1"))));
        assertThat(formation(state)).isEqualTo(Formation.CHANGED);
        // Back on a node where its replica may have voted before, and was removed.
        state =
                done(
                        state,
                        new Command.ChangeReplicas(
                                partition,
                                state.partition(partition).orElseThrow().replicas(),
                                founders,
                                Optional.empty()));
        assertThat(formation(StateCodec.snapshot(StateCodec.snapshot(state))))
                .isEqualTo(Formation.CHANGED);
    }

    private static Formation formation(ClusterState state) {
        return state.partition(new PartitionId(1)).orElseThrow().formation();
    }

    @Test
    void aKeyspaceIsNeverGivenOutTwice() {
        ClusterState state = ClusterState.EMPTY;
        Set<KeyspaceId> seen = new HashSet<>();
        TableName name = new TableName("orders");
        for (int i = 0; i < 50; i++) {
            state = done(state, create(name, "id-" + i, ""));
            Table table = state.table(name).orElseThrow().table();
            assertThat(seen.add(table.keyspace())).isTrue();
            state = done(state, new Command.DeleteTable(name));
            state = done(state, new Command.FinishDrop(name, table.id()));
            assertThat(state.table(name)).isEmpty();
        }
    }

    @Test
    void aTableIsCreatedOnceUnlessTheTokenSaysItIsTheSameRequest() {
        TableName name = new TableName("orders");
        ClusterState state = done(ClusterState.EMPTY, create(name, "first", "token"));

        assertThat(code(state, create(name, "second", "other")))
                .isEqualTo(ErrorCode.TABLE_ALREADY_EXISTS);
        assertThat(code(state, create(name, "second", "")))
                .isEqualTo(ErrorCode.TABLE_ALREADY_EXISTS);
        assertThat(
                        code(
                                state,
                                new Command.CreateTable(
                                        name,
                                        KeySchema.of("other", KeyType.N),
                                        "second",
                                        "token",
                                        Instant.EPOCH)))
                .isEqualTo(ErrorCode.TOKEN_MISMATCH);
        assertThat(Evaluator.evaluate(state, create(name, "second", "token")).reply())
                .isEqualTo(new Reply.OfTable(state.table(name).orElseThrow().table()));
    }

    @Test
    void aTableBeingDeletedKeepsItsNameUntilItIsGone() {
        TableName name = new TableName("orders");
        ClusterState state = done(ClusterState.EMPTY, create(name, "first", "token"));
        state = done(state, new Command.DeleteTable(name));

        assertThat(code(state, create(name, "second", "token"))).isEqualTo(ErrorCode.TABLE_IN_USE);
        assertThat(Evaluator.evaluate(state, new Command.DeleteTable(name)).records()).isEmpty();
        assertThat(Evaluator.evaluate(state, new Command.FinishDrop(name, "other")).records())
                .isEmpty();
    }

    @Test
    void aMapWithAGapIsRefused() {
        Command.NewPartition half =
                new Command.NewPartition(
                        new KeyRange(Bytes.EMPTY, Bytes.ofHex("80")),
                        List.of(replica(1, 1)),
                        new NodeId("n1"));

        assertThat(code(ClusterState.EMPTY, new Command.CreatePartitions(List.of(half))))
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void aGroupThatHasNotFormedKeepsItsReplicas() {
        List<ReplicaId> replicas = List.of(replica(1, 1), replica(2, 1));
        ClusterState state =
                done(ClusterState.EMPTY, new Command.CreatePartitions(halves(replicas)));
        Command change =
                new Command.ChangeReplicas(
                        new PartitionId(1), replicas, List.of(replica(1, 1)), Optional.empty());

        assertThat(code(state, change)).isEqualTo(ErrorCode.REJECTED);
        state = done(state, new Command.ConfirmFormed(new PartitionId(1)));
        assertThat(done(state, change).partition(new PartitionId(1)).orElseThrow().replicas())
                .containsExactly(replica(1, 1));
    }

    @Test
    void aPartitionRemembersForAnHourFromWhereBalanceTookIt() {
        Instant now = Instant.ofEpochSecond(10_000);
        NodeId first = new NodeId("n1");
        NodeId second = new NodeId("n2");
        ClusterState state =
                done(
                        ClusterState.EMPTY,
                        new Command.CreatePartitions(halves(List.of(replica(1, 1)))));
        state = done(state, new Command.ConfirmFormed(new PartitionId(1)));
        state = moved(state, 1, 2, Optional.of(now));
        assertThat(entry(state).hasLeft(first, now.plusSeconds(3_599))).isTrue();
        assertThat(entry(state).hasLeft(first, now.plusSeconds(3_600))).isFalse();
        assertThat(entry(state).hasLeft(second, now)).isFalse();
        assertThat(StateCodec.snapshot(StateCodec.snapshot(state))).isEqualTo(state);

        // For another cause: neither remembered nor forgotten.
        state = moved(state, 2, 3, Optional.empty());
        assertThat(entry(state).hasLeft(first, now)).isTrue();
        assertThat(entry(state).hasLeft(second, now)).isFalse();

        // Some latest are enough.
        for (int i = 3; i < 3 + Departure.KEPT_MAX; i++) {
            state = moved(state, i, i + 1, Optional.of(now.plusSeconds(i)));
        }
        assertThat(entry(state).departures()).hasSize(Departure.KEPT_MAX);
        assertThat(entry(state).hasLeft(first, now)).isFalse();
        Instant later = now.plusSeconds(7_200);
        state = moved(state, 3 + Departure.KEPT_MAX, 1, Optional.of(later));
        assertThat(entry(state).departures())
                .containsExactly(new Departure(new NodeId("n" + (3 + Departure.KEPT_MAX)), later));
    }

    private static PartitionEntry entry(ClusterState state) {
        return state.partition(new PartitionId(1)).orElseThrow();
    }

    private static ClusterState moved(
            ClusterState state, int from, int to, Optional<Instant> balancedAt) {
        return done(
                state,
                new Command.ChangeReplicas(
                        new PartitionId(1),
                        List.of(replica(from, 1)),
                        List.of(replica(to, 1)),
                        Optional.of(new NodeId("n" + to)),
                        balancedAt));
    }

    private static Command create(TableName name, String id, String token) {
        return new Command.CreateTable(name, SCHEMA, id, token, Instant.EPOCH);
    }

    private static ClusterState done(ClusterState state, Command command) {
        Evaluation evaluation = Evaluator.evaluate(state, command);
        assertThat(evaluation.reply()).isNotInstanceOf(Reply.Refused.class);
        return state.apply(state.lastEntry().next(1), evaluation.records());
    }

    private static ErrorCode code(ClusterState state, Command command) {
        Evaluation evaluation = Evaluator.evaluate(state, command);
        assertThat(evaluation.records()).isEmpty();
        return ((Reply.Refused) evaluation.reply()).failure().code();
    }
}
