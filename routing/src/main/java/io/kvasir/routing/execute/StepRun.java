package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.internal.v1.TransactRequest;
import io.kvasir.proto.internal.v1.TransactResponse;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One step of a transaction, at all partitions that hold its parts.
final class StepRun extends KeyedRun<StepRun.Part, TransactResponse> {
    /// An entry of the log holds 1 MiB; what surrounds the items needs some of it.
    static final long ENTRY_BYTES_MAX = 900 * 1024;

    /// Makes the request of one group, without its partition.
    interface Form {
        TransactRequest.Builder of(List<StepPart> parts);

        Repeat repeat();

        /// All parts are at one partition, or the step makes no sense.
        boolean whole();
    }

    record Part(int index, StepPart part, boolean whole) implements KeyedRun.Pending {
        @Override
        public Bytes key() {
            return part.key();
        }

        @Override
        public long wireBytes() {
            return whole ? 0 : part.bytes();
        }
    }

    private final Execution execution;
    private final Form form;
    private final List<StepPart> parts;
    private final StepOutcome[] outcomes;
    private final CompletableFuture<List<StepOutcome>> result = new CompletableFuture<>();

    StepRun(Execution execution, Form form, List<StepPart> parts, Deadline deadline) {
        super(execution, deadline);
        this.execution = execution;
        this.form = form;
        this.parts = parts;
        this.outcomes = new StepOutcome[parts.size()];
    }

    CompletableFuture<List<StepOutcome>> run() {
        List<Part> pending = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            pending.add(new Part(i, parts.get(i), form.whole()));
        }
        start(pending);
        return result;
    }

    @Override
    long groupBytesMax() {
        return ENTRY_BYTES_MAX;
    }

    @Override
    CompletableFuture<Attempt<TransactResponse>> attempt(
            Partition partition, List<Part> group, Deadline deadline, int failures) {
        if (form.whole() && group.size() != parts.size()) {
            return CompletableFuture.completedFuture(
                    new Attempt.Refused<>(
                            RequestFailure.of(
                                    ErrorCode.WRONG_PARTITION,
                                    "the items are no longer in one partition"),
                            false));
        }
        TransactRequest request =
                form.of(group.stream().map(Part::part).toList())
                        .setPartition(PartitionCalls.ref(partition))
                        .build();
        Deadline until =
                form.repeat() == Repeat.SAFE
                        ? AttemptTimeouts.of(execution.timeouts().write(), failures, deadline)
                        : deadline;
        return execution.calls().transact(partition, request, until, failures);
    }

    @Override
    Again<Part, TransactResponse> settle(
            Partition partition, TransactResponse reply, List<Part> group) {
        for (int i = 0; i < group.size(); i++) {
            end(
                    group.get(i),
                    new StepOutcome.Answered(
                            reply,
                            i < reply.getActionsCount()
                                    ? Optional.of(reply.getActions(i))
                                    : Optional.empty()));
        }
        return new Again<>(
                List.of(), new Attempt.Refused<>(RequestFailure.of(ErrorCode.REJECTED, ""), false));
    }

    @Override
    boolean mayRetry(Part part, RequestFailure failure) {
        boolean scattered = form.whole() && failure.code() == ErrorCode.WRONG_PARTITION;
        return !scattered && RetryRules.mayRetry(failure, form.repeat());
    }

    @Override
    void fail(Part part, RequestFailure failure) {
        end(part, new StepOutcome.Failed(failure));
    }

    @Override
    void finish() {
        result.complete(Arrays.asList(outcomes));
    }

    private void end(Part part, StepOutcome outcome) {
        if (outcomes[part.index()] == null) {
            outcomes[part.index()] = outcome;
            ended();
        }
    }
}
