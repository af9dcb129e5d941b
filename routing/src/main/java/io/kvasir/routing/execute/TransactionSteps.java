package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The steps of transactions, each sent to the partitions concerned and tried again as long as it
/// may be.
public final class TransactionSteps {
    private final Execution execution;

    public TransactionSteps(Execution execution) {
        this.execution = execution;
    }

    /// One outcome for each part of the step, in order.
    public CompletableFuture<List<StepOutcome>> send(Step step, Deadline deadline) {
        return new StepRun(execution, step, deadline).run();
    }

    /// Whether one partition holds all keys, as far as is known.
    public boolean areTogether(List<Bytes> keys) {
        var map = execution.cache().map();
        return map.isComplete()
                && keys.stream().map(key -> map.at(key).orElseThrow().id()).distinct().count() == 1;
    }
}
