package io.kvasir.node.assignment;

import static io.kvasir.node.assignment.ThreeMembers.A;
import static io.kvasir.node.assignment.ThreeMembers.B;
import static io.kvasir.node.assignment.ThreeMembers.C;
import static io.kvasir.node.assignment.ThreeMembers.following;
import static io.kvasir.node.assignment.ThreeMembers.held;
import static io.kvasir.node.assignment.ThreeMembers.leading;
import static io.kvasir.node.assignment.ThreeMembers.map;
import static io.kvasir.node.assignment.ThreeMembers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.Merging;
import io.kvasir.node.partition.Merging.Sealed;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicaStatus.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
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
}
