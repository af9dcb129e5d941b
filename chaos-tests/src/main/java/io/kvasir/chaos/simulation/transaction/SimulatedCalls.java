package io.kvasir.chaos.simulation.transaction;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What a router asks of several keys: those of one partition together, each until it has an
/// outcome, as the routing core does it. Nothing happens any more once the router is dead.
///
/// @param <O> what comes of one key
abstract class SimulatedCalls<O> {
    private static final long PAUSE_NANOS_MAX = 100 * SimulatedWorld.MILLIS;

    private final SimulatedWorld world;
    private final SimulatedRouter router;
    private final SimulatedNetwork network;
    private final long deadline;
    private final long attemptNanos;
    private final IntFunction<Bytes> keys;
    private final Consumer<List<O>> end;
    private final O[] outcomes;
    private int open;

    /// @param attemptNanos an attempt is given up after so long
    /// @param outcomes one place for each key, empty
    SimulatedCalls(
            SimulatedWorld world,
            SimulatedRouter router,
            SimulatedNetwork network,
            long deadline,
            long attemptNanos,
            IntFunction<Bytes> keys,
            O[] outcomes,
            Consumer<List<O>> end) {
        this.world = world;
        this.router = router;
        this.network = network;
        this.deadline = deadline;
        this.attemptNanos = attemptNanos;
        this.keys = keys;
        this.outcomes = outcomes;
        this.end = end;
        this.open = outcomes.length;
    }

    final SimulatedRouter router() {
        return router;
    }

    final void start() {
        dispatch(IntStream.range(0, outcomes.length).boxed().toList());
    }

    private void dispatch(List<Integer> pending) {
        SequencedMap<Long, List<Integer>> groups = new LinkedHashMap<>();
        for (int i : pending) {
            groups.computeIfAbsent(partition(i).id().value(), _ -> new ArrayList<>()).add(i);
        }
        if (maySend(pending, groups.size())) {
            groups.values().forEach(group -> send(partition(group.getFirst()), group));
        }
    }

    private SimulatedPartition partition(int i) {
        return router.at(keys.apply(i));
    }

    /// Whether to send to so many partitions; where not, it has ended what was pending.
    boolean maySend(List<Integer> pending, int partitions) {
        return true;
    }

    /// Sends by `exchange`.
    abstract void send(SimulatedPartition partition, List<Integer> group);

    /// A request and its answer, once.
    interface Exchange<A> {
        void with(Consumer<A> answered);
    }

    final <A> void exchange(
            String request, String answer, Exchange<A> call, Consumer<A> take, Runnable silent) {
        boolean[] over = {false};
        network.carry(
                request,
                () ->
                        call.with(response ->
                                network.carry(answer, once(over, () -> take.accept(response)))));
        world.after(
                Math.max(0, Math.min(attemptNanos, deadline - world.now())), once(over, silent));
    }

    private Runnable once(boolean[] over, Runnable what) {
        return () -> {
            if (!over[0] && !router.isDead()) {
                over[0] = true;
                what.run();
            }
        };
    }

    /// When an attempt that begins now is given up.
    final long attemptDeadline() {
        return Math.min(deadline, world.now() + attemptNanos);
    }

    /// Tries again after a pause.
    ///
    /// @return false where the deadline comes before
    final boolean again(List<Integer> group) {
        long pause = world.between(SimulatedWorld.MILLIS, PAUSE_NANOS_MAX);
        if (world.now() + pause >= deadline) {
            return false;
        }
        world.after(
                pause,
                () -> {
                    if (!router.isDead()) {
                        dispatch(group);
                    }
                });
        return true;
    }

    final void end(int i, O outcome) {
        outcomes[i] = outcome;
        if (--open == 0) {
            end.accept(Arrays.asList(outcomes));
        }
    }
}
