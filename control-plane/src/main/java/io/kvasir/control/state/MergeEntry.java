package io.kvasir.control.state;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import java.time.Instant;

/// A merge that is ordered. It stands until the left one's leader reports a later epoch: then it
/// has happened, or never will.
///
/// @param left the one that absorbs
/// @param right its right neighbour, which ends by it
/// @param leftEpoch of the left one before
/// @param rightEpoch of the right one when it was ordered
/// @param bytesMax above this, the right one is not absorbed
/// @param abandoned it must not happen any more
public record MergeEntry(
        PartitionId left,
        PartitionId right,
        Epoch leftEpoch,
        Epoch rightEpoch,
        long bytesMax,
        Instant orderedAt,
        String reason,
        boolean abandoned) {
    public boolean concerns(PartitionId partition) {
        return left.equals(partition) || right.equals(partition);
    }

    MergeEntry givenUp() {
        return new MergeEntry(
                left, right, leftEpoch, rightEpoch, bytesMax, orderedAt, reason, true);
    }
}
