package io.kvasir.model.partition;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;

/// A replica's identity inside its partition group: the node together with the disk contents it
/// voted from.
public record ReplicaId(NodeId node, StorageId storage) implements Comparable<ReplicaId> {
    @Override
    public int compareTo(ReplicaId other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : storage.compareTo(other.storage);
    }

    /// `node.storage`, also its Raft peer id.
    @Override
    public String toString() {
        return node + "." + storage;
    }

    public static ReplicaId parse(String text) {
        int dot = text.indexOf('.');
        return new ReplicaId(
                new NodeId(text.substring(0, dot)), new StorageId(text.substring(dot + 1)));
    }
}
