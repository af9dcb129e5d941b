package io.kvasir.replication;

/// A Raft group. Partition groups carry their partition's number; the control plane's own group is
/// 0.
public record GroupId(long value) implements Comparable<GroupId> {
    public static final GroupId CONTROL_PLANE = new GroupId(0);

    @Override
    public int compareTo(GroupId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "g" + value;
    }
}
