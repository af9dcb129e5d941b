package io.kvasir.node.store;

import io.kvasir.model.Bytes;

/// A copy of a whole partition store on its way in. Invisible until `commit`, which swaps it in,
/// all or nothing even through a crash; `close` without it leaves no trace.
public interface StagedCopy extends AutoCloseable {
    /// @param key above all keys before
    void put(Bytes key, Bytes value);

    /// Replaces the store's contents by this copy, durably. Blocks; no write may run meanwhile.
    void commit();

    @Override
    void close();
}
