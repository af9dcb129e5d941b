package io.kvasir.client;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.kvasir.client.transport.Transport;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.routing.rpc.CallResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Answers requests from a script, in order, and keeps them. Past the script's end, every request
/// is answered as its last line says.
final class ScriptedTransport implements Transport {
    private final Queue<Function<Object, CallResult<Object>>> script = new ArrayDeque<>();
    private final List<Object> requests = new ArrayList<>();

    ScriptedTransport answer(Object reply) {
        return then(request -> new CallResult.Answered<>(reply));
    }

    ScriptedTransport answerWith(Function<Object, Object> reply) {
        return then(request -> new CallResult.Answered<>(reply.apply(request)));
    }

    ScriptedTransport fail(ErrorCode code) {
        return fail(code, Duration.ZERO);
    }

    ScriptedTransport fail(ErrorCode code, Duration retryAfter) {
        var failure = new RequestFailure(code, "as the script says", Optional.empty(), retryAfter);
        return then(request -> new CallResult.Failed<>(Errors.toStatus(failure), true));
    }

    ScriptedTransport lose(Status.Code status, boolean sent) {
        return then(
                request -> new CallResult.Failed<>(status.toStatus().asRuntimeException(), sent));
    }

    List<Object> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <Q, R> CompletableFuture<CallResult<R>> send(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        synchronized (requests) {
            requests.add(request);
            var line = script.size() > 1 ? script.remove() : script.element();
            return CompletableFuture.completedFuture((CallResult<R>) line.apply(request));
        }
    }

    @Override
    public void close() {}

    private ScriptedTransport then(Function<Object, CallResult<Object>> line) {
        script.add(line);
        return this;
    }
}
