package io.kvasir.model.cluster;

import io.kvasir.model.error.InvalidArgumentException;

/// The identity of one node's disk contents, drawn when an empty data folder is first used. A wiped
/// node comes back with another one, so that it is never taken for the voter it was.
public record StorageId(String value) implements Comparable<StorageId> {
    public StorageId {
        if (value.isEmpty() || value.length() > 32) {
            throw new InvalidArgumentException(
                    "storage id '"
                            + value
                            + "' has "
                            + value.length()
                            + " characters; it must have 1 to 32");
        }
    }

    @Override
    public int compareTo(StorageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
