package io.kvasir.control.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.model.partition.ReplicaId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DivisionsTest {
    private static final PartitionId PARENT = new PartitionId(1);
    private static final Bytes CUT = Bytes.utf8("m");
    private static final NodeId NODE = new NodeId("n1");
    private static final StorageId STORAGE = new StorageId("000000000001");
    private static final Instant NOW = Instant.ofEpochMilli(1_000);
    private ClusterState state = ClusterState.EMPTY;

    @BeforeEach
    void found() {
        createPartition();
        submit(new Command.ConfirmFormed(PARENT));
    }

    @Test
    void theMapTilesBeforeAndAfterAndBothHalvesComeInOneEntry() {
        Reply reply = order(Optional.of(CUT));
        assertThat(reply).isInstanceOf(Reply.OfSplit.class);
        requireTiled(1);
        long before = state.version();
        finish(new KeyRange(Bytes.EMPTY, CUT), Epoch.FIRST.next());
        assertThat(state.version()).isEqualTo(before + 1);
        requireTiled(2);
        PartitionEntry child = state.partition(new PartitionId(2)).orElseThrow();
        assertThat(child.range()).isEqualTo(new KeyRange(CUT, null));
        assertThat(child.formation()).isEqualTo(Formation.CHANGED);
        assertThat(state.partition(PARENT).orElseThrow().formation()).isEqualTo(Formation.CHANGED);
        assertThat(child.origin()).contains(new PartitionOrigin(PARENT, Epoch.FIRST.next()));
        assertThat(state.splits()).isEmpty();
    }

    @Test
    void anOrderGivenTwiceIsOneSplit() {
        Reply first = order(Optional.empty());
        assertThat(order(Optional.empty())).isEqualTo(first);
        assertThat(state.counters().partitions()).isEqualTo(2);
        assertThat(order(Optional.of(CUT))).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void aCutOutsideOfTheRangeIsRefused() {
        order(Optional.of(CUT));
        finish(new KeyRange(Bytes.EMPTY, CUT), Epoch.FIRST.next());
        assertThat(order(Optional.of(CUT))).isInstanceOf(Reply.Refused.class);
        assertThat(order(Optional.of(Bytes.utf8("z")))).isInstanceOf(Reply.Refused.class);
        assertThat(order(Optional.of(Bytes.EMPTY))).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void whatHasNotFormedIsNotDividedYet() {
        state = ClusterState.EMPTY;
        createPartition();

        assertThat(order(Optional.of(CUT)))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused ->
                                assertThat(refused.failure().code()).isEqualTo(ErrorCode.REJECTED));
        submit(new Command.ConfirmFormed(PARENT));
        assertThat(order(Optional.of(CUT))).isInstanceOf(Reply.OfSplit.class);
    }

    @Test
    void aReportThatNoSplitCouldLeaveChangesNothing() {
        order(Optional.empty());
        finish(new KeyRange(CUT, null), Epoch.FIRST.next());
        finish(new KeyRange(Bytes.EMPTY, CUT), Epoch.FIRST);
        requireTiled(1);
        assertThat(state.splits()).hasSize(1);
    }

    @Test
    void anOrderWhoseEpochSomethingElseHasTakenIsOver() {
        order(Optional.empty());
        finish(KeyRange.ALL, Epoch.FIRST.next());
        requireTiled(1);
        assertThat(state.splits()).isEmpty();
        assertThat(state.partition(PARENT).orElseThrow().epoch()).isEqualTo(Epoch.FIRST.next());
    }

    @Test
    void ordersDrainsAndOriginsSurviveASnapshot() {
        order(Optional.of(CUT));
        finish(new KeyRange(Bytes.EMPTY, CUT), Epoch.FIRST.next());
        order(Optional.empty());
        submit(new Command.MarkNode(NODE, true));
        assertThat(StateCodec.snapshot(StateCodec.snapshot(state))).isEqualTo(state);
    }

    @Test
    void aNodeIsForgottenOnlyOnceNothingIsWantedOnIt() {
        assertThat(submit(new Command.RemoveNode(NODE))).isInstanceOf(Reply.Refused.class);
        NodeId other = new NodeId("n2");
        submit(new Command.RegisterNode(new Node(other, STORAGE, "h:3", "h:4", "")));
        submit(new Command.MarkNode(other, true));
        assertThat(submit(new Command.RemoveNode(other))).isInstanceOf(Reply.Done.class);
        assertThat(state.node(other)).isEmpty();
        assertThat(state.draining()).isEmpty();
    }

    private void createPartition() {
        submit(new Command.RegisterNode(new Node(NODE, STORAGE, "h:1", "h:2", "")));
        submit(
                new Command.CreatePartitions(
                        List.of(
                                new Command.NewPartition(
                                        KeyRange.ALL,
                                        List.of(new ReplicaId(NODE, STORAGE)),
                                        NODE))));
    }

    private Reply order(Optional<Bytes> at) {
        return submit(new Command.SplitPartition(PARENT, at, false, "test", NOW));
    }

    private void finish(KeyRange left, Epoch epoch) {
        submit(new Command.FinishSplit(PARENT, epoch, left, NOW));
    }

    private void requireTiled(int partitions) {
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
