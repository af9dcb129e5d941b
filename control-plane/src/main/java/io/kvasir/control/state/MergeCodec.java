package io.kvasir.control.state;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import java.time.Instant;

/// Merges, as bytes.
final class MergeCodec {
    private MergeCodec() {}

    static io.kvasir.proto.internal.v1.MergeEntry toWire(MergeEntry entry) {
        return io.kvasir.proto.internal.v1.MergeEntry.newBuilder()
                .setLeft(entry.left().value())
                .setRight(entry.right().value())
                .setLeftEpoch(entry.leftEpoch().value())
                .setRightEpoch(entry.rightEpoch().value())
                .setBytesMax(entry.bytesMax())
                .setOrderedAtMs(entry.orderedAt().toEpochMilli())
                .setReason(entry.reason())
                .setAbandoned(entry.abandoned())
                .build();
    }

    static MergeEntry fromWire(io.kvasir.proto.internal.v1.MergeEntry wire) {
        return new MergeEntry(
                new PartitionId(wire.getLeft()),
                new PartitionId(wire.getRight()),
                new Epoch(wire.getLeftEpoch()),
                new Epoch(wire.getRightEpoch()),
                wire.getBytesMax(),
                Instant.ofEpochMilli(wire.getOrderedAtMs()),
                wire.getReason(),
                wire.getAbandoned());
    }
}
