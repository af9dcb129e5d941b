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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// One step at all partitions that hold its parts, sent again as the routing core does.
final class SimulatedStep {
    private static final long ATTEMPT_NANOS = 1_500 * SimulatedWorld.MILLIS;
    private static final long PAUSE_NANOS_MAX = 100 * SimulatedWorld.MILLIS;

    private final SimulatedWorld world;
    private final SimulatedRouter router;
    private final SimulatedNetwork network;
    private final Step step;
    private final List<StepPart> parts;
    private final long deadline;
    private final Consumer<List<StepOutcome>> end;
    private final StepOutcome[] outcomes;
    private final boolean[] inDoubt;
    private int open;

    SimulatedStep(
            SimulatedWorld world,
            SimulatedRouter router,
            SimulatedNetwork network,
            Step step,
            long deadline,
            Consumer<List<StepOutcome>> end) {
        this.world = world;
        this.router = router;
        this.network = network;
        this.step = step;
        this.parts = step.parts();
        this.deadline = deadline;
        this.end = end;
        this.outcomes = new StepOutcome[parts.size()];
        this.inDoubt = new boolean[parts.size()];
        this.open = parts.size();
    }

    void start() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            all.add(i);
        }
        dispatch(all);
    }

    private void dispatch(List<Integer> pending) {
        SequencedMap<Long, List<Integer>> groups = new LinkedHashMap<>();
        for (int i : pending) {
            long partition = router.at(parts.get(i).key()).id().value();
            groups.computeIfAbsent(partition, id -> new ArrayList<>()).add(i);
        }
        if (step.whole() && groups.size() > 1) {
            pending.forEach(i -> fail(i, failure(ErrorCode.WRONG_PARTITION)));
            return;
        }
        for (List<Integer> group : groups.values()) {
            send(router.at(parts.get(group.getFirst()).key()), group);
        }
    }

    private void send(SimulatedPartition partition, List<Integer> group) {
        TransactRequest request = step.request(group.stream().map(parts::get).toList()).build();
        String what =
                request.getStepCase()
                        + " "
                        + request.getTransaction().getNumber()
                        + "/"
                        + Integer.toHexString(request.getTransaction().getAttempt().hashCode())
                        + " at "
                        + partition.id();
        boolean[] answered = {false};
        network.carry(
                what,
                () ->
                        partition.transact(
                                request,
                                response ->
                                        network.carry(
                                                "answer to " + what,
                                                () -> {
                                                    if (!answered[0] && !router.isDead()) {
                                                        answered[0] = true;
                                                        take(group, response);
                                                    }
                                                })));
        world.after(
                Math.max(0, Math.min(ATTEMPT_NANOS, deadline - world.now())),
                () -> {
                    if (!answered[0] && !router.isDead()) {
                        answered[0] = true;
                        refused(group, failure(ErrorCode.OUTCOME_UNKNOWN));
                    }
                });
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
            router.refreshMap();
        }
        long pause = world.between(SimulatedWorld.MILLIS, PAUSE_NANOS_MAX);
        boolean again =
                !scattered
                        && RetryRules.mayRetry(failure, Repeat.SAFE)
                        && world.now() + pause < deadline;
        if (again) {
            world.after(
                    pause,
                    () -> {
                        if (!router.isDead()) {
                            dispatch(group);
                        }
                    });
        } else {
            group.forEach(i -> fail(i, failure));
        }
    }

    private void fail(int part, RequestFailure failure) {
        end(part, new StepOutcome.Failed(failure, inDoubt[part]));
    }

    private void end(int part, StepOutcome outcome) {
        outcomes[part] = outcome;
        if (--open == 0) {
            end.accept(Arrays.asList(outcomes));
        }
    }
}
