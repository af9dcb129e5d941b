package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.replication.LogPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What a replica knows of itself besides its items: where in the log it is, and what it covers.
///
/// @param applied the last position that took part in this state
/// @param term of the last entry that took effect
/// @param number of that entry within its term; 0: none took effect in the term yet
/// @param hybridTime not below any version given
/// @param lastDelete hybrid time of the last entry that removed an item
/// @param locks upper bound of how many items transactions have locked
/// @param droppedKeyspaces whose items are gone for ever; never changed, for states share it
/// @param splits of this partition, in the order of their children; never changed either
/// @param merging the part that it takes in a merge
public record PartitionState(
        PartitionId partition,
        Epoch epoch,
        KeyRange range,
        LogPosition applied,
        long term,
        long number,
        long hybridTime,
        long locks,
        long lastDelete,
        SequencedSet<Integer> droppedKeyspaces,
        SequencedMap<PartitionId, SplitManifest> splits,
        Optional<Merging> merging) {
    private static final int BYTES_EXPECTED = 64;
    private static final Bytes APPLIED = meta("applied");
    private static final Bytes DESCRIPTOR = meta("descriptor");
    private static final Bytes DROPPED = meta("dropped/");
    private static final Bytes SPLIT = meta("split/");
    static final Bytes MERGE = meta("merge");

    /// A child's log goes on in this term from its parent's index: lower ones have no leader, and
    /// higher ones could be above the first leader's.
    private static final long SEED_TERM = 1;

    private static final LogPosition FOUNDED = new LogPosition(SEED_TERM, 1);

    /// A new partition's first state, the same at each of its founders. It counts as the log's
    /// first entry: Ratis heeds no vote of a member whose log is empty, and a founder that comes
    /// late would be one.
    public static PartitionState founded(PartitionId partition, Epoch epoch, KeyRange range) {
        return initial(partition, epoch, range).after(FOUNDED);
    }

    /// The state of a replica that knows nothing yet, with an empty log.
    public static PartitionState initial(PartitionId partition, Epoch epoch, KeyRange range) {
        return new PartitionState(
                partition,
                epoch,
                range,
                LogPosition.NONE,
                0,
                0,
                0,
                0,
                0,
                new TreeSet<>(),
                new TreeMap<>(),
                Optional.empty());
    }

    /// Whether it answers nobody and takes nothing, for its left neighbour is to absorb it.
    public boolean isSealed() {
        return merging.orElse(null) instanceof Merging.Sealed;
    }

    /// The number of the last entry of `current` that took effect: what the next one comes after.
    public long numberWithin(long current) {
        return term == current ? number : 0;
    }

    public boolean isDropped(KeyspaceId keyspace) {
        return droppedKeyspaces.contains(keyspace.value());
    }

    /// Splits whose child has yet to be made here.
    public List<SplitManifest> pendingSplits() {
        return splits.values().stream().filter(SplitManifest::isPending).toList();
    }

    PartitionState in(Epoch next, KeyRange changed) {
        return new PartitionState(
                partition,
                next,
                changed,
                applied,
                term,
                number,
                hybridTime,
                locks,
                lastDelete,
                droppedKeyspaces,
                splits,
                merging);
    }

    /// The child's first state.
    PartitionState child(SplitManifest manifest) {
        return new PartitionState(
                manifest.child(),
                Epoch.FIRST,
                manifest.range(),
                new LogPosition(SEED_TERM, manifest.at().index()),
                0,
                0,
                hybridTime,
                manifest.locks(),
                lastDelete,
                droppedKeyspaces,
                new TreeMap<>(),
                Optional.empty());
    }

    /// With what this replica has done of a split. Only the latest of those that are over are kept.
    public PartitionState with(SplitManifest changed) {
        TreeMap<PartitionId, SplitManifest> more = new TreeMap<>(splits);
        more.put(changed.child(), changed);
        long done = more.values().stream().filter(split -> !split.isPending()).count();
        for (SplitManifest split : List.copyOf(more.values())) {
            if (done > Splits.DONE_KEPT_MAX && !split.isPending()) {
                more.remove(split.child());
                done--;
            }
        }
        return with(Collections.unmodifiableSequencedMap(more));
    }

    private PartitionState with(SequencedMap<PartitionId, SplitManifest> changed) {
        return new PartitionState(
                partition,
                epoch,
                range,
                applied,
                term,
                number,
                hybridTime,
                locks,
                lastDelete,
                droppedKeyspaces,
                changed,
                merging);
    }

    /// What to store for the splits to be as in this state.
    ///
    /// @param before the state that the store has
    public List<Mutation> splitMutations(PartitionState before) {
        if (splits.isEmpty() && before.splits.isEmpty()) {
            return List.of();
        }
        List<Mutation> mutations = new ArrayList<>();
        for (SplitManifest split : before.splits.values()) {
            if (!splits.containsKey(split.child())) {
                mutations.add(new Mutation.Delete(splitKey(split.child())));
            }
        }
        for (SplitManifest split : splits.values()) {
            if (!split.equals(before.splits.get(split.child()))) {
                mutations.add(split.mutation());
            }
        }
        return mutations;
    }

    PartitionState after(LogPosition position) {
        return new PartitionState(
                partition,
                epoch,
                range,
                position,
                term,
                number,
                hybridTime,
                locks,
                lastDelete,
                droppedKeyspaces,
                splits,
                merging);
    }

    /// @param locksWithin counts the locks that the store has in a range, before the entry
    PartitionState after(LogPosition position, Entry entry, ToLongFunction<KeyRange> locksWithin) {
        SequencedSet<Integer> dropped = droppedKeyspaces;
        long locked = locks;
        boolean deletes = false;
        PartitionState divided = this;
        for (Mutation mutation : entry.mutations()) {
            switch (mutation) {
                case Mutation.Put put when Space.META.holds(put.key()) -> {
                    if (put.key().startsWith(DROPPED)) {
                        TreeSet<Integer> more = new TreeSet<>(dropped);
                        more.add(keyspace(put.key()));
                        dropped = Collections.unmodifiableSequencedSet(more);
                    } else if (put.key().equals(DESCRIPTOR)) {
                        divided = divided.described(put.value());
                    } else if (put.key().startsWith(SPLIT)) {
                        SplitManifest made = SplitManifest.decode(put.key(), put.value());
                        long moved = locked == 0 ? 0 : locksWithin.applyAsLong(made.range());
                        locked -= moved;
                        divided = divided.with(made.applied(position, moved));
                    } else if (put.key().equals(MERGE)) {
                        divided = divided.in(Merging.decode(put.value()));
                    }
                }
                case Mutation.Put put -> locked += isLockWithin(divided.range, put.key()) ? 1 : 0;
                case Mutation.Delete delete when delete.key().equals(MERGE) ->
                        divided = divided.in((Merging) null);
                case Mutation.Delete delete -> {
                    locked -= LockRecord.isLockKey(delete.key()) ? 1 : 0;
                    deletes |= Space.ITEM.holds(delete.key());
                }
                case Mutation.DeleteRange _ -> deletes = true;
            }
        }
        KeyRange absorbed = absorbedBy(divided);
        if (absorbed != null) {
            // What is absent there now may have been removed while the neighbour held it.
            deletes = true;
            locked += locksWithin.applyAsLong(absorbed);
        }
        return new PartitionState(
                partition,
                divided.epoch,
                divided.range,
                position,
                entry.term(),
                entry.number(),
                Math.max(hybridTime, entry.hybridTime()),
                Math.max(0, locked),
                deletes ? entry.hybridTime() : lastDelete,
                dropped,
                divided.splits,
                divided.merging);
    }

    /// A lock that is absorbed counts once the range has it.
    private static boolean isLockWithin(KeyRange held, Bytes storeKey) {
        return LockRecord.isLockKey(storeKey) && held.contains(Space.inner(storeKey));
    }

    /// The neighbour's range, where the next state is the first that has it; null: it is not.
    private @Nullable KeyRange absorbedBy(PartitionState next) {
        return merging.orElse(null) instanceof Merging.Absorbing absorbing
                        && next.range.contains(absorbing.range())
                ? absorbing.range()
                : null;
    }

    /// Splits that took away what is being absorbed are of the past: the child that they made, or
    /// have yet to make here, is what ends by the merge; and its keys must stay.
    private PartitionState in(@Nullable Merging next) {
        TreeMap<PartitionId, SplitManifest> kept = new TreeMap<>(splits);
        if (next instanceof Merging.Absorbing absorbing) {
            kept.values().removeIf(split -> split.range().overlaps(absorbing.range()));
        }
        return new PartitionState(
                partition,
                epoch,
                range,
                applied,
                term,
                number,
                hybridTime,
                locks,
                lastDelete,
                droppedKeyspaces,
                Collections.unmodifiableSequencedMap(kept),
                Optional.ofNullable(next));
    }

    private PartitionState described(Bytes descriptor) {
        PartitionState told = described(descriptor, partition);
        return in(told.epoch, told.range);
    }

    private static PartitionState described(Bytes descriptor, @Nullable PartitionId expected) {
        ByteReader reader = reader(DESCRIPTOR, descriptor);
        PartitionId partition = new PartitionId(reader.varint());
        if (expected != null && !partition.equals(expected)) {
            throw new IllegalStateException("a descriptor of " + partition + " in " + expected);
        }
        Epoch epoch = new Epoch(reader.varint());
        Bytes start = reader.bytes();
        KeyRange range = new KeyRange(start, reader.octet() == 1 ? reader.bytes() : null);
        return initial(partition, epoch, range);
    }

    /// Where what is known of a split stands.
    static Bytes splitKey(PartitionId child) {
        byte[] suffix = new byte[Long.BYTES];
        for (int i = 0; i < suffix.length; i++) {
            suffix[i] = (byte) (child.value() >>> (56 - 8 * i));
        }
        return SPLIT.concat(Bytes.ofOwned(suffix));
    }

    /// A record of a replica's store as it goes into another replica's: the copy comes from behind
    /// the splits that it tells of.
    public static Bytes copied(Bytes key, Bytes value) {
        if (!key.startsWith(SPLIT)) {
            return value;
        }
        return SplitManifest.decode(key, value).in(SplitManifest.Phase.JOIN).encode(key);
    }

    /// What to store of the log position.
    public Mutation appliedMutation() {
        byte[] value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .varint(applied.term())
                        .varint(applied.index())
                        .varint(term)
                        .varint(number)
                        .varint(hybridTime)
                        .varint(locks)
                        .varint(lastDelete)
                        .toArray();
        return new Mutation.Put(APPLIED, Checksum.seal(APPLIED, value));
    }

    /// What to store of identity, epoch and range.
    public Mutation descriptorMutation() {
        Bytes end = range.end();
        ByteWriter value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .varint(partition.value())
                        .varint(epoch.value())
                        .bytes(range.start())
                        .octet(end == null ? 0 : 1);
        if (end != null) {
            value.bytes(end);
        }
        return new Mutation.Put(DESCRIPTOR, Checksum.seal(DESCRIPTOR, value.toArray()));
    }

    /// What marks a keyspace as dropped.
    static Mutation droppedMutation(KeyspaceId keyspace) {
        int id = keyspace.value();
        byte[] suffix = {(byte) (id >> 24), (byte) (id >> 16), (byte) (id >> 8), (byte) id};
        Bytes key = DROPPED.concat(Bytes.ofOwned(suffix));
        return new Mutation.Put(key, Checksum.seal(key, new byte[Checksum.BYTES]));
    }

    /// The state that a store holds; null where it holds none.
    ///
    /// @param get the value under a store key
    /// @param keys all store keys in a range
    /// @throws io.kvasir.node.store.CorruptionException where a value is damaged
    public static @Nullable PartitionState load(
            Function<Bytes, @Nullable Bytes> get, Function<KeyRange, Iterable<Bytes>> keys) {
        Bytes descriptor = get.apply(DESCRIPTOR);
        if (descriptor == null) {
            return null;
        }
        PartitionState initial = described(descriptor, null);
        TreeSet<Integer> keyspaces = new TreeSet<>();
        for (Bytes key : keys.apply(KeyRange.ofPrefix(DROPPED))) {
            keyspaces.add(keyspace(key));
        }
        TreeMap<PartitionId, SplitManifest> splits = new TreeMap<>();
        for (Bytes key : keys.apply(KeyRange.ofPrefix(SPLIT))) {
            Bytes stored = get.apply(key);
            if (stored != null) {
                SplitManifest split = SplitManifest.decode(key, stored);
                splits.put(split.child(), split);
            }
        }
        Bytes applied = get.apply(APPLIED);
        if (applied == null) {
            return initial;
        }
        ByteReader at = reader(APPLIED, applied);
        LogPosition position = new LogPosition(at.varint(), at.varint());
        return new PartitionState(
                initial.partition(),
                initial.epoch(),
                initial.range(),
                position,
                at.varint(),
                at.varint(),
                at.varint(),
                at.varint(),
                at.varint(),
                Collections.unmodifiableSequencedSet(keyspaces),
                Collections.unmodifiableSequencedMap(splits),
                Optional.ofNullable(get.apply(MERGE)).map(Merging::decode));
    }

    /// The position that a store's first record tells; null where the record is another.
    ///
    /// @throws io.kvasir.node.store.CorruptionException where it is damaged
    public static @Nullable LogPosition position(Bytes key, Bytes value) {
        if (!key.equals(APPLIED)) {
            return null;
        }
        ByteReader reader = reader(key, value);
        return new LogPosition(reader.varint(), reader.varint());
    }

    private static ByteReader reader(Bytes key, Bytes value) {
        return new ByteReader(Checksum.verified(key, value)).skip(Checksum.BYTES);
    }

    private static int keyspace(Bytes droppedKey) {
        byte[] raw = droppedKey.array();
        int id = 0;
        for (int i = raw.length - Integer.BYTES; i < raw.length; i++) {
            id = id << 8 | (raw[i] & 0xFF);
        }
        return id;
    }

    private static Bytes meta(String name) {
        return Space.META.key(Bytes.ofOwned(name.getBytes(StandardCharsets.UTF_8)));
    }
}
