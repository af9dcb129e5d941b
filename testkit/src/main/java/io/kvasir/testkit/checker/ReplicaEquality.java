package io.kvasir.testkit.checker;

import io.kvasir.model.partition.PartitionId;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.ReplicaChecksum;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Replicas of a partition that applied up to the same index hold the same.
public final class ReplicaEquality implements Checker {
    private record At(PartitionId partition, long appliedIndex) {}

    @Override
    public String name() {
        return "replica-equality";
    }

    @Override
    public Verdict check(History history) {
        Map<At, ReplicaChecksum> first = new HashMap<>();
        Set<PartitionId> compared = new HashSet<>();
        long checked = 0;
        for (ReplicaChecksum one : history.checksums()) {
            ReplicaChecksum other =
                    first.putIfAbsent(new At(one.partition(), one.appliedIndex()), one);
            if (other == null) {
                continue;
            }
            if (other.checksum() != one.checksum()) {
                return new Verdict.Violated(
                        "replicas of %s differ at index %d"
                                .formatted(one.partition(), one.appliedIndex()),
                        List.of(other.toString(), one.toString()));
            }
            if (!other.replica().equals(one.replica())) {
                compared.add(one.partition());
                checked++;
            }
        }
        for (ReplicaChecksum one : history.checksums()) {
            if (!compared.contains(one.partition())) {
                return new Verdict.Undecided(
                        "no two replicas of " + one.partition() + " were seen at one index");
            }
        }
        return new Verdict.Holds(checked);
    }
}
