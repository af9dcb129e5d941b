package io.kvasir.control.operation;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.health.Seal;
import io.kvasir.control.operation.Operation.Kind;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.partition.ReplicaId;
import java.util.Optional;
import java.util.TreeSet;

/// Where a merge stands, by what the leaders of both report.
final class MergeProgress {
    private MergeProgress() {}

    static Operation operation(ClusterSnapshot snapshot, MergeEntry merge) {
        long absorbed =
                snapshot.group(merge.left())
                        .flatMap(group -> snapshot.observed().replica(group.leader(), merge.left()))
                        .map(ReplicaReport::load)
                        .map(ReplicaLoad::copiedBytes)
                        .orElse(0L);
        return new Operation(
                Kind.MERGE,
                merge.left().toString(),
                "absorbs " + merge.right(),
                step(snapshot, merge),
                merge.orderedAt(),
                Optional.empty(),
                absorbed,
                absorbed == 0 ? 0 : Math.max(absorbed, snapshot.storedBytes(merge.right())));
    }

    private static String step(ClusterSnapshot snapshot, MergeEntry merge) {
        Optional<GroupReport> left = snapshot.group(merge.left());
        Optional<GroupReport> right = snapshot.group(merge.right());
        Optional<PartitionEntry> entry = snapshot.state().partition(merge.left());
        if (left.isEmpty() || entry.isEmpty()) {
            return "waits for a leader of " + merge.left();
        }
        if (left.get().epoch().compareTo(merge.leftEpoch()) > 0) {
            return "is decided; the map is to follow";
        }
        if (merge.abandoned()) {
            return "is given up; node " + left.get().leader() + " is to note that";
        }
        if (right.isEmpty()) {
            return "waits for a leader of " + merge.right();
        }
        if (right.get().seal().equals(Optional.of(new Seal(merge.left(), merge.leftEpoch())))) {
            return merge.right() + " is sealed; node " + left.get().leader() + " absorbs it";
        }
        if (!Operations.isSame(left.get().members(), entry.get().replicas())) {
            return "waits for the change of its replicas";
        }
        TreeSet<ReplicaId> behind = new TreeSet<>(entry.get().replicas());
        behind.removeAll(left.get().caughtUp());
        return behind.isEmpty()
                ? "node " + left.get().leader() + " is to absorb it"
                : "waits for " + behind + " to catch up";
    }
}
