package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;

/// The deadline passed before the request had any effect.
public final class DeadlineExceededException extends KvasirException {
    private static final long serialVersionUID = 1L;

    DeadlineExceededException(RequestFailure failure) {
        super(failure);
    }
}
