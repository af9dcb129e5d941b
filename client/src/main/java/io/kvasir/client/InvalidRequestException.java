package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;

/// The request cannot be: the message names the field, the value and the limit. Nothing happened.
public final class InvalidRequestException extends KvasirException {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(RequestFailure failure) {
        super(failure);
    }
}
