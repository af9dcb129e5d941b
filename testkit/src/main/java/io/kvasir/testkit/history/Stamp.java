package io.kvasir.testkit.history;

/// Where a reply says it stands: the partition, its log index, and the item's version. Zero where
/// the reply does not say.
///
/// @param index of a write: its entry's; of a read: what the replica had applied
/// @param version of the item written or read; 0 also where there is no item
public record Stamp(long partition, long index, long version) {
    public static final Stamp NONE = new Stamp(0, 0, 0);

    public static Stamp ofVersion(long version) {
        return new Stamp(0, 0, version);
    }

    public boolean hasVersion() {
        return version != 0;
    }

    public boolean hasIndex() {
        return index != 0;
    }
}
