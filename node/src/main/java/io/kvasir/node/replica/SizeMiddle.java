package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Finds the key with about as many stored bytes below it as above.
public final class SizeMiddle {
    /// Up to here every key is looked at; above, the store's own estimates are asked.
    static final long SCANNED_BYTES_MAX = 8L << 20;

    private static final int SAMPLES_MAX = 4096;
    private static final int NUMBER_BYTES = 40;
    private static final int HALVINGS_MAX = 8 * NUMBER_BYTES;
    private static final int NEAR_ENOUGH = 32;

    private SizeMiddle() {}

    /// @return a key that is in the store and has another of the range below it; empty where there
    ///   is none
    public static Optional<Bytes> of(PartitionStore store, KeyRange range) {
        KeyRange items = Space.ITEM.range(range);
        long bytes = store.storedBytes(items);
        Optional<Bytes> found =
                bytes > SCANNED_BYTES_MAX ? estimated(store, items, bytes) : Optional.empty();
        return found.or(() -> counted(store, items)).map(Space::inner);
    }

    /// Keeps ever sparser samples as the scan goes on.
    private static Optional<Bytes> counted(PartitionStore store, KeyRange items) {
        List<Bytes> keys = new ArrayList<>();
        List<Long> below = new ArrayList<>();
        long[] counts = {0, 0, 1};
        store.scan(
                items,
                Direction.FORWARD,
                Tier.BULK,
                (key, value) -> {
                    if (counts[0]++ % counts[2] == 0) {
                        keys.add(key);
                        below.add(counts[1]);
                    }
                    counts[1] += key.length() + value.length();
                    if (keys.size() == SAMPLES_MAX) {
                        thin(keys);
                        thin(below);
                        counts[2] *= 2;
                    }
                    return true;
                });
        for (int i = 1; i < keys.size(); i++) {
            if (below.get(i) >= counts[1] / 2 || i == keys.size() - 1) {
                return Optional.of(keys.get(i));
            }
        }
        return Optional.empty();
    }

    private static <T> void thin(List<T> samples) {
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < samples.size(); i += 2) {
            kept.add(samples.get(i));
        }
        samples.clear();
        samples.addAll(kept);
    }

    /// Halves the keys, taken for numbers, until what lies below is about half.
    private static Optional<Bytes> estimated(PartitionStore store, KeyRange items, long bytes) {
        Bytes end = items.end();
        if (end == null) {
            throw new IllegalStateException("a space's range has an end");
        }
        BigInteger low = number(items.start());
        BigInteger high = number(end);
        for (int i = 0; i < HALVINGS_MAX; i++) {
            BigInteger middle = low.add(high).shiftRight(1);
            Bytes at = key(middle);
            if (at.compareTo(items.start()) <= 0 || at.compareTo(end) >= 0) {
                return Optional.empty();
            }
            long below = store.storedBytes(new KeyRange(items.start(), at));
            if (Math.abs(below - bytes / 2) <= bytes / NEAR_ENOUGH) {
                return first(store, new KeyRange(at, end));
            }
            if (below < bytes / 2) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Optional.empty();
    }

    private static Optional<Bytes> first(PartitionStore store, KeyRange items) {
        List<Bytes> found = new ArrayList<>();
        store.scan(
                items,
                Direction.FORWARD,
                Tier.DISK,
                (key, value) -> {
                    found.add(key);
                    return false;
                });
        return found.stream().findFirst();
    }

    private static BigInteger number(Bytes key) {
        return new BigInteger(1, Arrays.copyOf(key.array(), NUMBER_BYTES));
    }

    private static Bytes key(BigInteger number) {
        byte[] raw = number.toByteArray();
        byte[] key = new byte[NUMBER_BYTES];
        int length = Math.min(raw.length, NUMBER_BYTES);
        System.arraycopy(raw, raw.length - length, key, NUMBER_BYTES - length, length);
        return Bytes.ofOwned(key);
    }
}
