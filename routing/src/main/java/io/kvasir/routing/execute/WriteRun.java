package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Writes. One without a client request token whose outcome is not known is never sent again, and
/// an outcome once in doubt stays unknown until a partition has evaluated the write.
final class WriteRun extends KeyedRun<WriteRun.Write, WriteResponse> {
    static final class Write implements KeyedRun.Pending {
        private final int index;
        private final KeyWrite write;
        private boolean mayHaveHadEffect;

        Write(int index, KeyWrite write) {
            this.index = index;
            this.write = write;
        }

        @Override
        public Bytes key() {
            return write.key();
        }

        @Override
        public long wireBytes() {
            return write.operation().getSerializedSize();
        }

        Repeat repeat() {
            return write.operation().getClientRequestToken().isEmpty()
                    ? Repeat.UNSAFE
                    : Repeat.SAFE;
        }
    }

    private final Execution execution;
    private final List<KeyWrite> writes;
    private final WriteOutcome[] outcomes;
    private final CompletableFuture<List<WriteOutcome>> result = new CompletableFuture<>();

    WriteRun(Execution execution, List<KeyWrite> writes, Deadline deadline) {
        super(execution, deadline);
        this.execution = execution;
        this.writes = writes;
        this.outcomes = new WriteOutcome[writes.size()];
    }

    CompletableFuture<List<WriteOutcome>> run() {
        List<Write> pending = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            pending.add(new Write(i, writes.get(i)));
        }
        start(pending);
        return result;
    }

    @Override
    CompletableFuture<Attempt<WriteResponse>> attempt(
            Partition partition, List<Write> writes, Deadline deadline, int failures) {
        WriteRequest.Builder request =
                WriteRequest.newBuilder().setPartition(PartitionCalls.ref(partition));
        boolean safe = true;
        for (Write write : writes) {
            request.addOperations(write.write.operation());
            safe &= write.repeat() == Repeat.SAFE;
        }
        Deadline until =
                safe
                        ? AttemptTimeouts.of(execution.timeouts().write(), failures, deadline)
                        : deadline;
        return execution.calls().write(partition, request.build(), until, failures);
    }

    @Override
    Again<Write, WriteResponse> settle(
            Partition partition, WriteResponse reply, List<Write> writes) {
        if (reply.getResultsCount() != writes.size()) {
            throw new IllegalStateException(
                    writes.size() + " writes were answered with " + reply.getResultsCount());
        }
        List<Write> again = new ArrayList<>();
        RequestFailure reason = RequestFailure.of(ErrorCode.REJECTED, "");
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            WriteResult result = reply.getResults(i);
            if (!result.hasError()) {
                end(write, new WriteOutcome.Done(result, partition.id(), reply.getAppliedIndex()));
                continue;
            }
            RequestFailure failure = failure(result);
            if (mayRetry(write, failure)) {
                again.add(write);
                reason = failure;
            } else {
                fail(write, failure);
            }
        }
        return new Again<>(again, new Attempt.Refused<>(reason, false));
    }

    /// Throttling is the caller's to wait out: it holds nothing here meanwhile.
    @Override
    boolean mayRetry(Write write, RequestFailure failure) {
        write.mayHaveHadEffect |= failure.code().effect() == ErrorCode.Effect.UNKNOWN;
        return failure.code() != ErrorCode.THROTTLED
                && RetryRules.mayRetry(failure, write.repeat());
    }

    @Override
    void fail(Write write, RequestFailure failure) {
        end(
                write,
                new WriteOutcome.Failed(
                        Pacing.exhausted(RetryRules.last(failure, write.mayHaveHadEffect))));
    }

    @Override
    void finish() {
        result.complete(Arrays.asList(outcomes));
    }

    private void end(Write write, WriteOutcome outcome) {
        if (outcomes[write.index] == null) {
            outcomes[write.index] = outcome;
            ended();
        }
    }

    private static RequestFailure failure(WriteResult result) {
        RequestFailure failure = PartitionCalls.failure(result.getError());
        return result.hasAttributes()
                ? new RequestFailure(
                        failure.code(),
                        failure.message(),
                        Optional.of(ItemCodec.fromBytes(result.getAttributes())),
                        failure.retryAfter())
                : failure;
    }
}
