package io.kvasir.model.error;

import io.kvasir.model.item.Item;
import java.util.Optional;

/// What one action has to do with a transaction's not being done.
///
/// @param code absent where the action itself was fine
/// @param item the present item, where its condition failed and it was asked for
public record CancellationReason(Optional<ErrorCode> code, String message, Optional<Item> item) {
    public static final CancellationReason NONE =
            new CancellationReason(Optional.empty(), "", Optional.empty());
}
