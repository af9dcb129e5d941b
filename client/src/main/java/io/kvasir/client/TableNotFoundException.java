package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;

/// There is no such table, or it does not serve yet or any more. Nothing happened.
public final class TableNotFoundException extends KvasirException {
    private static final long serialVersionUID = 1L;

    TableNotFoundException(RequestFailure failure) {
        super(failure);
    }
}
