package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.partition.Merges;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StagedCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Takes a copy of a sealed partition, record by record, and gives what is to be absorbed of it on
/// in bounded pieces.
final class AbsorbedRecords implements StagedCopy {
    /// Leaves room in an entry for the largest record.
    static final int PIECE_BYTES_MAX = 256 << 10;

    private final KeyRange range;
    private final Consumer<List<Mutation.Put>> pieces;
    private final SequencedMap<Bytes, Bytes> meta = new TreeMap<>();
    private List<Mutation.Put> piece = new ArrayList<>();
    private int bytes;

    AbsorbedRecords(KeyRange range, Consumer<List<Mutation.Put>> pieces) {
        this.range = range;
        this.pieces = pieces;
    }

    @Override
    public void put(Bytes key, Bytes value) {
        if (Space.META.holds(key)) {
            meta.put(key, value);
        } else if (Merges.isAbsorbed(key, range)) {
            piece.add(new Mutation.Put(key, value));
            bytes += key.length() + value.length();
            if (bytes >= PIECE_BYTES_MAX) {
                give();
            }
        }
    }

    private void give() {
        if (!piece.isEmpty()) {
            pieces.accept(piece);
            piece = new ArrayList<>();
            bytes = 0;
        }
    }

    /// The last piece.
    @Override
    public void commit() {
        give();
    }

    /// Of the partition that was copied.
    PartitionState state() {
        return Merges.state(meta);
    }

    @Override
    public void close() {}
}
