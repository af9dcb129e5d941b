package io.kvasir.node.service;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.proto.internal.v1.StorageError;

/// Carries the failure of a whole request to where it is answered. Without a stack trace: it is an
/// answer.
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StorageError error;

    RefusedException(StorageError error) {
        super(error.getMessage(), null, false, false);
        this.error = error;
    }

    RefusedException(ErrorCode code, String message) {
        this(Failures.of(code, message));
    }

    StorageError error() {
        return error;
    }
}
