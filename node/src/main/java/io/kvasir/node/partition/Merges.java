package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.Merging.Absorbing;
import io.kvasir.node.partition.Merging.Sealed;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a partition absorbs its right neighbour, by entries of its own log. The entry that extends
/// its range is the moment of the merge; the one that gives it up takes the same epoch, so that
/// only one of the two ever takes effect. Each returns nothing where it no longer makes sense.
public final class Merges {
    private Merges() {}

    /// The right one's last entry, unless the merge is given up: from here on it is as it will be
    /// absorbed.
    ///
    /// @param epoch under which it is to be sealed
    public static List<Mutation> seal(PartitionState state, Epoch epoch, Sealed seal) {
        return state.epoch().equals(epoch) && state.merging().isEmpty()
                ? List.of(seal.mutation())
                : List.of();
    }

    /// The right one goes on, under a later epoch: a seal that comes late finds it gone.
    public static List<Mutation> unseal(PartitionState state, Sealed seal) {
        return state.merging().equals(Optional.of(seal))
                ? List.of(
                        state.in(state.epoch().next(), state.range()).descriptorMutation(),
                        new Mutation.Delete(PartitionState.MERGE))
                : List.of();
    }

    /// The left one begins, or begins anew: what an earlier attempt left, or a split, is removed.
    ///
    /// @param epoch the left one's before the merge
    public static List<Mutation> begin(
            PartitionState state, Epoch epoch, PartitionId right, KeyRange range, long attempt) {
        if (!state.epoch().equals(epoch)
                || state.isSealed()
                || !Objects.equals(range.start(), state.range().end())) {
            return List.of();
        }
        List<Mutation> mutations = new ArrayList<>(removal(range));
        mutations.add(new Absorbing(right, range, attempt, 0, 0).mutation());
        return mutations;
    }

    /// Takes in records of the neighbour's store, all at once.
    ///
    /// @param before how many this attempt has taken in so far
    public static List<Mutation> absorb(
            PartitionState state,
            long attempt,
            long before,
            List<Mutation.Put> records,
            Function<Bytes, @Nullable Bytes> view) {
        Absorbing absorbing = absorbing(state, attempt, before);
        if (absorbing == null) {
            return List.of();
        }
        List<Mutation> mutations = new ArrayList<>();
        long bytes = 0;
        for (Mutation.Put put : records) {
            bytes += put.key().length() + put.value().length();
            // A name that both know stands for the same request, or for two of which one is
            // noticed.
            if (!TokenKey.isName(put.key()) || view.apply(put.key()) == null) {
                mutations.add(put);
            }
        }
        mutations.add(absorbing.with(records.size(), bytes).mutation());
        return mutations;
    }

    /// The entry that merges.
    ///
    /// @param records that the neighbour has
    /// @param right its state, sealed
    public static List<Mutation> finish(
            PartitionState state, long attempt, long records, PartitionState right) {
        Absorbing absorbing = absorbing(state, attempt, records);
        if (absorbing == null || !absorbing.right().equals(right.partition())) {
            return List.of();
        }
        KeyRange whole = new KeyRange(state.range().start(), absorbing.range().end());
        List<Mutation> mutations = new ArrayList<>(dropped(state, right));
        mutations.add(state.in(state.epoch().next(), whole).descriptorMutation());
        mutations.add(new Mutation.Delete(PartitionState.MERGE));
        return mutations;
    }

    /// What one of the two has dropped, the whole must not hold. What the left one has yet to drop
    /// of a keyspace it is told again.
    private static List<Mutation> dropped(PartitionState left, PartitionState right) {
        List<Mutation> mutations = new ArrayList<>();
        for (int each : left.droppedKeyspaces()) {
            KeyspaceId keyspace = new KeyspaceId(each);
            KeyRange held = right.range().intersection(GlobalKey.keyspaceRange(keyspace));
            if (held != null && !right.isDropped(keyspace)) {
                mutations.add(Maintenance.deletion(Space.ITEM.range(held)));
                mutations.add(Maintenance.deletion(Space.TXN.range(held)));
            }
        }
        for (int each : right.droppedKeyspaces()) {
            KeyspaceId keyspace = new KeyspaceId(each);
            boolean here = left.range().overlaps(GlobalKey.keyspaceRange(keyspace));
            if (!here && !left.isDropped(keyspace)) {
                mutations.add(PartitionState.droppedMutation(keyspace));
            }
        }
        return mutations;
    }

    /// The merge will never happen: its epoch is taken.
    ///
    /// @param epoch the left one's before the merge
    public static List<Mutation> abandon(PartitionState state, Epoch epoch) {
        if (!state.epoch().equals(epoch) || state.isSealed()) {
            return List.of();
        }
        List<Mutation> mutations = new ArrayList<>();
        if (state.merging().orElse(null) instanceof Absorbing absorbing) {
            mutations.addAll(removal(absorbing.range()));
            mutations.add(new Mutation.Delete(PartitionState.MERGE));
        }
        mutations.add(state.in(epoch.next(), state.range()).descriptorMutation());
        return mutations;
    }

    private static @Nullable Absorbing absorbing(PartitionState state, long attempt, long records) {
        return state.merging().orElse(null) instanceof Absorbing absorbing
                        && absorbing.attempt() == attempt
                        && absorbing.records() == records
                ? absorbing
                : null;
    }

    /// Whether a record of the right one's store, which may still hold what is no longer its own,
    /// is to be absorbed.
    public static boolean isAbsorbed(Bytes storeKey, KeyRange range) {
        return Space.ITEM.range(range).contains(storeKey)
                || Space.LOCAL_INDEX.range(range).contains(storeKey)
                || Space.TXN.range(range).contains(storeKey)
                || TokenRecord.range(range).contains(storeKey)
                || TokenKey.isName(storeKey);
    }

    private static List<Mutation> removal(KeyRange range) {
        return List.of(
                Maintenance.deletion(Space.ITEM.range(range)),
                Maintenance.deletion(Space.LOCAL_INDEX.range(range)),
                Maintenance.deletion(Space.TXN.range(range)),
                Maintenance.deletion(TokenRecord.range(range)));
    }

    /// The state of the right one by the first records of its store.
    ///
    /// @param meta what stands there under its keys
    /// @throws io.kvasir.node.store.CorruptionException where a value is damaged
    public static PartitionState state(SequencedMap<Bytes, Bytes> meta) {
        PartitionState state =
                PartitionState.load(
                        meta::get,
                        range -> meta.sequencedKeySet().stream().filter(range::contains).toList());
        return Objects.requireNonNull(state, "a copy without a description of its partition");
    }
}
