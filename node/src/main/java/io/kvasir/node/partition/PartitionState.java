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
import java.util.Collections;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.Function;
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
        SequencedSet<Integer> droppedKeyspaces) {
    private static final int BYTES_EXPECTED = 64;
    private static final Bytes APPLIED = meta("applied");
    private static final Bytes DESCRIPTOR = meta("descriptor");
    private static final Bytes DROPPED = meta("dropped/");

    /// A partition's first state, with an empty log.
    public static PartitionState initial(PartitionId partition, Epoch epoch, KeyRange range) {
        return new PartitionState(
                partition, epoch, range, LogPosition.NONE, 0, 0, 0, 0, 0, new TreeSet<>());
    }

    /// The number of the last entry of `current` that took effect: what the next one comes after.
    public long numberWithin(long current) {
        return term == current ? number : 0;
    }

    public boolean isDropped(KeyspaceId keyspace) {
        return droppedKeyspaces.contains(keyspace.value());
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
                droppedKeyspaces);
    }

    PartitionState after(LogPosition position, Entry entry) {
        SequencedSet<Integer> dropped = droppedKeyspaces;
        long locked = locks;
        boolean deletes = false;
        for (Mutation mutation : entry.mutations()) {
            switch (mutation) {
                case Mutation.Put put when put.key().startsWith(DROPPED) -> {
                    TreeSet<Integer> more = new TreeSet<>(dropped);
                    more.add(keyspace(put.key()));
                    dropped = Collections.unmodifiableSequencedSet(more);
                }
                case Mutation.Put put -> locked += LockRecord.isLockKey(put.key()) ? 1 : 0;
                case Mutation.Delete delete -> {
                    locked -= LockRecord.isLockKey(delete.key()) ? 1 : 0;
                    deletes |= Space.ITEM.holds(delete.key());
                }
                case Mutation.DeleteRange _ -> deletes = true;
            }
        }
        return new PartitionState(
                partition,
                epoch,
                range,
                position,
                entry.term(),
                entry.number(),
                Math.max(hybridTime, entry.hybridTime()),
                locked,
                deletes ? entry.hybridTime() : lastDelete,
                dropped);
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
    /// @param dropped all store keys in a range
    /// @throws io.kvasir.node.store.CorruptionException where a value is damaged
    public static @Nullable PartitionState load(
            Function<Bytes, @Nullable Bytes> get, Function<KeyRange, Iterable<Bytes>> dropped) {
        Bytes descriptor = get.apply(DESCRIPTOR);
        if (descriptor == null) {
            return null;
        }
        ByteReader reader = reader(DESCRIPTOR, descriptor);
        PartitionId partition = new PartitionId(reader.varint());
        Epoch epoch = new Epoch(reader.varint());
        Bytes start = reader.bytes();
        KeyRange range = new KeyRange(start, reader.octet() == 1 ? reader.bytes() : null);
        PartitionState initial = initial(partition, epoch, range);
        TreeSet<Integer> keyspaces = new TreeSet<>();
        for (Bytes key : dropped.apply(KeyRange.ofPrefix(DROPPED))) {
            keyspaces.add(keyspace(key));
        }
        Bytes applied = get.apply(APPLIED);
        if (applied == null) {
            return initial;
        }
        ByteReader at = reader(APPLIED, applied);
        LogPosition position = new LogPosition(at.varint(), at.varint());
        return new PartitionState(
                partition,
                epoch,
                range,
                position,
                at.varint(),
                at.varint(),
                at.varint(),
                at.varint(),
                at.varint(),
                keyspaces);
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
