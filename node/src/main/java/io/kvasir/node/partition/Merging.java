package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.Mutation;

/// The part that a partition takes in a merge.
public sealed interface Merging {
    int FORMAT = 1;
    int SEALED = 1;
    int ABSORBING = 2;
    int BYTES_EXPECTED = 64;

    /// It answers nobody and takes nothing, but for the word that the merge will not happen: what
    /// it holds is for its left neighbour.
    ///
    /// @param intoEpoch the neighbour's before: under a later one the merge has happened, or never
    ///   will
    record Sealed(PartitionId into, Epoch intoEpoch) implements Merging {}

    /// It takes in what its right neighbour holds, beyond its own range: nobody sees it yet.
    ///
    /// @param range of the neighbour
    /// @param attempt of this leader: what an earlier one left is gone
    /// @param records,bytes taken in so far
    record Absorbing(PartitionId right, KeyRange range, long attempt, long records, long bytes)
            implements Merging {
        Absorbing with(long moreRecords, long moreBytes) {
            return new Absorbing(right, range, attempt, records + moreRecords, bytes + moreBytes);
        }
    }

    /// What to store of it.
    default Mutation mutation() {
        ByteWriter value = new ByteWriter(BYTES_EXPECTED).skip(Checksum.BYTES).octet(FORMAT);
        switch (this) {
            case Sealed(PartitionId into, Epoch intoEpoch) ->
                    value.octet(SEALED).varint(into.value()).varint(intoEpoch.value());
            case Absorbing absorbing -> {
                Bytes end = absorbing.range().end();
                value.octet(ABSORBING)
                        .varint(absorbing.right().value())
                        .varint(absorbing.attempt())
                        .varint(absorbing.records())
                        .varint(absorbing.bytes())
                        .bytes(absorbing.range().start())
                        .octet(end == null ? 0 : 1);
                if (end != null) {
                    value.bytes(end);
                }
            }
        }
        Bytes key = PartitionState.MERGE;
        return new Mutation.Put(key, Checksum.seal(key, value.toArray()));
    }

    /// @throws io.kvasir.node.store.CorruptionException where the value is damaged
    static Merging decode(Bytes stored) {
        ByteReader reader =
                new ByteReader(Checksum.verified(PartitionState.MERGE, stored))
                        .skip(Checksum.BYTES + 1);
        int kind = reader.octet();
        return switch (kind) {
            case SEALED -> new Sealed(new PartitionId(reader.varint()), new Epoch(reader.varint()));
            case ABSORBING -> {
                PartitionId right = new PartitionId(reader.varint());
                long attempt = reader.varint();
                long records = reader.varint();
                long bytes = reader.varint();
                Bytes start = reader.bytes();
                yield new Absorbing(
                        right,
                        new KeyRange(start, reader.octet() == 1 ? reader.bytes() : null),
                        attempt,
                        records,
                        bytes);
            }
            default -> throw new IllegalStateException("a merge of the unknown kind " + kind);
        };
    }
}
