package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.MergeLimits;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.EntryStamp;
import io.kvasir.control.state.Formation;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.StateRecord;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is merged without anybody asking, on three nodes that each hold everything and lead in
/// turn.
class MergingPlanTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(2));
    private static final long MEGABYTE = 1 << 20;
    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);
    private static final int NODES = 3;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<PartitionId, Long> bytes = new TreeMap<>();
    private final Map<PartitionId, ReplicaLoad> loads = new TreeMap<>();
    private final Map<PartitionId, Instant> since = new TreeMap<>();
    private final List<MergeEntry> merges = new ArrayList<>();
    private int partitions = 6;
    private int initialPartitions;
    private boolean automatic = true;

    @Test
    void coldSmallNeighboursBecomeOneAndEachNodeHasOneMergeAtATime() {
        assertThat(merged()).containsExactly("p1+p2");
    }

    @Test
    void nothingIsMergedWhereThatIsNotWanted() {
        automatic = false;
        assertThat(merged()).isEmpty();
    }

    @Test
    void aClusterIsNotLeftWithFewerPartitionsThanItBeganWith() {
        partitions = NODES;
        assertThat(merged()).isEmpty();
        partitions = NODES + 1;
        assertThat(merged()).hasSize(1);
        initialPartitions = NODES + 1;
        assertThat(merged()).isEmpty();
        partitions = NODES + 2;
        assertThat(merged()).hasSize(1);
        merges.add(merge(4, NOW));
        assertThat(merged()).as("with one on its way").isEmpty();
    }

    @Test
    void nothingIsMergedWithinAnHourOfAChangeOfItsRange() {
        for (int i = 1; i <= partitions; i += 2) {
            since.put(new PartitionId(i), NOW.minus(Duration.ofMinutes(59)));
        }
        assertThat(merged()).isEmpty();
        since.put(new PartitionId(3), NOW.minus(Duration.ofMinutes(61)));
        assertThat(merged()).containsExactly("p2+p3");
    }

    @Test
    void whatIsMergedIsFarFromBeingDividedAgain() {
        for (int i = 1; i <= partitions; i++) {
            bytes.put(new PartitionId(i), 33 * MEGABYTE);
        }
        assertThat(merged()).as("more than merge-size together").isEmpty();
        bytes.clear();
        for (int i = 1; i <= partitions; i++) {
            loads.put(new PartitionId(i), new ReplicaLoad(400, 0, "", 0, 0, true));
        }
        assertThat(merged()).as("more than a quarter of split-read-units together").isEmpty();
        for (int i = 1; i <= partitions; i++) {
            loads.put(new PartitionId(i), new ReplicaLoad(0, 130, "", 0, 0, true));
        }
        assertThat(merged()).as("more than a quarter of split-write-units together").isEmpty();
        loads.clear();
        assertThat(limits(10 * MEGABYTE).elastic().mergedBytesMax())
                .as("half of a small split-size")
                .isEqualTo(5 * MEGABYTE);
    }

    @Test
    void aMergeIsGivenUpWhereItDoesNotComeAboutInTimeAndIsNotOrderedToBeSoAgain() {
        merges.add(merge(1, NOW.minusSeconds(50)));
        assertThat(givenUp()).isEmpty();
        merges.set(0, merge(1, NOW.minusSeconds(70)));
        assertThat(givenUp()).containsExactly(new PartitionId(1));
        automatic = false;
        assertThat(givenUp()).as("an operator's too").containsExactly(new PartitionId(1));
        merges.set(0, abandoned(merge(1, NOW.minusSeconds(70))));
        assertThat(givenUp()).isEmpty();
    }

    @Test
    void neitherHalfOfAMergeIsDividedOrMergedElsewhere() {
        merges.add(merge(1, NOW));
        bytes.put(new PartitionId(1), 1L << 40);
        bytes.put(new PartitionId(2), 1L << 40);
        assertThat(actions())
                .noneMatch(action ->
                        action.command() instanceof Command.SplitPartition
                                || action.command() instanceof Command.ChangeReplicas);
        assertThat(merged()).noneMatch(pair -> pair.contains("p1") || pair.contains("p2"));
    }

    private static MergeEntry merge(int left, Instant at) {
        return new MergeEntry(
                new PartitionId(left),
                new PartitionId(left + 1),
                Epoch.FIRST,
                Epoch.FIRST,
                MEGABYTE,
                at,
                "test",
                false);
    }

    private static MergeEntry abandoned(MergeEntry merge) {
        return new MergeEntry(
                merge.left(),
                merge.right(),
                merge.leftEpoch(),
                merge.rightEpoch(),
                merge.bytesMax(),
                merge.orderedAt(),
                merge.reason(),
                true);
    }

    private List<String> merged() {
        return actions().stream()
                .map(Action::command)
                .filter(Command.MergePartitions.class::isInstance)
                .map(Command.MergePartitions.class::cast)
                .map(each -> each.left() + "+" + each.right())
                .toList();
    }

    private List<PartitionId> givenUp() {
        return actions().stream()
                .map(Action::command)
                .filter(Command.AbandonMerge.class::isInstance)
                .map(Command.AbandonMerge.class::cast)
                .map(Command.AbandonMerge::left)
                .toList();
    }

    private List<Action> actions() {
        return Planner.plan(snapshot(), limits(10L << 30), new Random(1)).actions();
    }

    private PlacementLimits limits(long splitBytes) {
        return new PlacementLimits(
                NODES,
                NODES,
                initialPartitions,
                64,
                new ElasticLimits(
                        true,
                        false,
                        splitBytes,
                        3_000,
                        1_000,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(5),
                        8,
                        new MergeLimits(automatic, 64 * MEGABYTE, Duration.ofHours(1))));
    }

    private ClusterSnapshot snapshot() {
        List<StateRecord> records = new ArrayList<>();
        nodes.clear();
        List<ReplicaId> replicas = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            Node node = PlannerTest.nodeOf("n" + i, "s" + i, "");
            nodes.add(node);
            replicas.add(new ReplicaId(node.id(), node.storageId()));
            records.add(new StateRecord.NodePut(node));
        }
        for (int i = 1; i <= partitions; i++) {
            PartitionId id = new PartitionId(i);
            records.add(
                    new StateRecord.PartitionPut(
                            new PartitionEntry(
                                    id,
                                    Epoch.FIRST,
                                    range(i),
                                    replicas,
                                    Formation.FOUNDERS,
                                    Optional.of(leader(i)),
                                    Optional.empty(),
                                    since.getOrDefault(id, LONG_AGO))));
        }
        merges.forEach(merge -> records.add(new StateRecord.MergePut(merge)));
        ClusterState state = ClusterState.EMPTY.apply(new EntryStamp(1, 1), records);
        long now = Duration.ofHours(1).toNanos();
        Observed observed = Observed.since(0);
        for (Node node : nodes) {
            List<ReplicaReport> reports = new ArrayList<>();
            for (int i = 1; i <= partitions; i++) {
                reports.add(report(node, i, replicas));
            }
            observed = observed.with(NodeReport.of(node, now, reports, 0, 0, OptionalInt.empty()));
        }
        return new ClusterSnapshot(state, observed, now, SILENCE_MAX, NOW);
    }

    private NodeId leader(int partition) {
        return nodes.get(partition % NODES).id();
    }

    private ReplicaReport report(Node node, int i, List<ReplicaId> replicas) {
        PartitionId id = new PartitionId(i);
        boolean leads = leader(i).equals(node.id());
        return new ReplicaReport(
                id,
                Epoch.FIRST,
                leads ? ReplicaStatus.Role.LEADER : ReplicaStatus.Role.FOLLOWER,
                1,
                1,
                1,
                bytes.getOrDefault(id, MEGABYTE),
                leads ? replicas : List.of(),
                leads ? replicas : List.of(),
                List.of(),
                range(i),
                loads.getOrDefault(id, ReplicaLoad.NONE));
    }

    private KeyRange range(int i) {
        return new KeyRange(
                i == 1 ? Bytes.EMPTY : Bytes.utf8("k" + i),
                i == partitions ? null : Bytes.utf8("k" + (i + 1)));
    }
}
