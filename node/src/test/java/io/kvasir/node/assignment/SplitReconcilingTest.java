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
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.SplitManifest;
import io.kvasir.node.partition.SplitManifest.Phase;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicaStatus.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a node does about partitions that are being divided.
class SplitReconcilingTest {
    private static final long AGE = 1_000_000_000L;
    private static final long LONG_AGO = Reconciler.FORGOTTEN.toNanos();
    private static final PartitionId PARENT = new PartitionId(1);
    private static final PartitionId CHILD = new PartitionId(9);
    private static final KeyRange LEFT = new KeyRange(Bytes.EMPTY, Bytes.utf8("m"));
    private static final KeyRange RIGHT = new KeyRange(Bytes.utf8("m"), null);
    private final Reconciler reconciler = new Reconciler(A);

    @Test
    void aLeaderDividesOnceAllMembersFollow() {
        SplitOrder order = new SplitOrder(CHILD, Epoch.FIRST, Optional.empty(), false);
        Desired wanted = desired(PARENT, Epoch.FIRST, KeyRange.ALL, Optional.of(order), null);
        PartitionState state = PartitionState.initial(PARENT, Epoch.FIRST, KeyRange.ALL);
        assertThat(plan(List.of(wanted), held(state, leading(10, 10))))
                .containsExactly(new Action.Split(PARENT, order));
        assertThat(plan(List.of(wanted), held(state, leading(10_000, 10)))).isEmpty();
    }

    @Test
    void aDividedPartitionIsNotDividedAgain() {
        SplitOrder order = new SplitOrder(CHILD, Epoch.FIRST, Optional.empty(), false);
        Desired wanted = desired(PARENT, Epoch.FIRST, KeyRange.ALL, Optional.of(order), null);
        PartitionState state = PartitionState.initial(PARENT, Epoch.FIRST.next(), LEFT);
        assertThat(plan(List.of(wanted), held(state, leading(10, 10)))).isEmpty();
    }

    @Test
    void aChildIsNotJoinedEmptyWhereTheParentHereHasYetToDivide() {
        Desired child = child();
        PartitionState behind = PartitionState.initial(PARENT, Epoch.FIRST, KeyRange.ALL);
        assertThat(plan(List.of(parent(), child), held(behind, following()))).isEmpty();
        PartitionState pending =
                PartitionState.initial(PARENT, Epoch.FIRST.next(), LEFT).with(manifest(Phase.SEED));
        assertThat(plan(List.of(parent(), child), held(pending, following()))).isEmpty();
    }

    @Test
    void aChildIsJoinedEmptyWhereNoParentCanMakeIt() {
        Desired child = child();
        assertThat(reconciler.plan(map(List.of(child)), AGE, new LinkedHashMap<>()))
                .containsExactly(new Action.Join(child.partition()));
        PartitionState done =
                PartitionState.initial(PARENT, Epoch.FIRST.next(), LEFT).with(manifest(Phase.DONE));
        assertThat(plan(List.of(parent(), child), held(done, following())))
                .containsExactly(new Action.Join(child.partition()));
    }

    @Test
    void aChildThatTheMapDoesNotKnowYetIsNoLeftover() {
        SplitOrder order = new SplitOrder(CHILD, Epoch.FIRST, Optional.empty(), false);
        Desired parent = desired(PARENT, Epoch.FIRST, KeyRange.ALL, Optional.of(order), null);
        PartitionState child = PartitionState.initial(CHILD, Epoch.FIRST, RIGHT);
        SequencedMap<PartitionId, Held> held = held(child, forgotten());
        held.put(
                PARENT,
                new Held(
                        PartitionState.initial(PARENT, Epoch.FIRST.next(), LEFT),
                        Optional.of(following())));
        assertThat(reconciler.plan(map(List.of(parent)), AGE, held)).isEmpty();
    }

    @Test
    void anOldOrderDoesNotMakeALeaderlessMemberALeftover() {
        PartitionState child = PartitionState.initial(CHILD, Epoch.FIRST, RIGHT);
        SequencedMap<PartitionId, Held> held = held(child, forgotten());
        assertThat(reconciler.plan(map(List.of()), LONG_AGO, held)).isEmpty();
        assertThat(reconciler.plan(map(List.of()), AGE, held))
                .containsExactly(new Action.Remove(CHILD));
    }

    @Test
    void aReplicaThatTheOrderReleasesIsRemoved() {
        Partition elsewhere =
                new Partition(PARENT, Epoch.FIRST, KeyRange.ALL, List.of(B, C), Optional.empty());
        Desired wanted =
                new Desired(
                        elsewhere,
                        false,
                        Optional.empty(),
                        List.of(B, C),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        /* released= */ true);
        PartitionState state = PartitionState.initial(PARENT, Epoch.FIRST, KeyRange.ALL);
        assertThat(plan(List.of(wanted), held(state, following())))
                .containsExactly(new Action.Remove(PARENT));
        assertThat(reconciler.plan(map(List.of(wanted)), AGE, new LinkedHashMap<>())).isEmpty();
    }

    private List<Action> plan(List<Desired> desired, SequencedMap<PartitionId, Held> held) {
        return reconciler.plan(map(desired), AGE, held);
    }

    private static Desired parent() {
        return desired(PARENT, Epoch.FIRST.next(), LEFT, Optional.empty(), null);
    }

    private static Desired child() {
        return desired(
                CHILD,
                Epoch.FIRST,
                RIGHT,
                Optional.empty(),
                new Origin(PARENT, Epoch.FIRST.next()));
    }

    private static Desired desired(
            PartitionId id,
            Epoch epoch,
            KeyRange range,
            Optional<SplitOrder> split,
            @Nullable Origin origin) {
        return new Desired(
                new Partition(id, epoch, range, List.of(A, B, C), Optional.empty()),
                false,
                Optional.empty(),
                List.of(A, B, C),
                List.of(),
                split,
                Optional.ofNullable(origin));
    }

    private static SplitManifest manifest(Phase phase) {
        return new SplitManifest(CHILD, RIGHT, ThreeMembers.ALL, new LogPosition(1, 5), 0, phase);
    }

    private static ReplicaStatus forgotten() {
        return status(Role.CANDIDATE, LONG_AGO);
    }
}
