package io.kvasir.node.partition;

import io.kvasir.node.store.Mutation;
import java.util.ArrayList;
import java.util.List;

/// Gathers evaluations until an entry is full.
public final class EntryBuilder {
    private final int bytesMax;
    private final List<Mutation> mutations = new ArrayList<>();
    private int bytes = Entry.HEADER_BYTES_MAX;

    /// @param bytesMax of the encoded entry
    public EntryBuilder(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// @return false, and nothing taken, where they do not fit any more
    public boolean tryAdd(List<Mutation> more) {
        long added = 0;
        for (Mutation mutation : more) {
            added += Entry.encodedBytesMax(mutation);
        }
        if (bytes + added > bytesMax) {
            return false;
        }
        bytes += (int) added;
        mutations.addAll(more);
        return true;
    }

    public List<Mutation> mutations() {
        return mutations;
    }

    public boolean isEmpty() {
        return mutations.isEmpty();
    }
}
