package io.kvasir.chaos.simulation.transaction;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.internal.v1.TransactRequest;
import io.kvasir.proto.internal.v1.TransactResponse;
import io.kvasir.routing.execute.Step;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One step at all partitions that hold its parts, sent again as the routing core does.
final class SimulatedStep extends SimulatedCalls<StepOutcome> {
    private static final long ATTEMPT_NANOS = 1_500 * SimulatedWorld.MILLIS;

    private final Step step;
    private final List<StepPart> parts;
    private final boolean[] inDoubt;

    SimulatedStep(
            SimulatedWorld world,
            SimulatedRouter router,
            SimulatedNetwork network,
            Step step,
            long deadline,
            Consumer<List<StepOutcome>> end) {
        super(
                world,
                router,
                network,
                deadline,
                ATTEMPT_NANOS,
                i -> step.parts().get(i).key(),
                new StepOutcome[step.parts().size()],
                end);
        this.step = step;
        this.parts = step.parts();
        this.inDoubt = new boolean[parts.size()];
    }

    @Override
    boolean maySend(List<Integer> pending, int partitions) {
        if (step.whole() && partitions > 1) {
            pending.forEach(i -> fail(i, failure(ErrorCode.WRONG_PARTITION)));
            return false;
        }
        return true;
    }

    @Override
    void send(SimulatedPartition partition, List<Integer> group) {
        TransactRequest request = step.request(group.stream().map(parts::get).toList()).build();
        String what =
                request.getStepCase()
                        + " "
                        + request.getTransaction().getNumber()
                        + "/"
                        + Integer.toHexString(request.getTransaction().getAttempt().hashCode())
                        + " at "
                        + partition.id();
        this.<TransactResponse>exchange(
                what,
                "answer to " + what,
                answered -> partition.transact(request, answered),
                response -> take(group, response),
                () -> refused(group, failure(ErrorCode.OUTCOME_UNKNOWN)));
    }

    private static RequestFailure failure(ErrorCode code) {
        return RequestFailure.of(code, "simulated");
    }

    private void take(List<Integer> group, TransactResponse response) {
        if (response.hasError()) {
            refused(group, failure(ErrorCode.of(response.getError().getCode())));
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            end(
                    group.get(i),
                    new StepOutcome.Answered(
                            response,
                            i < response.getActionsCount()
                                    ? Optional.of(response.getActions(i))
                                    : Optional.empty()));
        }
    }

    private void refused(List<Integer> group, RequestFailure failure) {
        if (failure.code().effect() == ErrorCode.Effect.UNKNOWN) {
            group.forEach(i -> inDoubt[i] = true);
        }
        boolean scattered = step.whole() && failure.code() == ErrorCode.WRONG_PARTITION;
        if (failure.code() == ErrorCode.WRONG_PARTITION) {
            router().refreshMap();
        }
        boolean mayRetry = !scattered && RetryRules.mayRetry(failure, Repeat.SAFE);
        if (!mayRetry || !again(group)) {
            group.forEach(i -> fail(i, failure));
        }
    }

    private void fail(int part, RequestFailure failure) {
        end(part, new StepOutcome.Failed(failure, inDoubt[part]));
    }
}
