package io.kvasir.replication.ratis;

import io.kvasir.replication.ReplicationMetrics;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;

/// What all groups of one server share.
///
/// @param client the name under which this process appends, drawn anew at each start
/// @param callIds number appends and orders
/// @param gate for calls to Ratis from here that append or elect
/// @param blocking runs orders to Ratis that may wait for its locks
record ServerContext(
        RatisConfig config,
        RaftServer server,
        ClientId client,
        AtomicLong callIds,
        GroupFiles files,
        SnapshotInstaller installer,
        GroupGate gate,
        Executor blocking,
        FatalHandler fatal,
        ReplicationMetrics metrics) {
    RaftPeerId self() {
        return RatisNames.peer(config.self());
    }
}
