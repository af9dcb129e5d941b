package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.Item;
import java.util.Optional;

/// The present item does not meet the condition. Nothing happened.
public final class ConditionFailedException extends KvasirException {
    private static final long serialVersionUID = 1L;

    ConditionFailedException(RequestFailure failure) {
        super(failure);
    }

    /// The present item, where it was asked for and there is one.
    public Optional<Item> item() {
        return failure().item();
    }
}
