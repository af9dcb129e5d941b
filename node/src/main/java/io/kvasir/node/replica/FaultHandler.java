package io.kvasir.node.replica;

/// Where going on would mean going on in doubt: broken storage, or a bug. Ends the process; in
/// tests it records.
@FunctionalInterface
public interface FaultHandler {
    void fail(String message, Throwable cause);
}
