package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;

/// The write may have taken effect, or may yet. Read to find out; a write with a token can be sent
/// again under the same token.
public final class OutcomeUnknownException extends KvasirException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(RequestFailure failure) {
        super(failure);
    }
}
