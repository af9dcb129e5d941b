package io.kvasir.client.transport;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.kvasir.routing.rpc.CallResult;
import java.util.concurrent.CompletableFuture;

/// One attempt of one request of `kvasir.v1`. Every way into a cluster is one of these; retries are
/// above it.
public interface Transport extends AutoCloseable {
    /// The future always ends with a value, at the latest shortly after the deadline.
    <Q, R> CompletableFuture<CallResult<R>> send(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline);

    @Override
    void close();
}
