package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.node.store.Mutation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the entries in flight will have made of the store, over what it holds now. Used by one
/// proposer; looked up by key only, never iterated.
public final class Overlay {
    private final Map<Bytes, Pending> pending = new HashMap<>();
    private final Deque<PendingRange> ranges = new ArrayDeque<>();
    private long sequence;
    private boolean locks;

    /// @param value null: deleted
    private record Pending(long entry, long sequence, @Nullable Bytes value) {}

    private record PendingRange(long entry, long sequence, Mutation.DeleteRange range) {
        boolean contains(Bytes key) {
            return key.compareTo(range.start()) >= 0 && key.compareTo(range.end()) < 0;
        }
    }

    /// Takes in a mutation of the entry with this number; numbers rise.
    public void add(long entry, Mutation mutation) {
        sequence++;
        switch (mutation) {
            case Mutation.Put(Bytes key, Bytes value) -> {
                pending.put(key, new Pending(entry, sequence, value));
                locks |= LockRecord.isLockKey(key);
            }
            case Mutation.Delete(Bytes key) -> pending.put(key, new Pending(entry, sequence, null));
            case Mutation.DeleteRange range ->
                    ranges.addLast(new PendingRange(entry, sequence, range));
        }
    }

    /// The value that `key` will have once everything in flight is applied; null: none.
    public @Nullable Bytes get(Bytes key, Function<Bytes, @Nullable Bytes> store) {
        Pending point = pending.get(key);
        long at = point == null ? 0 : point.sequence();
        for (PendingRange range : ranges) {
            if (range.sequence() > at && range.contains(key)) {
                return null;
            }
        }
        return point == null ? store.apply(key) : point.value();
    }

    /// Forgets what the entry put in: the store has it now.
    public void applied(Entry entry) {
        for (Mutation mutation : entry.mutations()) {
            switch (mutation) {
                case Mutation.Put(Bytes key, Bytes value) -> forget(entry.number(), key);
                case Mutation.Delete(Bytes key) -> forget(entry.number(), key);
                case Mutation.DeleteRange range -> {
                    while (!ranges.isEmpty() && ranges.getFirst().entry() <= entry.number()) {
                        ranges.removeFirst();
                    }
                }
            }
        }
    }

    private void forget(long entry, Bytes key) {
        Pending point = pending.get(key);
        if (point != null && point.entry() == entry) {
            pending.remove(key);
            locks &= !pending.isEmpty();
        }
    }

    /// Whether an entry in flight may lock an item.
    public boolean mayLock() {
        return locks;
    }

    public void clear() {
        pending.clear();
        ranges.clear();
        locks = false;
    }

    public boolean isEmpty() {
        return pending.isEmpty() && ranges.isEmpty();
    }
}
