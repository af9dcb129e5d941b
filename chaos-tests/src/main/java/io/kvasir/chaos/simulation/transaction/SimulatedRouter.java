package io.kvasir.chaos.simulation.transaction;

import io.kvasir.model.Bytes;
import io.kvasir.node.service.Steps;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.transaction.Protocol;
import io.kvasir.routing.transaction.Protocol.Within;
import io.kvasir.routing.transaction.TransactionCoordinator;
import io.kvasir.routing.transaction.TransactionRecovery;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs coordinators and recoveries; may die between any two of their steps, and take them with it.
final class SimulatedRouter {
    private static final long CLEAN_UP_NANOS = 10 * SimulatedWorld.SECONDS;
    private static final long SWEEP_NANOS = 2 * SimulatedWorld.SECONDS;
    private static final long UNFINISHED_MS = 6_000;
    private static final long PAUSE_NANOS = 10 * SimulatedWorld.MILLIS;
    private static final long PAUSE_NANOS_MAX = SimulatedWorld.SECONDS;

    /// Decides whether the router dies now.
    interface Fate {
        boolean diesAt(int step);
    }

    private final SimulatedWorld world;
    private final SimulatedMap truth;
    private final SimulatedNetwork network;
    private final Fate fate;
    private final TransactionCoordinator coordinator;
    private NavigableMap<Bytes, SimulatedPartition> map;
    private boolean dead;
    private int steps;

    SimulatedRouter(SimulatedWorld world, SimulatedMap truth, SimulatedNetwork network, Fate fate) {
        this.world = world;
        this.truth = truth;
        this.network = network;
        this.fate = fate;
        this.map = truth.copy();
        this.coordinator = new TransactionCoordinator(this::areTogether, world.dice());
        world.after(world.between(0, SWEEP_NANOS), this::sweep);
    }

    TransactionCoordinator coordinator() {
        return coordinator;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    private boolean areTogether(List<Bytes> keys) {
        return keys.stream().map(this::at).distinct().count() == 1;
    }

    SimulatedPartition at(Bytes key) {
        return map.floorEntry(key).getValue();
    }

    void refreshMap() {
        map = truth.copy();
    }

    /// @param end not called where the router dies
    <T> void run(Protocol<T> protocol, long deadline, Consumer<T> end) {
        if (dead) {
            return;
        }
        if (fate.diesAt(steps++)) {
            world.note("router dies at step " + steps);
            dead = true;
            return;
        }
        switch (protocol) {
            case Protocol.Done<T>(T value) -> end.accept(value);
            case Protocol.Ask<T> ask -> {
                long until =
                        ask.within() == Within.CLEAN_UP ? world.now() + CLEAN_UP_NANOS : deadline;
                List<List<StepOutcome>> outcomes = new ArrayList<>();
                ask.steps().forEach(step -> outcomes.add(List.of()));
                int[] open = {ask.steps().size()};
                for (int i = 0; i < ask.steps().size(); i++) {
                    int at = i;
                    new SimulatedStep(
                                    world,
                                    this,
                                    network,
                                    ask.steps().get(i),
                                    until,
                                    answers -> {
                                        outcomes.set(at, answers);
                                        if (--open[0] == 0) {
                                            run(ask.following().apply(outcomes), deadline, end);
                                        }
                                    })
                            .start();
                }
            }
            case Protocol.Read<T> read ->
                    new SimulatedRead(
                                    world,
                                    this,
                                    network,
                                    read.keys(),
                                    deadline,
                                    outcomes ->
                                            run(read.following().apply(outcomes), deadline, end))
                            .start();
            case Protocol.Pause<T> pause -> {
                long ceiling =
                        Math.min(PAUSE_NANOS << Math.min(pause.failures(), 20), PAUSE_NANOS_MAX);
                long nanos = world.between(ceiling / 2, ceiling);
                boolean left = world.now() + nanos < deadline;
                world.after(
                        left ? nanos : 0, () -> run(pause.following().apply(left), deadline, end));
            }
            case Protocol.Now<T> now -> run(now.following().apply(world.now()), deadline, end);
            case Protocol.Aside<T> aside -> {
                run(aside.aside(), world.now() + CLEAN_UP_NANOS, done -> {});
                run(aside.following(), deadline, end);
            }
        }
    }

    private void sweep() {
        if (dead) {
            return;
        }
        for (SimulatedPartition partition : truth.all()) {
            long patience = TransactionRecovery.PATIENCE.toMillis();
            for (Lock lock : partition.locksOlderThan(patience)) {
                recover(lock.getTransaction(), Optional.of(ItemCodec.fromWire(lock.getKey())));
            }
            partition.sweep(UNFINISHED_MS).forEach(id -> recover(Steps.wire(id), Optional.empty()));
        }
        world.after(SWEEP_NANOS, this::sweep);
    }

    private void recover(io.kvasir.proto.internal.v1.TransactionId id, Optional<Bytes> locked) {
        run(
                TransactionRecovery.recover(id, locked),
                world.now() + SimulatedWorld.SECONDS,
                done -> {});
    }
}
