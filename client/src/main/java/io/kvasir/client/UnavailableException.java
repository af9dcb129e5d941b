package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;

/// No server that could answer was reachable in time. Nothing happened.
public final class UnavailableException extends KvasirException {
    private static final long serialVersionUID = 1L;

    UnavailableException(RequestFailure failure) {
        super(failure);
    }
}
