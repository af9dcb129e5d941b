package io.kvasir.chaos.simulation.transaction;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.LockSettler.Settlement;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.transaction.TransactionRecovery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Strong reads of items, each partition's together, that ask what locks hide.
final class SimulatedRead {
    private static final long ATTEMPT_NANOS = 1_000 * SimulatedWorld.MILLIS;
    private static final long PAUSE_NANOS_MAX = 100 * SimulatedWorld.MILLIS;

    private final SimulatedWorld world;
    private final SimulatedRouter router;
    private final SimulatedNetwork network;
    private final List<KeyRead> reads;
    private final long deadline;
    private final Consumer<List<ReadOutcome>> end;
    private final ReadOutcome[] outcomes;
    private int open;

    SimulatedRead(
            SimulatedWorld world,
            SimulatedRouter router,
            SimulatedNetwork network,
            List<KeyRead> reads,
            long deadline,
            Consumer<List<ReadOutcome>> end) {
        this.world = world;
        this.router = router;
        this.network = network;
        this.reads = reads;
        this.deadline = deadline;
        this.end = end;
        this.outcomes = new ReadOutcome[reads.size()];
        this.open = reads.size();
    }

    void start() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < reads.size(); i++) {
            all.add(i);
        }
        dispatch(all);
    }

    private void dispatch(List<Integer> pending) {
        SequencedMap<Long, List<Integer>> groups = new LinkedHashMap<>();
        for (int i : pending) {
            groups.computeIfAbsent(
                            router.at(reads.get(i).key()).id().value(), id -> new ArrayList<>())
                    .add(i);
        }
        groups.values().forEach(group -> send(router.at(reads.get(group.getFirst()).key()), group));
    }

    private void send(SimulatedPartition partition, List<Integer> group) {
        List<Bytes> keys = group.stream().map(i -> reads.get(i).key()).toList();
        boolean[] answered = {false};
        network.carry(
                "READ at " + partition.id(),
                () ->
                        partition.read(
                                keys,
                                response ->
                                        network.carry(
                                                "items of " + partition.id(),
                                                () -> {
                                                    if (!answered[0] && !router.isDead()) {
                                                        answered[0] = true;
                                                        take(partition, group, response);
                                                    }
                                                })));
        world.after(
                Math.max(0, Math.min(ATTEMPT_NANOS, deadline - world.now())),
                () -> {
                    if (!answered[0] && !router.isDead()) {
                        answered[0] = true;
                        again(group);
                    }
                });
    }

    private void take(SimulatedPartition partition, List<Integer> group, ReadResponse response) {
        if (response.hasError()) {
            if (response.getError().getCode() == ErrorCode.WRONG_PARTITION.number()) {
                router.refreshMap();
            }
            again(group);
        } else {
            settle(partition, group, response, 0, Settlement.HIDE_NOTHING);
        }
    }

    private void settle(
            SimulatedPartition partition,
            List<Integer> group,
            ReadResponse response,
            int from,
            Settlement before) {
        if (from < response.getLocksCount()) {
            Lock lock = response.getLocks(from);
            router.run(
                    TransactionRecovery.settle(
                            lock.getTransaction(), ItemCodec.fromWire(lock.getKey())),
                    Math.min(deadline, world.now() + ATTEMPT_NANOS),
                    one ->
                            settle(
                                    partition,
                                    group,
                                    response,
                                    one == Settlement.NOT_KNOWN
                                            ? response.getLocksCount()
                                            : from + 1,
                                    one == Settlement.HIDE_NOTHING ? before : one));
            return;
        }
        if (before == Settlement.HIDE_NOTHING) {
            for (int i = 0; i < group.size(); i++) {
                end(
                        group.get(i),
                        new ReadOutcome.Done(response.getItems(i), partition.id(), response));
            }
        } else {
            again(group);
        }
    }

    private void again(List<Integer> group) {
        long pause = world.between(SimulatedWorld.MILLIS, PAUSE_NANOS_MAX);
        if (world.now() + pause < deadline) {
            world.after(
                    pause,
                    () -> {
                        if (!router.isDead()) {
                            dispatch(group);
                        }
                    });
        } else {
            RequestFailure failure = RequestFailure.of(ErrorCode.UNAVAILABLE, "simulated");
            group.forEach(i -> end(i, new ReadOutcome.Failed(failure)));
        }
    }

    private void end(int read, ReadOutcome outcome) {
        outcomes[read] = outcome;
        if (--open == 0) {
            end.accept(Arrays.asList(outcomes));
        }
    }
}
