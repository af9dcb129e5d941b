package io.kvasir.control.state;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableName;
import io.kvasir.model.table.TableSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is asked of the state. Each names what it expects to find, so that one decided on an older
/// state is refused, not misapplied.
public sealed interface Command {
    /// A node as it last described itself.
    record RegisterNode(Node node) implements Command {}

    /// @param id drawn by the caller, the table's for ever
    /// @param token empty: none
    record CreateTable(
            TableName name,
            KeySchema keySchema,
            TableSettings settings,
            String id,
            String token,
            Instant at)
            implements Command {
        /// With all settings' defaults.
        public CreateTable(
                TableName name, KeySchema keySchema, String id, String token, Instant at) {
            this(name, keySchema, TableSettings.DEFAULT, id, token, at);
        }
    }

    record UpdateTable(TableName name, TableChange change) implements Command {}

    record DeleteTable(TableName name) implements Command {}

    /// All partitions have removed the table's items.
    record FinishDrop(TableName name, String id) implements Command {}

    /// The first partitions, which must tile the key space.
    record CreatePartitions(List<NewPartition> partitions) implements Command {
        public CreatePartitions {
            partitions = List.copyOf(partitions);
        }
    }

    record NewPartition(KeyRange range, List<ReplicaId> replicas, NodeId preferredLeader) {
        public NewPartition {
            replicas = List.copyOf(replicas);
        }
    }

    /// A leader has reported the formed group.
    record ConfirmFormed(PartitionId partition) implements Command {}

    /// @param from the replicas wanted so far
    /// @param balancedAt when it was decided, if for balance; empty: for another cause
    record ChangeReplicas(
            PartitionId partition,
            List<ReplicaId> from,
            List<ReplicaId> to,
            Optional<NodeId> preferredLeader,
            Optional<Instant> balancedAt)
            implements Command {
        public ChangeReplicas {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }

        /// Not for balance.
        public ChangeReplicas(
                PartitionId partition,
                List<ReplicaId> from,
                List<ReplicaId> to,
                Optional<NodeId> preferredLeader) {
            this(partition, from, to, preferredLeader, Optional.empty());
        }

        boolean isTo(NodeId node) {
            return to.stream().anyMatch(replica -> replica.node().equals(node));
        }
    }

    /// Orders a partition to be divided.
    ///
    /// @param at the first key of the new one; empty: the leader chooses, by load or by size
    record SplitPartition(
            PartitionId partition, Optional<Bytes> at, boolean byLoad, String reason, Instant now)
            implements Command {}

    /// The partition was divided.
    ///
    /// @param epoch since then
    /// @param left what it holds since then
    record FinishSplit(PartitionId parent, Epoch epoch, KeyRange left, Instant now)
            implements Command {}

    /// The split has not happened and is no longer wanted.
    record CancelSplit(PartitionId parent, PartitionId child) implements Command {}

    /// Orders a partition to absorb its right neighbour.
    ///
    /// @param bytesMax above this, the right one is not absorbed
    record MergePartitions(
            PartitionId left, PartitionId right, long bytesMax, String reason, Instant now)
            implements Command {}

    /// What a merge came to.
    ///
    /// @param epoch of the left one since then
    /// @param range what it holds since then: as before where the merge will never happen
    record FinishMerge(PartitionId left, Epoch epoch, KeyRange range, Instant now)
            implements Command {}

    /// The merge must not happen any more.
    ///
    /// @param epoch of the left one before
    record AbandonMerge(PartitionId left, Epoch epoch) implements Command {}

    /// A leader reports a later epoch of a range that has not changed.
    record ConfirmEpoch(PartitionId partition, Epoch epoch, KeyRange range) implements Command {}

    /// @param draining it is to hold nothing
    record MarkNode(NodeId node, boolean draining) implements Command {}

    /// Forgets a node of which no replica is wanted.
    record RemoveNode(NodeId node) implements Command {}

    record PreferLeader(PartitionId partition, NodeId node) implements Command {}
}
