package io.kvasir.node.store;

/// What was read from disk is not what was written. The replica that meets it stops serving.
public final class CorruptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptionException(String message) {
        super(message);
    }

    public CorruptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
