package io.kvasir.node.store;

import io.kvasir.model.Bytes;

/// A change of a partition's store. Keys carry their space's byte; values carry their checksum.
public sealed interface Mutation {
    record Put(Bytes key, Bytes value) implements Mutation {}

    record Delete(Bytes key) implements Mutation {}

    /// Deletes from `start`, inclusive, to `end`, exclusive.
    record DeleteRange(Bytes start, Bytes end) implements Mutation {}
}
