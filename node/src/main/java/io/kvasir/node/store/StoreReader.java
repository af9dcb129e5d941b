package io.kvasir.node.store;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;

/// Reads one partition's store. May block on the disk unless the tier says otherwise.
public interface StoreReader {
    /// @throws StoreException where the disk fails
    /// @throws CorruptionException where the store finds a damaged block
    Lookup get(Bytes key, Tier tier);

    /// Visits what the range holds, from one snapshot, until the visitor has enough.
    ScanEnd scan(KeyRange range, Direction direction, Tier tier, Visitor visitor);

    /// How far a read may go.
    enum Tier {
        /// Memory only: never blocks.
        CACHE,
        /// The disk where needed.
        DISK,
        /// The disk, with read-ahead, and without disturbing the cache.
        BULK
    }

    enum Direction {
        FORWARD,
        BACKWARD
    }

    enum ScanEnd {
        /// The range, or the visitor's wish, is exhausted.
        COMPLETE,
        /// Only with `Tier.CACHE`: the rest is on disk. What was visited may be visited again.
        NOT_CACHED
    }

    sealed interface Lookup {
        record Found(Bytes value) implements Lookup {}

        record Absent() implements Lookup {
            public static final Absent INSTANCE = new Absent();
        }

        /// Only with `Tier.CACHE`: the disk must be asked.
        record NotCached() implements Lookup {
            public static final NotCached INSTANCE = new NotCached();
        }
    }

    @FunctionalInterface
    interface Visitor {
        /// @return whether to go on
        boolean visit(Bytes key, Bytes value);
    }
}
