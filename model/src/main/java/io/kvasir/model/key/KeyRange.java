package io.kvasir.model.key;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/// A contiguous range of the global key space: from `start`, inclusive, to `end`, exclusive; no end
/// means to the last key.
public record KeyRange(Bytes start, @Nullable Bytes end) {
    public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, null);

    public KeyRange {
        if (end != null && start.compareTo(end) >= 0) {
            throw new InvalidArgumentException(
                    "A key range from " + start + " to " + end + " is empty");
        }
    }

    /// All keys that begin with `prefix`.
    public static KeyRange ofPrefix(Bytes prefix) {
        return new KeyRange(prefix, prefix.prefixEnd());
    }

    public boolean contains(Bytes key) {
        return key.compareTo(start) >= 0 && isBelowEnd(key);
    }

    public boolean contains(KeyRange other) {
        return other.start.compareTo(start) >= 0
                && (end == null || (other.end != null && other.end.compareTo(end) <= 0));
    }

    public boolean overlaps(KeyRange other) {
        return isBelowEnd(other.start) && other.isBelowEnd(start);
    }

    /// The part that both ranges hold; null where they share no key.
    public @Nullable KeyRange intersection(KeyRange other) {
        if (!overlaps(other)) {
            return null;
        }
        Bytes from = start.compareTo(other.start) >= 0 ? start : other.start;
        Bytes to =
                end == null || (other.end != null && other.end.compareTo(end) < 0)
                        ? other.end
                        : end;
        return new KeyRange(from, to);
    }

    private boolean isBelowEnd(Bytes key) {
        return end == null || key.compareTo(end) < 0;
    }

    @Override
    public String toString() {
        return "[" + start + ", " + (end == null ? "∞" : end) + ")";
    }
}
