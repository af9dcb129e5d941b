package io.kvasir.node.store;

/// The disk or the store refused an operation that must not fail: the process ends.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
