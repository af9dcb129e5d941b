package io.kvasir.model.key;

/// The four bytes that begin every key of one table (or, later, of one secondary index): an
/// unsigned number.
public record KeyspaceId(int value) {
    /// The n-th id of a bit-reversed counter, so that new tables scatter over the key space. Never
    /// given out twice.
    public static KeyspaceId ofCounter(int counter) {
        return new KeyspaceId(Integer.reverse(counter));
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(value);
    }
}
