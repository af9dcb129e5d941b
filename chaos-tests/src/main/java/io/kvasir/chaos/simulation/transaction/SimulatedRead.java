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
import java.util.List;
import java.util.function.Consumer;

/// Strong reads of items, each partition's together, that ask what locks hide.
final class SimulatedRead extends SimulatedCalls<ReadOutcome> {
    private static final long ATTEMPT_NANOS = 1_000 * SimulatedWorld.MILLIS;

    private final List<KeyRead> reads;

    SimulatedRead(
            SimulatedWorld world,
            SimulatedRouter router,
            SimulatedNetwork network,
            List<KeyRead> reads,
            long deadline,
            Consumer<List<ReadOutcome>> end) {
        super(
                world,
                router,
                network,
                deadline,
                ATTEMPT_NANOS,
                i -> reads.get(i).key(),
                new ReadOutcome[reads.size()],
                end);
        this.reads = reads;
    }

    @Override
    void send(SimulatedPartition partition, List<Integer> group) {
        List<Bytes> keys = group.stream().map(i -> reads.get(i).key()).toList();
        this.<ReadResponse>exchange(
                "READ at " + partition.id(),
                "items of " + partition.id(),
                answered -> partition.read(keys, answered),
                response -> take(partition, group, response),
                () -> retry(group));
    }

    private void take(SimulatedPartition partition, List<Integer> group, ReadResponse response) {
        if (response.hasError()) {
            if (response.getError().getCode() == ErrorCode.WRONG_PARTITION.number()) {
                router().refreshMap();
            }
            retry(group);
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
            router().run(
                            TransactionRecovery.settle(
                                    lock.getTransaction(), ItemCodec.fromWire(lock.getKey())),
                            attemptDeadline(),
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
            retry(group);
        }
    }

    private void retry(List<Integer> group) {
        if (!again(group)) {
            RequestFailure failure = RequestFailure.of(ErrorCode.UNAVAILABLE, "simulated");
            group.forEach(i -> end(i, new ReadOutcome.Failed(failure)));
        }
    }
}
