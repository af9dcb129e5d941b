package io.kvasir.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ObservedTest {
    private static final Node NODE =
            new Node(new NodeId("a"), new StorageId("s"), "a:1", "a:2", "");

    @Test
    void reportsThatOnlyMoveFiguresLeaveTheGroupsAsTheyWere() {
        Observed before = Observed.since(0).with(report(1, 10, 7));

        assertThat(before.with(report(2, 99, 7)).isOfSameGroups(before)).isTrue();
        assertThat(before.with(report(2, 99, 8)).isOfSameGroups(before)).isFalse();
    }

    private static NodeReport report(long atNanos, long bytes, long term) {
        List<ReplicaId> members = List.of(new ReplicaId(NODE.id(), NODE.storageId()));
        ReplicaReport replica =
                new ReplicaReport(
                        new PartitionId(1),
                        Epoch.FIRST,
                        ReplicaStatus.Role.LEADER,
                        term,
                        bytes,
                        bytes,
                        bytes,
                        members,
                        members,
                        List.of(),
                        KeyRange.ALL,
                        ReplicaLoad.NONE);
        return NodeReport.of(NODE, atNanos, List.of(replica), 0, 0, OptionalInt.empty());
    }
}
