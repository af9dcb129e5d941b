package io.kvasir.node.store;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;

/// The parts of a partition's store. Every key begins with its space's byte: fixed for ever, in the
/// order in which a copy of the whole store is sent, `META` first.
public enum Space {
    /// Applied position, range and epoch, dropped keyspaces.
    META(0x01),
    /// Items by global key.
    ITEM(0x10),
    /// Entries of local indexes.
    LOCAL_INDEX(0x20),
    /// Change records by sequence number.
    CHANGE(0x30),
    /// Remembered outcomes by global key and client request token.
    TOKEN(0x40),
    /// Transactions.
    TXN(0x50);

    private final byte prefix;

    Space(int prefix) {
        this.prefix = (byte) prefix;
    }

    /// The key of the store that stands for `inner` in this space.
    public Bytes key(Bytes inner) {
        byte[] key = new byte[1 + inner.length()];
        key[0] = prefix;
        System.arraycopy(inner.array(), 0, key, 1, inner.length());
        return Bytes.ofOwned(key);
    }

    /// Whether a key of the store belongs to this space.
    public boolean holds(Bytes storeKey) {
        return !storeKey.isEmpty() && storeKey.array()[0] == prefix;
    }

    /// All keys of this space.
    public KeyRange all() {
        return KeyRange.ofPrefix(key(Bytes.EMPTY));
    }

    /// The keys of this space from `range.start()` to `range.end()`.
    public KeyRange range(KeyRange range) {
        Bytes end = range.end();
        return new KeyRange(key(range.start()), end == null ? all().end() : key(end));
    }

    /// What `key` stands for, without the space's byte.
    public static Bytes inner(Bytes key) {
        byte[] raw = key.array();
        byte[] inner = new byte[raw.length - 1];
        System.arraycopy(raw, 1, inner, 0, inner.length);
        return Bytes.ofOwned(inner);
    }
}
