package io.kvasir.control.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.kvasir.control.log.CommandLog;
import io.kvasir.control.log.CommandResult;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.Reply;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.proto.Errors;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a call is answered, and how a command's end becomes an answer.
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private Calls() {}

    static <T> void answer(StreamObserver<T> reply, Callable<T> call) {
        T answer;
        try {
            answer = call.call();
        } catch (Exception failure) {
            reply.onError(status(failure));
            return;
        }
        reply.onNext(answer);
        reply.onCompleted();
    }

    static StatusRuntimeException status(Exception failure) {
        return switch (failure) {
            case StatusRuntimeException status -> status;
            case InterruptedException _ -> {
                Thread.currentThread().interrupt();
                yield Status.CANCELLED.withDescription("closing").asRuntimeException();
            }
            case RequestFailedException _, InvalidArgumentException _ ->
                    Errors.toStatus(Errors.of(failure));
            default -> {
                LOG.error("A call ended in an exception that is no answer", failure);
                yield Errors.toStatus(Errors.of(failure));
            }
        };
    }

    /// Waits for the command's end.
    ///
    /// @throws RequestFailedException where it was refused, or its outcome is unknown
    /// @throws StatusRuntimeException where this member does not lead
    static Reply run(CommandLog commands, LeaderGate gate, Command command)
            throws InterruptedException {
        try {
            return switch (commands.submit(command).get()) {
                case CommandResult.Replied(Reply.Refused(var failure)) ->
                        throw failure.toException();
                case CommandResult.Replied(Reply reply) -> reply;
                case CommandResult.NotLeader(String reason) -> throw gate.notLeading(reason);
                case CommandResult.Overloaded(String reason) ->
                        throw new RequestFailedException(ErrorCode.UNAVAILABLE, reason);
                case CommandResult.Unknown(String reason) ->
                        throw new RequestFailedException(ErrorCode.OUTCOME_UNKNOWN, reason);
            };
        } catch (ExecutionException e) {
            throw new IllegalStateException("A command never fails with an exception", e);
        }
    }
}
