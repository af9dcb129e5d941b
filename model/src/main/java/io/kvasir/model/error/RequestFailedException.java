package io.kvasir.model.error;

/// Carries a failure through code that returns an answer or nothing. Without a stack trace: it is
/// an answer, not a bug.
public final class RequestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RequestFailure failure;

    public RequestFailedException(RequestFailure failure) {
        super(failure.code() + ": " + failure.message(), null, false, false);
        this.failure = failure;
    }

    public RequestFailedException(ErrorCode code, String message) {
        this(RequestFailure.of(code, message));
    }

    public RequestFailure failure() {
        return failure;
    }

    public ErrorCode code() {
        return failure.code();
    }
}
