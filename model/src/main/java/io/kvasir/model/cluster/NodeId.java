package io.kvasir.model.cluster;

import io.kvasir.model.error.InvalidArgumentException;

/// The name of a storage node: 1 to 63 of `a-z 0-9 -`, as a host name. It stays when the machine or
/// the disk is replaced.
public record NodeId(String value) implements Comparable<NodeId> {
    private static final int CHARS_MAX = 63;

    public NodeId {
        if (!isName(value)) {
            throw new InvalidArgumentException(
                    "node id '" + value + "' must have 1 to " + CHARS_MAX + " of a-z, 0-9 and '-'");
        }
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= CHARS_MAX
                && text.chars()
                        .allMatch(
                                c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
