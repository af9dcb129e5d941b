package io.kvasir.node.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.Merging;
import io.kvasir.node.partition.Merging.Sealed;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.replication.FollowerProgress;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicaStatus.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a node does about partitions that are being merged.
class MergeReconcilingTest {
    private static final long AGE = 1_000_000_000L;
    private static final PartitionId LEFT = new PartitionId(1);
    private static final PartitionId RIGHT = new PartitionId(9);
    private static final ReplicaId A = replica("a");
    private static final ReplicaId B = replica("b");
    private static final ReplicaId C = replica("c");
    private static final KeyRange FIRST_HALF = new KeyRange(Bytes.EMPTY, Bytes.utf8("m"));
    private static final KeyRange SECOND_HALF = new KeyRange(Bytes.utf8("m"), null);
    private static final Sealed SEAL = new Sealed(LEFT, Epoch.FIRST);
    private final Reconciler reconciler = new Reconciler(A);

    @Test
    void aLeaderAbsorbsOnceAllMembersFollowAndOnlyUnderTheEpochOfTheOrder() {
        MergeOrder order = order(false);
        PartitionState state = PartitionState.initial(LEFT, Epoch.FIRST, FIRST_HALF);
        assertThat(plan(left(order), state, leading(10, 10)))
                .containsExactly(new Action.Merge(LEFT, order));
        assertThat(plan(left(order), state, leading(10_000, 10))).isEmpty();
        assertThat(plan(left(order), state, following())).isEmpty();
        PartitionState later = PartitionState.initial(LEFT, Epoch.FIRST.next(), KeyRange.ALL);
        assertThat(plan(left(order), later, leading(10, 10))).isEmpty();
    }

    @Test
    void aLeaderGivesUpThoughMembersDoNotFollow() {
        MergeOrder order = order(true);
        PartitionState state = PartitionState.initial(LEFT, Epoch.FIRST, FIRST_HALF);
        assertThat(plan(left(order), state, leading(10_000, 10)))
                .containsExactly(new Action.AbandonMerge(LEFT, order));
        PartitionState later = PartitionState.initial(LEFT, Epoch.FIRST.next(), FIRST_HALF);
        assertThat(plan(left(order), later, leading(10, 10))).isEmpty();
    }

    @Test
    void onlyTheSealThatIsMeantIsLifted() {
        PartitionState sealed = state(Optional.of(SEAL));
        assertThat(plan(right(SEAL), sealed, leading(10, 10)))
                .containsExactly(new Action.Unseal(RIGHT, SEAL));
        assertThat(plan(right(SEAL), sealed, following())).isEmpty();
        Sealed another = new Sealed(LEFT, Epoch.FIRST.next());
        assertThat(plan(right(another), sealed, leading(10, 10))).isEmpty();
        assertThat(plan(right(SEAL), state(Optional.empty()), leading(10, 10))).isEmpty();
    }

    @Test
    void whatIsGoneIsRemovedWhereItIsSealedAndElsewhereOnlyOnceNobodyLeadsIt() {
        Set<PartitionId> gone = Set.of(RIGHT);
        assertThat(removed(gone, state(Optional.of(SEAL)), following())).isTrue();
        for (ReplicaStatus status : List.of(leading(10, 10), following())) {
            assertThat(removed(gone, state(Optional.empty()), status)).isFalse();
            assertThat(removed(Set.of(), state(Optional.of(SEAL)), status)).isFalse();
        }
        ReplicaStatus forgotten = status(Role.CANDIDATE, Reconciler.FORGOTTEN.toNanos());
        assertThat(removed(gone, state(Optional.empty()), forgotten)).isTrue();
    }

    @Test
    void theLeaderOfWhatIsGoneStaysUntilNobodyHearsFromItAnyMore() {
        Set<PartitionId> gone = Set.of(RIGHT);
        PartitionState sealed = state(Optional.of(SEAL));
        assertThat(removed(gone, sealed, leading(10, 10))).isFalse();
        long silent = Reconciler.FOLLOWER_SILENT_NANOS_MAX + 1;
        assertThat(removed(gone, sealed, leading(10, 10, silent))).isTrue();
    }

    private boolean removed(Set<PartitionId> gone, PartitionState state, ReplicaStatus status) {
        return reconciler
                .plan(new LinkedHashMap<>(), gone, AGE, held(state, status))
                .equals(List.of(new Action.Remove(RIGHT)));
    }

    private List<Action> plan(Desired desired, PartitionState state, ReplicaStatus status) {
        return reconciler.plan(map(List.of(desired)), AGE, held(state, status));
    }

    private static MergeOrder order(boolean abandon) {
        return new MergeOrder(
                Epoch.FIRST,
                new Partition(RIGHT, Epoch.FIRST, SECOND_HALF, List.of(A, B, C), Optional.empty()),
                1 << 20,
                abandon);
    }

    private static Desired left(MergeOrder order) {
        return desired(LEFT, FIRST_HALF, order, null);
    }

    private static Desired right(Sealed unseal) {
        return desired(RIGHT, SECOND_HALF, null, unseal);
    }

    private static Desired desired(
            PartitionId id, KeyRange range, @Nullable MergeOrder merge, @Nullable Sealed unseal) {
        return new Desired(
                new Partition(id, Epoch.FIRST, range, List.of(A, B, C), Optional.empty()),
                false,
                Optional.empty(),
                List.of(A, B, C),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(merge),
                Optional.ofNullable(unseal),
                /* released= */ false);
    }

    private static PartitionState state(Optional<Merging> merging) {
        return new PartitionState(
                RIGHT,
                Epoch.FIRST,
                SECOND_HALF,
                LogPosition.NONE,
                0,
                0,
                0,
                0,
                0,
                new TreeSet<>(),
                new TreeMap<>(),
                merging);
    }

    private static SequencedMap<PartitionId, Desired> map(List<Desired> desired) {
        SequencedMap<PartitionId, Desired> map = new LinkedHashMap<>();
        desired.forEach(each -> map.put(each.partition().id(), each));
        return map;
    }

    private static SequencedMap<PartitionId, Held> held(
            PartitionState state, ReplicaStatus status) {
        SequencedMap<PartitionId, Held> held = new LinkedHashMap<>();
        held.put(state.partition(), new Held(state, Optional.of(status)));
        return held;
    }

    private static ReplicaStatus leading(long commit, long match) {
        return leading(commit, match, 0);
    }

    private static ReplicaStatus leading(long commit, long match, long silentNanos) {
        SequencedMap<ReplicaId, FollowerProgress> followers = new LinkedHashMap<>();
        followers.put(B, new FollowerProgress(match, silentNanos));
        followers.put(C, new FollowerProgress(match, silentNanos));
        return new ReplicaStatus(
                new Leadership(1, Optional.of(A), true),
                Role.LEADER,
                commit,
                commit,
                members(),
                followers,
                0);
    }

    private static ReplicaStatus following() {
        return status(Role.FOLLOWER, 0);
    }

    private static ReplicaStatus status(Role role, long contactAgeNanos) {
        return new ReplicaStatus(
                new Leadership(1, Optional.of(B), false),
                role,
                10,
                10,
                members(),
                new LinkedHashMap<>(),
                contactAgeNanos);
    }

    private static List<Member> members() {
        return List.of(new Member(A, "a:1"), new Member(B, "b:1"), new Member(C, "c:1"));
    }

    private static ReplicaId replica(String node) {
        return new ReplicaId(new NodeId(node), new StorageId("000000000001"));
    }
}
