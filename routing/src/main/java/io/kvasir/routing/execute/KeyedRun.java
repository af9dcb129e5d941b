package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.Partition;
import io.kvasir.routing.map.ClusterMap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Operations on keys: those of one partition travel together, each group tries on by itself, and a
/// group whose partition turns out to be several falls apart. Each operation ends by itself; the
/// run is over when all have.
///
/// @param <P> an operation
/// @param <R> a partition's reply
abstract class KeyedRun<P extends KeyedRun.Pending, R> {
    /// INTERNAL is a fault, not a passing state: few attempts tell whether it lasts.
    private static final int INTERNAL_FAILURES_MAX = 3;

    /// An operation under way; owned by one group at a time.
    interface Pending {
        Bytes key();

        /// About how many bytes it and its answer have on the wire.
        long wireBytes();
    }

    private record Group<P>(Partition partition, List<P> operations) {}

    /// What of a group is to be tried again, and why.
    record Again<P, R>(List<P> operations, Attempt.Refused<R> reason) {}

    private final Execution execution;
    private final Deadline deadline;
    private final AtomicInteger open = new AtomicInteger();

    KeyedRun(Execution execution, Deadline deadline) {
        this.execution = execution;
        this.deadline = deadline;
    }

    abstract CompletableFuture<Attempt<R>> attempt(
            Partition partition, List<P> operations, Deadline deadline, int failures);

    /// Ends the operations that the reply answers and returns the others.
    abstract Again<P, R> settle(Partition partition, R reply, List<P> operations);

    /// A whole group was refused: whether the operation may be sent again.
    abstract boolean mayRetry(P operation, RequestFailure failure);

    abstract void fail(P operation, RequestFailure failure);

    /// All operations have ended.
    abstract void finish();

    /// A partition's part with more bytes than this is sent in several requests.
    long groupBytesMax() {
        return Execution.GROUP_BYTES_MAX;
    }

    final void start(List<P> operations) {
        open.set(operations.size());
        if (operations.isEmpty()) {
            finish();
        } else {
            dispatch(operations, execution.pacing());
        }
    }

    /// An operation has its end.
    final void ended() {
        if (open.decrementAndGet() == 0) {
            finish();
        }
    }

    private void dispatch(List<P> operations, Pacing pacing) {
        ClusterMap map = execution.cache().map();
        if (!map.isComplete()) {
            RequestFailure failure =
                    RequestFailure.of(ErrorCode.UNAVAILABLE, "the partition map is not known yet");
            retry(new Again<>(operations, new Attempt.Refused<>(failure, false)), pacing);
            return;
        }
        List<Group<P>> groups = groups(map, operations);
        for (Group<P> group : groups) {
            send(group, groups.size() == 1 ? pacing : pacing.fork());
        }
    }

    private void again(List<P> operations, Pacing pacing) {
        try {
            dispatch(operations, pacing);
        } catch (RuntimeException bug) {
            broken(operations, bug);
        }
    }

    private List<Group<P>> groups(ClusterMap map, List<P> operations) {
        if (operations.size() == 1) {
            P only = operations.getFirst();
            return List.of(new Group<>(map.at(only.key()).orElseThrow(), operations));
        }
        // By identity: what is left of a partition after a correction has its id as well.
        IdentityHashMap<Partition, Group<P>> open = new IdentityHashMap<>();
        IdentityHashMap<Partition, Long> bytes = new IdentityHashMap<>();
        List<Group<P>> groups = new ArrayList<>();
        for (P operation : operations) {
            Partition partition = map.at(operation.key()).orElseThrow();
            long sum = bytes.merge(partition, operation.wireBytes(), Long::sum);
            Group<P> group = open.get(partition);
            if (group == null || sum > groupBytesMax()) {
                group = new Group<>(partition, new ArrayList<>());
                groups.add(group);
                open.put(partition, group);
                bytes.put(partition, operation.wireBytes());
            }
            group.operations().add(operation);
        }
        return groups;
    }

    private void send(Group<P> group, Pacing pacing) {
        var unused =
                attempt(group.partition(), group.operations(), deadline, pacing.failures())
                        .whenComplete((attempt, bug) -> {
                            if (bug != null) {
                                broken(group.operations(), bug);
                            } else {
                                judge(group, attempt, pacing);
                            }
                        });
    }

    private void judge(Group<P> group, Attempt<R> attempt, Pacing pacing) {
        try {
            retry(
                    switch (attempt) {
                        case Attempt.Answered<R> answered ->
                                settle(group.partition(), answered.reply(), group.operations());
                        case Attempt.Refused<R> refused -> new Again<>(group.operations(), refused);
                    },
                    pacing);
        } catch (RuntimeException bug) {
            broken(group.operations(), bug);
        }
    }

    private void retry(Again<P, R> again, Pacing pacing) {
        if (again.operations().isEmpty()) {
            return;
        }
        RequestFailure failure = again.reason().failure();
        boolean lasting =
                failure.code() == ErrorCode.INTERNAL && pacing.failures() >= INTERNAL_FAILURES_MAX;
        long pause = pacing.next(again.reason(), deadline);
        List<P> next = new ArrayList<>(again.operations().size());
        for (P operation : again.operations()) {
            if (pause != Pacing.GIVE_UP && !lasting && mayRetry(operation, failure)) {
                next.add(operation);
            } else {
                fail(operation, pacing.ended(failure));
            }
        }
        if (next.isEmpty()) {
            return;
        }
        if (pause == 0) {
            dispatch(next, pacing);
            return;
        }
        execution.events().retried(failure.code());
        if (!execution.after(pause, () -> again(next, pacing))) {
            next.forEach(operation -> fail(operation, pacing.ended(failure)));
        }
    }

    /// A fault of ours: what it did is not known.
    private void broken(List<P> operations, Throwable bug) {
        execution.report(bug);
        RequestFailure failure =
                RequestFailure.of(
                        ErrorCode.INTERNAL, "internal error: " + bug.getClass().getName());
        operations.forEach(operation -> fail(operation, failure));
    }
}
