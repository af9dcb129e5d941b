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

    static final class Part implements KeyedRun.Pending {
        private final int index;
        private final StepPart part;
        private final boolean whole;
        private boolean inDoubt;

        Part(int index, StepPart part, boolean whole) {
            this.index = index;
            this.part = part;
            this.whole = whole;
        }

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
    private final Step step;
    private final List<StepPart> parts;
    private final StepOutcome[] outcomes;
    private final CompletableFuture<List<StepOutcome>> result = new CompletableFuture<>();

    StepRun(Execution execution, Step step, Deadline deadline) {
        super(execution, deadline);
        this.execution = execution;
        this.step = step;
        this.parts = step.parts();
        this.outcomes = new StepOutcome[parts.size()];
    }

    CompletableFuture<List<StepOutcome>> run() {
        List<Part> pending = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            pending.add(new Part(i, parts.get(i), step.whole()));
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
        if (step.whole() && group.size() != parts.size()) {
            return CompletableFuture.completedFuture(
                    new Attempt.Refused<>(
                            RequestFailure.of(
                                    ErrorCode.WRONG_PARTITION,
                                    "the items are no longer in one partition"),
                            false));
        }
        TransactRequest request =
                step.request(group.stream().map(part -> part.part).toList())
                        .setPartition(PartitionCalls.ref(partition))
                        .build();
        Deadline until = AttemptTimeouts.of(execution.timeouts().write(), failures, deadline);
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
        part.inDoubt |= failure.code().effect() == ErrorCode.Effect.UNKNOWN;
        boolean scattered = step.whole() && failure.code() == ErrorCode.WRONG_PARTITION;
        return !scattered && RetryRules.mayRetry(failure, Repeat.SAFE);
    }

    @Override
    void fail(Part part, RequestFailure failure) {
        boolean inDoubt = part.inDoubt || failure.code().effect() == ErrorCode.Effect.UNKNOWN;
        end(part, new StepOutcome.Failed(failure, inDoubt));
    }

    @Override
    void finish() {
        result.complete(Arrays.asList(outcomes));
    }

    private void end(Part part, StepOutcome outcome) {
        if (outcomes[part.index] == null) {
            outcomes[part.index] = outcome;
            ended();
        }
    }
}
