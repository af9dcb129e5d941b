package io.kvasir.cli.transfer;

import io.kvasir.model.item.Item;

/// One record of a file: an item, or the reason why it is none.
///
/// @see #line the number, from 1, of the line on which it begins
sealed interface SourceRecord {
    long line();

    /// Bytes of the file up to its end.
    long end();

    record Good(long line, long end, Item item) implements SourceRecord {}

    record Bad(long line, long end, String reason, String text) implements SourceRecord {}
}
