package io.kvasir.node.service;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.partition.LockRecord;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.ListLocksRequest;
import io.kvasir.proto.internal.v1.ListLocksResponse;
import io.kvasir.proto.internal.v1.Lock;
import java.util.ArrayList;
import java.util.List;

/// The locks of transactions that this node's partitions hold, for those who end what a coordinator
/// left behind.
final class Locks {
    private static final int LOCKS_MAX = 1000;

    private final Replicas replicas;

    Locks(Replicas replicas) {
        this.replicas = replicas;
    }

    ListLocksResponse list(ListLocksRequest request) {
        int limit = request.getLimit() == 0 ? LOCKS_MAX : Math.min(request.getLimit(), LOCKS_MAX);
        List<Lock> locks = new ArrayList<>();
        ListLocksResponse.Builder response = ListLocksResponse.newBuilder();
        for (Replica replica : replicas.all()) {
            if (!replica.leadership().ready() || replica.state().isSealed()) {
                continue;
            }
            if (replica.state().locks() > 0) {
                find(
                        replica,
                        Space.TXN.range(replica.state().range()),
                        request.getOlderThanMs(),
                        limit,
                        locks);
            }
            replicas.unfinished(replica.partition()).stream()
                    .limit(limit - response.getUnfinishedCount())
                    .forEach(id -> response.addUnfinished(Steps.wire(id)));
        }
        return response.addAllLocks(locks).build();
    }

    /// The locks on items in these ranges.
    List<Lock> within(Replica replica, List<KeyRange> ranges) {
        List<Lock> locks = new ArrayList<>();
        for (KeyRange range : ranges) {
            find(replica, Space.TXN.range(range), 0, LOCKS_MAX, locks);
        }
        return locks;
    }

    private static void find(
            Replica replica, KeyRange range, long olderThanMs, int limit, List<Lock> into) {
        long nowMs = System.currentTimeMillis();
        var _ =
                replica.store()
                        .scan(
                                range,
                                Direction.FORWARD,
                                Tier.DISK,
                                (key, value) -> {
                                    if (LockRecord.isLockKey(key)) {
                                        LockRecord lock = LockRecord.decode(key, value);
                                        long ageMs = Math.max(0, nowMs - lock.preparedAtMs());
                                        if (ageMs >= olderThanMs) {
                                            into.add(wire(key, lock, ageMs));
                                        }
                                    }
                                    return into.size() < limit;
                                });
    }

    private static Lock wire(Bytes key, LockRecord lock, long ageMs) {
        return Lock.newBuilder()
                .setKey(ItemCodec.toWire(Space.inner(key)))
                .setTransaction(Steps.wire(lock.transaction()))
                .setAgeMs(ageMs)
                .build();
    }
}
