package io.kvasir.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.health.Seal;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Counters;
import io.kvasir.control.state.EntryStamp;
import io.kvasir.control.state.Formation;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.StateRecord;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static List<ReplicaId> replicas(String... names) {
        return Stream.of(names).map(ReplicaId::parse).toList();
    }

    private static List<ReplicaId> members(
            List<ReplicaId> wanted, List<ReplicaId> present, String... running) {
        return Assignment.members(wanted, present, replicas(running)::contains);
    }

    @Test
    void aGroupThatIsWhatItShouldBeStaysSo() {
        List<ReplicaId> three = replicas("a.s", "b.s", "c.s");
        assertThat(members(three, three)).isEqualTo(three);
    }

    @Test
    void aReplicaIsAddedOnlyOnceItRuns() {
        List<ReplicaId> wanted = replicas("a.s", "b.s", "d.s");
        List<ReplicaId> present = replicas("a.s", "b.s", "c.s");
        assertThat(members(wanted, present)).as("nobody is let go before").isEqualTo(present);
        assertThat(members(wanted, present, "d.s")).isEqualTo(wanted);
    }

    @Test
    void whatANodeWasBeforeItLostItsDiskIsLetGoAtOnce() {
        List<ReplicaId> wanted = replicas("a.s", "b.s", "c.new");
        List<ReplicaId> present = replicas("a.s", "b.s", "c.old");
        assertThat(members(wanted, present)).isEqualTo(replicas("a.s", "b.s"));
        assertThat(members(wanted, replicas("a.s", "b.s"), "c.new")).isEqualTo(wanted);
    }

    /// After a restart of everything, a leader may report before other nodes do, and before it
    /// knows its members.
    @Test
    void nobodyIsLetGoWhileTheGroupsConfigurationIsNotKnown() {
        List<ReplicaId> wanted = replicas("a.s", "b.s", "c.s");
        assertThat(members(wanted, List.of(), "b.s", "c.s")).isEmpty();
    }

    /// A leader that is to leave is shown the partition, so that it hands it over, and is not let
    /// go by that: its group has it still.
    @Test
    void aNodeIsReleasedOnlyWhereItsLeaderHasNoMemberOnIt() {
        ReplicaId here = new ReplicaId(NODE.id(), NODE.storageId());
        ReplicaId there = ReplicaId.parse("b.000000000002");
        assertThat(shown(there, here, List.of(here, there))).containsExactly(false);
        assertThat(shown(there, there, List.of(here, there))).isEmpty();
        assertThat(shown(there, there, List.of(there))).containsExactly(true);
        assertThat(shown(here, there, List.of(there))).as("wanted again").containsExactly(false);
    }

    /// What a node that holds a replica is told of being released, where it is shown the partition.
    private static List<Boolean> shown(
            ReplicaId wanted, ReplicaId leader, List<ReplicaId> members) {
        ReplicaId here = new ReplicaId(NODE.id(), NODE.storageId());
        Node other = new Node(new NodeId("b"), new StorageId("000000000002"), "b:1", "b:2", "");
        PartitionEntry entry =
                new PartitionEntry(
                        new PartitionId(1),
                        Epoch.FIRST,
                        KeyRange.ALL,
                        List.of(wanted),
                        Formation.FOUNDERS,
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH);
        NodeReport report = report(NODE, leader.equals(here) ? members : List.of());
        Observed observed =
                Observed.since(0)
                        .with(report)
                        .with(report(other, leader.equals(here) ? List.of() : members));
        ClusterSnapshot snapshot =
                new ClusterSnapshot(
                        state(new StateRecord.PartitionPut(entry), new StateRecord.NodePut(other)),
                        observed,
                        0,
                        Duration.ofSeconds(5),
                        Instant.EPOCH);
        return Assignment.of(snapshot, report).stream().map(Assignment::released).toList();
    }

    /// @param members as a leader reports them; empty: it follows
    private static NodeReport report(Node node, List<ReplicaId> members) {
        ReplicaReport replica =
                new ReplicaReport(
                        new PartitionId(1),
                        Epoch.FIRST,
                        members.isEmpty() ? ReplicaStatus.Role.FOLLOWER : ReplicaStatus.Role.LEADER,
                        1,
                        1,
                        1,
                        0,
                        members,
                        members,
                        List.of(),
                        KeyRange.ALL,
                        ReplicaLoad.NONE);
        return NodeReport.of(node, 0, List.of(replica), 0, 0, OptionalInt.empty());
    }

    @Test
    void aSealIsLiftedOnlyWhereNoStateOfAMergeThatHappensCouldLookSo() {
        ClusterState before = state(partition(1, 1, FIRST_HALF), partition(2, 1, SECOND_HALF));
        ClusterState ordered = before.apply(new EntryStamp(1, 2), List.of(MERGE));
        assertThat(unsealed(before)).as("a state that lags behind the order").isEmpty();
        assertThat(unsealed(ordered)).isEmpty();
        ClusterState abandoned = state(partition(1, 2, FIRST_HALF), partition(2, 1, SECOND_HALF));
        assertThat(unsealed(abandoned)).contains(SEAL);
        ClusterState absorbed = state(partition(2, 1, SECOND_HALF));
        assertThat(unsealed(absorbed)).as("its neighbour ended otherwise").contains(SEAL);
        assertThat(unsealed(state(partition(1, 2, KeyRange.ALL)))).as("it happened").isEmpty();
    }

    private static final KeyRange FIRST_HALF = new KeyRange(Bytes.EMPTY, Bytes.utf8("m"));
    private static final KeyRange SECOND_HALF = new KeyRange(Bytes.utf8("m"), null);
    private static final Seal SEAL = new Seal(new PartitionId(1), Epoch.FIRST);
    private static final Node NODE =
            new Node(new NodeId("a"), new StorageId("000000000001"), "h:1", "h:2", "");
    private static final StateRecord MERGE =
            new StateRecord.MergePut(
                    new MergeEntry(
                            new PartitionId(1),
                            new PartitionId(2),
                            Epoch.FIRST,
                            Epoch.FIRST,
                            1,
                            Instant.EPOCH,
                            "test",
                            false));

    private static StateRecord partition(long id, long epoch, KeyRange range) {
        return new StateRecord.PartitionPut(
                new PartitionEntry(
                        new PartitionId(id),
                        new Epoch(epoch),
                        range,
                        List.of(new ReplicaId(NODE.id(), NODE.storageId())),
                        Formation.FOUNDERS,
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH));
    }

    private static ClusterState state(StateRecord... partitions) {
        List<StateRecord> records = new ArrayList<>(List.of(partitions));
        records.add(new StateRecord.NodePut(NODE));
        records.add(new StateRecord.CountersPut(new Counters(0, 2)));
        return ClusterState.EMPTY.apply(new EntryStamp(1, 1), records);
    }

    /// What the node that leads the right one, sealed, is told.
    private static Optional<Seal> unsealed(ClusterState state) {
        List<ReplicaId> members = List.of(new ReplicaId(NODE.id(), NODE.storageId()));
        NodeReport report =
                NodeReport.of(
                        NODE,
                        0,
                        List.of(
                                new ReplicaReport(
                                        new PartitionId(2),
                                        Epoch.FIRST,
                                        ReplicaStatus.Role.LEADER,
                                        1,
                                        1,
                                        1,
                                        0,
                                        members,
                                        members,
                                        List.of(),
                                        SECOND_HALF,
                                        ReplicaLoad.NONE,
                                        Optional.of(SEAL))),
                        0,
                        0,
                        OptionalInt.empty());
        ClusterSnapshot snapshot =
                new ClusterSnapshot(
                        state,
                        Observed.since(0).with(report),
                        0,
                        Duration.ofSeconds(5),
                        Instant.EPOCH);
        return Assignment.of(snapshot, report).stream()
                .flatMap(each -> each.unseal().stream())
                .findFirst();
    }
}
