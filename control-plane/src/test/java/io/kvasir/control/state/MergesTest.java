package io.kvasir.control.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.model.partition.ReplicaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MergesTest {
    private static final PartitionId LEFT = new PartitionId(1);
    private static final PartitionId MIDDLE = new PartitionId(2);
    private static final PartitionId RIGHT = new PartitionId(3);
    private static final Bytes G = Bytes.utf8("g");
    private static final Bytes P = Bytes.utf8("p");
    private static final KeyRange FIRST_TWO = new KeyRange(Bytes.EMPTY, P);
    private static final Epoch NEXT = Epoch.FIRST.next();
    private static final NodeId NODE = new NodeId("n1");
    private static final StorageId STORAGE = new StorageId("000000000001");
    private static final Instant NOW = Instant.ofEpochMilli(1_000);
    private ClusterState state = ClusterState.EMPTY;

    @BeforeEach
    void found() {
        submit(new Command.RegisterNode(new Node(NODE, STORAGE, "h:1", "h:2", "")));
        List<Command.NewPartition> three = new ArrayList<>();
        for (KeyRange range :
                List.of(new KeyRange(Bytes.EMPTY, G), new KeyRange(G, P), new KeyRange(P, null))) {
            three.add(new Command.NewPartition(range, List.of(new ReplicaId(NODE, STORAGE)), NODE));
        }
        submit(new Command.CreatePartitions(three));
        for (PartitionId each : List.of(LEFT, MIDDLE, RIGHT)) {
            submit(new Command.ConfirmFormed(each));
        }
    }

    @Test
    void theMapTilesBeforeAndAfterAndTheRightOneLeavesInTheEntryThatExtendsTheLeftOne() {
        assertThat(order(LEFT, MIDDLE)).isInstanceOf(Reply.OfMerge.class);
        requireTiled(3);
        long before = state.version();
        finish(LEFT, NEXT, FIRST_TWO);
        assertThat(state.version()).isEqualTo(before + 1);
        requireTiled(2);
        PartitionEntry whole = state.partition(LEFT).orElseThrow();
        assertThat(whole.range()).isEqualTo(FIRST_TWO);
        assertThat(whole.epoch()).isEqualTo(NEXT);
        assertThat(whole.rangeSince()).isEqualTo(NOW);
        assertThat(state.merges()).isEmpty();
        assertThat(state.isGone(MIDDLE)).isTrue();
        assertThat(state.partitionsOn(NODE)).hasSize(2);
    }

    @Test
    void onlyNeighboursAreMergedAndInTheirOrder() {
        assertThat(order(LEFT, RIGHT)).isInstanceOf(Reply.Refused.class);
        assertThat(order(MIDDLE, LEFT)).isInstanceOf(Reply.Refused.class);
        assertThat(order(LEFT, LEFT)).isInstanceOf(Reply.Refused.class);
        assertThat(order(LEFT, new PartitionId(9))).isInstanceOf(Reply.Refused.class);
        assertThat(state.merges()).isEmpty();
    }

    @Test
    void anOrderGivenTwiceIsOneMergeAndNothingElseChangesARangeMeanwhile() {
        Reply first = order(LEFT, MIDDLE);
        assertThat(order(LEFT, MIDDLE)).isEqualTo(first);
        assertThat(order(MIDDLE, RIGHT)).isInstanceOf(Reply.Refused.class);
        for (PartitionId each : List.of(LEFT, MIDDLE)) {
            assertThat(split(each)).isInstanceOf(Reply.Refused.class);
            assertThat(move(each)).isInstanceOf(Reply.Refused.class);
        }
        assertThat(split(RIGHT)).isInstanceOf(Reply.OfSplit.class);
        finish(LEFT, NEXT, FIRST_TWO);
        assertThat(order(LEFT, RIGHT)).as("it is being divided").isInstanceOf(Reply.Refused.class);
    }

    @Test
    void aMergeThatWillNeverHappenLeavesTheMapAsItWasUnderALaterEpoch() {
        order(LEFT, MIDDLE);
        submit(new Command.AbandonMerge(LEFT, Epoch.FIRST));
        assertThat(state.merge(LEFT).orElseThrow().abandoned()).isTrue();
        finish(LEFT, NEXT, new KeyRange(Bytes.EMPTY, G));
        requireTiled(3);
        assertThat(state.merges()).isEmpty();
        assertThat(state.partition(LEFT).orElseThrow().epoch()).isEqualTo(NEXT);
        submit(new Command.ConfirmEpoch(MIDDLE, NEXT, new KeyRange(G, P)));
        assertThat(state.partition(MIDDLE).orElseThrow().epoch()).isEqualTo(NEXT);
    }

    @Test
    void aMergeThatHappenedIsEndedAsSuchThoughItWasToBeGivenUp() {
        order(LEFT, MIDDLE);
        submit(new Command.AbandonMerge(LEFT, Epoch.FIRST));
        finish(LEFT, NEXT, FIRST_TWO);
        requireTiled(2);
    }

    @Test
    void aReportThatNoMergeCouldLeaveChangesNothing() {
        order(LEFT, MIDDLE);
        finish(LEFT, Epoch.FIRST, FIRST_TWO);
        finish(LEFT, NEXT, KeyRange.ALL);
        finish(MIDDLE, NEXT, new KeyRange(G, null));
        submit(new Command.ConfirmEpoch(MIDDLE, NEXT, new KeyRange(G, P)));
        requireTiled(3);
        assertThat(state.merges()).hasSize(1);
        assertThat(state.partition(MIDDLE).orElseThrow().epoch()).isEqualTo(Epoch.FIRST);
    }

    @Test
    void ordersSurviveASnapshot() {
        order(LEFT, MIDDLE);
        submit(new Command.AbandonMerge(LEFT, Epoch.FIRST));
        assertThat(StateCodec.snapshot(StateCodec.snapshot(state))).isEqualTo(state);
    }

    @Test
    void aPartitionThatHasYetToComeIsNotGone() {
        assertThat(state.isGone(new PartitionId(4))).isFalse();
        split(RIGHT);
        assertThat(state.isGone(new PartitionId(4))).as("the child of a split").isFalse();
        assertThat(state.isGone(RIGHT)).isFalse();
    }

    private Reply order(PartitionId left, PartitionId right) {
        return submit(new Command.MergePartitions(left, right, 1 << 20, "test", NOW));
    }

    private void finish(PartitionId left, Epoch epoch, KeyRange range) {
        submit(new Command.FinishMerge(left, epoch, range, NOW));
    }

    private Reply split(PartitionId partition) {
        return submit(new Command.SplitPartition(partition, Optional.empty(), false, "test", NOW));
    }

    private Reply move(PartitionId partition) {
        List<ReplicaId> replicas = state.partition(partition).orElseThrow().replicas();
        return submit(new Command.ChangeReplicas(partition, replicas, replicas, Optional.empty()));
    }

    private void requireTiled(int partitions) {
        List<PartitionEntry> inOrder = new ArrayList<>();
        state.inKeyOrder().forEach(inOrder::add);
        assertThat(inOrder).hasSize(partitions);
        assertThat(
                        PartitionMap.of(
                                        state.partitions().values().stream()
                                                .map(each -> each.toPartition(Optional.empty()))
                                                .toList())
                                .partitions())
                .hasSize(partitions);
    }

    /// By way of the bytes that the log carries.
    private Reply submit(Command command) {
        Evaluation evaluation = Evaluator.evaluate(state, command);
        if (!evaluation.records().isEmpty()) {
            byte[] entry = StateCodec.entry(state.lastEntry().next(1), evaluation.records());
            StateCodec.Entry read = StateCodec.entry(Bytes.ofOwned(entry));
            state = state.apply(read.stamp(), read.records());
        }
        return evaluation.reply();
    }
}
