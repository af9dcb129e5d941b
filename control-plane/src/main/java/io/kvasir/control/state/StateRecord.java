package io.kvasir.control.state;

import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.table.TableName;

/// One change of state. Replaying it decides nothing.
public sealed interface StateRecord {
    record NodePut(Node node) implements StateRecord {}

    record TablePut(TableEntry entry) implements StateRecord {}

    record TableRemoved(TableName name) implements StateRecord {}

    record PartitionPut(PartitionEntry entry) implements StateRecord {}

    record PartitionRemoved(PartitionId id) implements StateRecord {}

    record NodeMarked(NodeId node, boolean draining) implements StateRecord {}

    record NodeRemoved(NodeId node) implements StateRecord {}

    record SplitPut(SplitEntry entry) implements StateRecord {}

    record SplitRemoved(PartitionId parent) implements StateRecord {}

    record MergePut(MergeEntry entry) implements StateRecord {}

    record MergeRemoved(PartitionId left) implements StateRecord {}

    record CountersPut(Counters counters) implements StateRecord {}
}
