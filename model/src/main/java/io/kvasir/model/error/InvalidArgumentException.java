package io.kvasir.model.error;

/// A value that cannot be: its message names the field, the value's size or type, and the limit.
public final class InvalidArgumentException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidArgumentException(String message) {
        super(message);
    }
}
