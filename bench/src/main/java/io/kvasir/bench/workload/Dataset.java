package io.kvasir.bench.workload;

/// What a store holds before it is measured.
///
/// @param items with keys from 0
/// @param valueBytes of each item, besides its key
/// @param collections of `placesEach` items each
public record Dataset(long items, int valueBytes, long collections, int placesEach) {
    private static final int VALUE_BYTES_MAX = 300_000;

    public Dataset withItems(long changed) {
        return new Dataset(changed, valueBytes, collections, placesEach);
    }

    public Dataset {
        if (items < 2) {
            throw new IllegalArgumentException("items is " + items + "; at least 2 are needed");
        }
        if (valueBytes < 1 || valueBytes > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "value-bytes is " + valueBytes + "; it must be 1 to " + VALUE_BYTES_MAX);
        }
    }
}
