package io.kvasir.model.cluster;

/// A storage node as the cluster knows it.
///
/// @param storageAddress `host:port` of its storage service, for routers, clients and peers that
///   pull a replica
/// @param raftAddress `host:port` of its Raft server, for peers
/// @param zone failure domain label; empty where none is set
public record Node(
        NodeId id, StorageId storageId, String storageAddress, String raftAddress, String zone) {}
