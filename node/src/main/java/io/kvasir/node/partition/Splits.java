package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.SplitManifest.Phase;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StoreReader;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.util.ArrayList;
import java.util.List;

/// How a partition becomes two. The entry that divides it is the fence: what was evaluated under
/// the epoch before it takes no effect behind it, so from its index on nothing changes in the
/// child's range until the child's own log begins.
public final class Splits {
    /// Splits that are over are remembered by this many, for copies of the store.
    static final int DONE_KEPT_MAX = 8;

    private Splits() {}

    /// The entry that divides.
    ///
    /// @param epoch under which the partition is to be divided: where it is under a later one it
    ///   was
    /// @param at the first key of the child
    /// @return empty where the partition is no longer so that the order makes sense
    public static List<Mutation> divide(
            PartitionState state, Epoch epoch, Bytes at, PartitionId child, List<Member> peers) {
        KeyRange range = state.range();
        if (!state.epoch().equals(epoch)
                || !range.contains(at)
                || at.equals(range.start())
                || state.merging().isPresent()
                || peers.isEmpty()) {
            return List.of();
        }
        PartitionState left = state.in(epoch.next(), new KeyRange(range.start(), at));
        SplitManifest manifest =
                new SplitManifest(
                        child,
                        new KeyRange(at, range.end()),
                        peers,
                        LogPosition.NONE,
                        0,
                        Phase.SEED);
        List<Mutation> mutations = new ArrayList<>();
        mutations.add(left.descriptorMutation());
        mutations.add(manifest.mutation());
        return mutations;
    }

    /// How many items of a range are locked.
    public static long locksWithin(StoreReader store, KeyRange range) {
        long[] locks = new long[1];
        store.scan(
                Space.TXN.range(range),
                Direction.FORWARD,
                Tier.DISK,
                (key, value) -> {
                    locks[0] += LockRecord.isLockKey(key) ? 1 : 0;
                    return true;
                });
        return locks[0];
    }

    /// What makes the child's first state of a copy of its parent's store.
    ///
    /// @param copy the parent's, at or behind the split
    /// @param parent its state
    public static List<Mutation> seed(
            StoreReader copy, PartitionState parent, SplitManifest manifest) {
        List<Mutation> mutations = new ArrayList<>(outside(copy, manifest.range()));
        for (SplitManifest other : parent.splits().values()) {
            mutations.add(new Mutation.Delete(PartitionState.splitKey(other.child())));
        }
        mutations.add(new Mutation.Delete(PartitionState.MERGE));
        PartitionState child = parent.child(manifest);
        mutations.add(child.descriptorMutation());
        mutations.add(child.appliedMutation());
        return mutations;
    }

    /// Removes what a partition must not hold. The record of a transaction goes with its first
    /// item, beside which it stands: a retry finds it there.
    static List<Mutation> outside(StoreReader store, KeyRange range) {
        List<Mutation> mutations = new ArrayList<>();
        if (!range.start().isEmpty()) {
            mutations.addAll(removal(store, new KeyRange(Bytes.EMPTY, range.start())));
        }
        Bytes end = range.end();
        if (end != null) {
            mutations.addAll(removal(store, new KeyRange(end, null)));
        }
        return mutations;
    }

    /// Removes a range with all that stands beside its items.
    public static List<Mutation> removal(StoreReader store, KeyRange range) {
        List<Mutation> mutations = new ArrayList<>();
        mutations.add(Maintenance.deletion(items(range)));
        mutations.add(Maintenance.deletion(Space.LOCAL_INDEX.range(range)));
        mutations.add(Maintenance.deletion(TokenRecord.range(range)));
        store.scan(
                Space.TXN.range(range),
                Direction.FORWARD,
                Tier.DISK,
                (key, value) -> {
                    if (LockRecord.isLockKey(key)) {
                        mutations.add(new Mutation.Delete(key));
                    }
                    return true;
                });
        return mutations;
    }

    /// Where in the store the items of a range are.
    public static KeyRange items(KeyRange range) {
        return Space.ITEM.range(range);
    }
}
