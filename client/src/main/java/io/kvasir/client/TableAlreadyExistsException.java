package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;

/// A table of that name exists. Nothing happened.
public final class TableAlreadyExistsException extends KvasirException {
    private static final long serialVersionUID = 1L;

    TableAlreadyExistsException(RequestFailure failure) {
        super(failure);
    }
}
