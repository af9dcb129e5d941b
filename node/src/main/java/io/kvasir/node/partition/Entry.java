package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.Epoch;
import io.kvasir.node.store.Mutation;
import java.util.ArrayList;
import java.util.List;

/// What a partition's log carries: the results of a batch of operations, and the state that they
/// were evaluated on.
///
/// @param term the Raft term in which its leader evaluated it
/// @param number its own, from 1, never given twice within a term
/// @param after the number of the entry of the same term whose state it was evaluated on; 0: of
///   none, the state in which the term began
/// @param epoch the epoch of the range it was evaluated under
/// @param hybridTime the latest version that it gives
public record Entry(
        long term,
        long number,
        long after,
        Epoch epoch,
        long hybridTime,
        List<Mutation> mutations) {
    private static final int FORMAT = 1;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int DELETE_RANGE = 3;

    /// Upper bound of what an entry takes besides its mutations.
    static final int HEADER_BYTES_MAX = 1 + 6 * ByteWriter.VARINT_BYTES_MAX;

    public Entry {
        mutations = List.copyOf(mutations);
    }

    /// Upper bound of what a mutation takes in an entry.
    static int encodedBytesMax(Mutation mutation) {
        int lengths = 1 + 2 * ByteWriter.VARINT_BYTES_MAX;
        return lengths
                + switch (mutation) {
                    case Mutation.Put(Bytes key, Bytes value) -> key.length() + value.length();
                    case Mutation.Delete(Bytes key) -> key.length();
                    case Mutation.DeleteRange(Bytes start, Bytes end) ->
                            start.length() + end.length();
                };
    }

    public byte[] encode() {
        int bytes = HEADER_BYTES_MAX;
        for (Mutation mutation : mutations) {
            bytes += encodedBytesMax(mutation);
        }
        ByteWriter writer = new ByteWriter(bytes).octet(FORMAT);
        writer.varint(term).varint(number).varint(after).varint(epoch.value()).varint(hybridTime);
        writer.varint(mutations.size());
        for (Mutation mutation : mutations) {
            switch (mutation) {
                case Mutation.Put(Bytes key, Bytes value) ->
                        writer.octet(PUT).bytes(key).bytes(value);
                case Mutation.Delete(Bytes key) -> writer.octet(DELETE).bytes(key);
                case Mutation.DeleteRange(Bytes start, Bytes end) ->
                        writer.octet(DELETE_RANGE).bytes(start).bytes(end);
            }
        }
        return writer.toArray();
    }

    /// @throws IllegalStateException where the bytes are no entry that this version knows: going on
    ///   would let replicas differ
    public static Entry decode(Bytes bytes) {
        ByteReader reader = new ByteReader(bytes);
        int format = reader.octet();
        if (format != FORMAT) {
            throw new IllegalStateException("an entry of the unknown format " + format);
        }
        long term = reader.varint();
        long number = reader.varint();
        long after = reader.varint();
        Epoch epoch = new Epoch(reader.varint());
        long hybridTime = reader.varint();
        int count = reader.varint32();
        List<Mutation> mutations = new ArrayList<>(Math.min(count, bytes.length()));
        for (int i = 0; i < count; i++) {
            mutations.add(mutation(reader));
        }
        return new Entry(term, number, after, epoch, hybridTime, mutations);
    }

    private static Mutation mutation(ByteReader reader) {
        int kind = reader.octet();
        return switch (kind) {
            case PUT -> new Mutation.Put(reader.bytes(), reader.bytes());
            case DELETE -> new Mutation.Delete(reader.bytes());
            case DELETE_RANGE -> new Mutation.DeleteRange(reader.bytes(), reader.bytes());
            default -> throw new IllegalStateException("a mutation of the unknown kind " + kind);
        };
    }
}
