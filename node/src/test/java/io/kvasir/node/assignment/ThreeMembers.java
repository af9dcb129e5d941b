package io.kvasir.node.assignment;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
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

/// A group of three, as the first of them sees it.
final class ThreeMembers {
    static final ReplicaId A = replica("a");
    static final ReplicaId B = replica("b");
    static final ReplicaId C = replica("c");
    static final List<Member> ALL =
            List.of(new Member(A, "a:1"), new Member(B, "b:1"), new Member(C, "c:1"));

    private ThreeMembers() {}

    private static ReplicaId replica(String node) {
        return new ReplicaId(new NodeId(node), new StorageId("000000000001"));
    }

    static ReplicaStatus leading(long commit, long match) {
        return leading(commit, match, 0);
    }

    static ReplicaStatus leading(long commit, long match, long silentNanos) {
        SequencedMap<ReplicaId, FollowerProgress> followers = new LinkedHashMap<>();
        followers.put(B, new FollowerProgress(match, silentNanos));
        followers.put(C, new FollowerProgress(match, silentNanos));
        return new ReplicaStatus(
                new Leadership(1, Optional.of(A), true),
                Role.LEADER,
                commit,
                commit,
                ALL,
                followers,
                0);
    }

    static ReplicaStatus following() {
        return status(Role.FOLLOWER, 0);
    }

    static ReplicaStatus status(Role role, long contactAgeNanos) {
        return new ReplicaStatus(
                new Leadership(1, Optional.of(B), false),
                role,
                10,
                10,
                ALL,
                new LinkedHashMap<>(),
                contactAgeNanos);
    }

    static SequencedMap<PartitionId, Held> held(PartitionState state, ReplicaStatus status) {
        SequencedMap<PartitionId, Held> held = new LinkedHashMap<>();
        held.put(state.partition(), new Held(state, Optional.of(status)));
        return held;
    }

    static SequencedMap<PartitionId, Desired> map(List<Desired> desired) {
        SequencedMap<PartitionId, Desired> map = new LinkedHashMap<>();
        desired.forEach(each -> map.put(each.partition().id(), each));
        return map;
    }
}
