package io.kvasir.routing.request;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.table.TableName;

/// One page of all items of a table, or of one segment of them.
///
/// @param segment from 0 to `totalSegments` - 1
/// @param totalSegments 1 to 1,000,000
public record Scan(TableName table, int segment, int totalSegments, PageOptions page) {
    public Scan {
        if (totalSegments < 1 || totalSegments > Limits.SCAN_SEGMENTS_MAX) {
            throw new InvalidArgumentException(
                    "total_segments is "
                            + Integer.toUnsignedString(totalSegments)
                            + "; it must be 1 to "
                            + Limits.SCAN_SEGMENTS_MAX);
        }
        if (segment < 0 || segment >= totalSegments) {
            throw new InvalidArgumentException(
                    "segment is "
                            + Integer.toUnsignedString(segment)
                            + "; it must be 0 to total_segments - 1, which is "
                            + (totalSegments - 1));
        }
    }

    public Scan(TableName table, PageOptions page) {
        this(table, 0, 1, page);
    }
}
