package io.kvasir.bench.workload;

import io.kvasir.model.Bytes;
import java.util.List;

/// One thing to do to a store. Keys are numbers; what they look like is the store's business.
public sealed interface Operation {
    /// How fresh a read must be.
    enum Freshness {
        /// Linearizable.
        STRONG,
        /// Whatever a replica has.
        EVENTUAL
    }

    /// Makes or replaces an item.
    record Put(long key, Bytes value) implements Operation {}

    record Get(long key, Freshness freshness) implements Operation {}

    /// Reads an item, then replaces it.
    record ReadThenPut(long key, Bytes value, Freshness freshness) implements Operation {}

    /// Makes an item of a collection; its place is its order.
    record PutIn(long collection, long place, Bytes value) implements Operation {}

    /// Items of a collection from a place on, ascending.
    record ItemsFrom(long collection, long place, int count) implements Operation {}

    /// The last items of a collection, descending.
    record Newest(long collection, int count) implements Operation {}

    /// Adds one to a counter where it is below a bound, which it always is.
    record Count(long counter) implements Operation {}

    /// Puts several items, all or none.
    record PutAll(List<Long> keys, Bytes value) implements Operation {}
}
