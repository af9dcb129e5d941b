package io.kvasir.model.capacity;

import io.kvasir.model.Limits;

/// What requests cost, in units. Source: AWS's developer guide, "DynamoDB capacity unit
/// consumption". Units come in halves, so a `double` holds them exactly.
public final class CapacityUnits {
    private CapacityUnits() {}

    /// Of reading one item by its key.
    ///
    /// @param itemBytes the item's whole size, whatever is projected; 0 where there is no item,
    ///   which costs as much as the smallest
    public static double ofRead(long itemBytes, ReadMode mode) {
        return perBlock(mode) * blocks(itemBytes, Limits.READ_UNIT_BYTES);
    }

    /// Of one page of a query or scan: the sizes are added up first and rounded once.
    ///
    /// @param pageBytes the sizes of all items that were looked at, before any filter
    public static double ofPage(long pageBytes, ReadMode mode) {
        return perBlock(mode) * blocks(pageBytes, Limits.READ_UNIT_BYTES);
    }

    /// Of writing one item. The larger of its two sizes counts, and a write that changed nothing or
    /// whose condition failed costs as well.
    ///
    /// @param oldBytes before; 0 where there was none
    /// @param newBytes after; 0 where it was deleted
    public static double ofWrite(long oldBytes, long newBytes, boolean transactional) {
        long blocks = blocks(Math.max(oldBytes, newBytes), Limits.WRITE_UNIT_BYTES);
        return transactional ? 2.0 * blocks : blocks;
    }

    private static double perBlock(ReadMode mode) {
        return switch (mode) {
            case EVENTUAL -> 0.5;
            case STRONG -> 1.0;
            case TRANSACTIONAL -> 2.0;
        };
    }

    private static long blocks(long bytes, int blockBytes) {
        return Math.max(1, Math.ceilDiv(bytes, (long) blockBytes));
    }
}
