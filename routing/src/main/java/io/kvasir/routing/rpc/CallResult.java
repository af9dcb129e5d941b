package io.kvasir.routing.rpc;

import io.grpc.StatusRuntimeException;

/// How one attempt ended.
public sealed interface CallResult<R> {
    record Answered<R>(R reply) implements CallResult<R> {}

    /// @param sent false only where the request provably never left this process
    record Failed<R>(StatusRuntimeException status, boolean sent) implements CallResult<R> {}
}
