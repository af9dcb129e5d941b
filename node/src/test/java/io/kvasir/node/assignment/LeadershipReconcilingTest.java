package io.kvasir.node.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.replication.FollowerProgress;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicaStatus.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// When a leader hands over to the node that should lead.
class LeadershipReconcilingTest {
    private static final PartitionId PARTITION = new PartitionId(1);
    private static final ReplicaId SELF = replica("a");
    private static final ReplicaId PREFERRED = replica("b");
    private static final ReplicaId OTHER = replica("c");
    private static final List<ReplicaId> ALL = List.of(SELF, PREFERRED, OTHER);
    private static final Partition PARTITION_OF_ALL =
            new Partition(PARTITION, Epoch.FIRST, KeyRange.ALL, ALL, Optional.empty());
    private static final long COMMIT = 10_000;

    @Test
    void leadershipGoesToThePreferredNodeOnceItFollows() {
        assertThat(plan(new FollowerProgress(COMMIT, 0)))
                .containsExactly(new Action.TransferLeadership(PARTITION, PREFERRED));
        assertThat(plan(new FollowerProgress(10, 0))).as("far behind").isEmpty();
    }

    @Test
    void leadershipIsNotHandedToANodeThatIsSilent() {
        long silent = Reconciler.FOLLOWER_SILENT_NANOS_MAX + 1;
        assertThat(plan(new FollowerProgress(COMMIT, silent))).isEmpty();
    }

    /// It has reported as the leader, so it is shown a partition that it is not to hold; by now
    /// another leads, of whose group it is a member still.
    @Test
    void aReplicaThatLedAMomentAgoIsRemovedOnlyByItsLeadersWord() {
        assertThat(planWithout(Role.FOLLOWER, false)).isEmpty();
        assertThat(planWithout(Role.FOLLOWER, true)).containsExactly(new Action.Remove(PARTITION));
        assertThat(planWithout(Role.LEADER, true)).doesNotContain(new Action.Remove(PARTITION));
    }

    private static List<Action> planWithout(Role role, boolean released) {
        List<ReplicaId> others = List.of(PREFERRED, OTHER);
        SequencedMap<PartitionId, Desired> desired = new LinkedHashMap<>();
        desired.put(
                PARTITION,
                new Desired(
                        new Partition(
                                PARTITION, Epoch.FIRST, KeyRange.ALL, others, Optional.empty()),
                        false,
                        Optional.empty(),
                        others,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        released));
        return new Reconciler(SELF).plan(desired, 0, held(role, new LinkedHashMap<>()));
    }

    private static SequencedMap<PartitionId, Held> held(
            Role role, SequencedMap<ReplicaId, FollowerProgress> followers) {
        ReplicaId leader = role == Role.LEADER ? SELF : OTHER;
        ReplicaStatus status =
                new ReplicaStatus(
                        new Leadership(1, Optional.of(leader), role == Role.LEADER),
                        role,
                        COMMIT,
                        COMMIT,
                        ALL.stream().map(each -> new Member(each, each.node() + ":1")).toList(),
                        followers,
                        0);
        SequencedMap<PartitionId, Held> held = new LinkedHashMap<>();
        held.put(
                PARTITION,
                new Held(
                        PartitionState.initial(PARTITION, Epoch.FIRST, KeyRange.ALL),
                        Optional.of(status)));
        return held;
    }

    @Test
    void aFounderAsksForTheFirstLeadershipWhereItShouldLead() {
        assertThat(founding(SELF)).containsExactly(new Action.Found(PARTITION_OF_ALL, true));
        assertThat(founding(OTHER)).containsExactly(new Action.Found(PARTITION_OF_ALL, false));
    }

    private static List<Action> founding(ReplicaId leader) {
        SequencedMap<PartitionId, Desired> desired = new LinkedHashMap<>();
        desired.put(
                PARTITION,
                new Desired(
                        PARTITION_OF_ALL,
                        true,
                        Optional.of(leader.node()),
                        ALL,
                        List.of(),
                        Optional.empty(),
                        Optional.empty()));
        return new Reconciler(SELF).plan(desired, 0, new LinkedHashMap<>());
    }

    private static List<Action> plan(FollowerProgress preferred) {
        SequencedMap<ReplicaId, FollowerProgress> followers = new LinkedHashMap<>();
        followers.put(PREFERRED, preferred);
        followers.put(OTHER, new FollowerProgress(COMMIT, 0));
        SequencedMap<PartitionId, Desired> desired = new LinkedHashMap<>();
        desired.put(
                PARTITION,
                new Desired(
                        PARTITION_OF_ALL,
                        false,
                        Optional.of(PREFERRED.node()),
                        ALL,
                        List.of(),
                        Optional.empty(),
                        Optional.empty()));
        return new Reconciler(SELF).plan(desired, 0, held(Role.LEADER, followers));
    }

    private static ReplicaId replica(String node) {
        return new ReplicaId(new NodeId(node), new StorageId("000000000001"));
    }
}
