package io.kvasir.routing.rpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Sends a request once and tells whether it can have reached anyone.
public final class UnaryCall {
    private UnaryCall() {}

    /// The future always ends with a value, at the latest shortly after the deadline.
    public static <Q, R> CompletableFuture<CallResult<R>> send(
            Channel channel, MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        SentProbe probe = new SentProbe();
        CompletableFuture<CallResult<R>> result = new CompletableFuture<>();
        try {
            CallOptions options =
                    CallOptions.DEFAULT.withDeadline(deadline).withStreamTracerFactory(probe);
            ClientCalls.asyncUnaryCall(
                    channel.newCall(method, options), request, new Reply<>(result, probe));
        } catch (RuntimeException e) {
            result.complete(
                    new CallResult.Failed<>(
                            Status.fromThrowable(e).asRuntimeException(), probe.sent));
        }
        return result;
    }

    private static final class Reply<R> implements StreamObserver<R> {
        private final CompletableFuture<CallResult<R>> result;
        private final SentProbe probe;
        private @Nullable R reply;

        Reply(CompletableFuture<CallResult<R>> result, SentProbe probe) {
            this.result = result;
            this.probe = probe;
        }

        @Override
        public void onNext(R value) {
            reply = value;
        }

        @Override
        public void onError(Throwable thrown) {
            StatusRuntimeException status =
                    thrown instanceof StatusRuntimeException known
                            ? known
                            : Status.fromThrowable(thrown).asRuntimeException();
            result.complete(new CallResult.Failed<>(status, probe.sent));
        }

        @Override
        public void onCompleted() {
            R present = reply;
            if (present == null) {
                onError(Status.INTERNAL.withDescription("an empty reply").asRuntimeException());
            } else {
                result.complete(new CallResult.Answered<>(present));
            }
        }
    }

    /// Set when a stream is made on a ready connection, before its first byte: earlier events leave
    /// a gap in which a cancelled request still goes out.
    private static final class SentProbe extends ClientStreamTracer.Factory {
        private volatile boolean sent;

        @Override
        public ClientStreamTracer newClientStreamTracer(
                ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(Attributes transport, Metadata streamHeaders) {
                    sent = true;
                }
            };
        }
    }
}
