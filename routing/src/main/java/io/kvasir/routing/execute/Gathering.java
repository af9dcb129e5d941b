package io.kvasir.routing.execute;

import io.grpc.Context;
import io.grpc.Deadline;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Requests of many callers to one partition, gathered while earlier ones are under way and then
/// sent as one. A few callers wait for nothing: each of their requests is a call of its own. Under
/// load a call to a node, and the log entry that it leads to, cost more than what most requests ask
/// for: there is one call at a time, shared by all that wait when it begins. Before it does, those
/// that the last one answered get as long to ask again as they took before, where that is little;
/// otherwise callers would fall into two groups, of which one always waits for the other, and each
/// call would carry half of what it could.
///
/// @param <Q> a request; several can be merged into one
/// @param <R> its reply, which can be parted again
final class Gathering<Q, R> {
    /// Calls under way in one lane that carry one request each.
    static final int ALONE_MAX = 4;

    static final int WAITING_MAX = 4096;

    /// The next call waits for those that the last one answered for so many times what that one
    /// took, at most; where they need longer to ask again, it does not wait at all.
    static final int LINGER_CALLS = 2;

    static final long LINGER_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(5);

    /// Requests whose deadlines differ by more do not travel together: each is answered shortly
    /// after its own deadline at the latest.
    private static final long DEADLINE_SPREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /// How requests become one, and replies several.
    interface Merging<Q, R> {
        /// Requests of different kinds never travel together.
        Object kind(Q request);

        /// What may travel together has this weight at most, in whatever unit.
        long weightMax();

        long weight(Q request);

        /// @param requests at least two
        Q merged(List<Q> requests);

        /// A reply for each request.
        List<R> parted(List<Q> requests, R reply);
    }

    /// Sends one request.
    @FunctionalInterface
    interface Sending<Q, R> {
        CompletableFuture<Attempt<R>> send(Partition partition, Q request, Deadline deadline);
    }

    /// Runs a task that does not block, after a time.
    @FunctionalInterface
    interface Timer {
        /// @throws RejectedExecutionException where it is closing
        void after(long nanos, Runnable task);
    }

    private record LaneKey(PartitionId partition, long epoch, Object kind) {}

    private record Call<Q, R>(
            Partition partition,
            Q request,
            Deadline deadline,
            CompletableFuture<Attempt<R>> reply) {}

    /// Touched only inside `lanes.compute`, which lets one thread at a time.
    private static final class Lane<Q, R> {
        private final ArrayDeque<Call<Q, R>> waiting = new ArrayDeque<>();
        private int underWay;

        /// One of those under way carries several requests.
        private boolean shared;

        /// The next call is about to begin: once as many wait as are expected, or soon.
        private boolean gathering;

        /// Those that waited when the last shared call ended, and those that it answered.
        private int expected;

        /// Of the call that is about to begin; tells a timer that it comes too late.
        private long turn;

        /// Those that the last shared call answered and that have not asked again, and since when.
        private int away;

        private long awaySinceNanos;

        /// How long callers are away, by the last calls; 0: not known yet.
        private long returnNanos;

        private void answered(long nowNanos) {
            if (away > 0) {
                noteReturn(nowNanos);
            }
            away = Math.max(0, expected - waiting.size());
            awaySinceNanos = nowNanos;
        }

        private void asked(long nowNanos) {
            if (away > 0 && --away == 0) {
                noteReturn(nowNanos);
            }
        }

        private void noteReturn(long nowNanos) {
            long took = Math.max(1, nowNanos - awaySinceNanos);
            returnNanos = returnNanos == 0 ? took : (3 * returnNanos + took) / 4;
        }

        private long lingerNanos(long tookNanos) {
            long max = Math.min(tookNanos * LINGER_CALLS, LINGER_NANOS_MAX);
            long wanted = returnNanos + returnNanos / 4;
            return returnNanos == 0 ? max / 4 : wanted <= max ? wanted : 0;
        }

        private boolean isIdle() {
            return underWay == 0 && !gathering && waiting.isEmpty();
        }
    }

    private final Merging<Q, R> merging;
    private final Sending<Q, R> sending;
    private final Timer timer;
    private final LongSupplier nanoTime;

    /// Those with something under way.
    private final ConcurrentHashMap<LaneKey, Lane<Q, R>> lanes = new ConcurrentHashMap<>();

    Gathering(Merging<Q, R> merging, Sending<Q, R> sending, Timer timer, LongSupplier nanoTime) {
        this.merging = merging;
        this.sending = sending;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /// Ends with what the request's own part of the attempt came to.
    CompletableFuture<Attempt<R>> send(Partition partition, Q request, Deadline deadline) {
        Call<Q, R> call = new Call<>(partition, request, deadline, new CompletableFuture<>());
        LaneKey key = new LaneKey(partition.id(), partition.epoch().value(), merging.kind(request));
        List<Call<Q, R>> begun = new ArrayList<>(1);
        List<Call<Q, R>> refused = new ArrayList<>(0);
        lanes.compute(
                key,
                (unused, present) -> {
                    Lane<Q, R> lane = present == null ? new Lane<>() : present;
                    boolean alone =
                            lane.underWay < ALONE_MAX
                                    && !lane.shared
                                    && !lane.gathering
                                    && lane.waiting.isEmpty();
                    if (alone) {
                        lane.underWay++;
                        begun.add(call);
                    } else if (lane.waiting.size() < WAITING_MAX) {
                        lane.waiting.add(call);
                        lane.asked(nanoTime.getAsLong());
                        if (lane.gathering && lane.waiting.size() >= lane.expected) {
                            take(lane, begun);
                        }
                    } else {
                        refused.add(call);
                    }
                    return lane;
                });
        if (!begun.isEmpty()) {
            begin(key, begun);
        }
        refused.forEach(Gathering::refuse);
        return call.reply();
    }

    private static <Q, R> void refuse(Call<Q, R> call) {
        call.reply()
                .complete(
                        new Attempt.Refused<>(
                                RequestFailure.of(
                                        ErrorCode.UNAVAILABLE,
                                        WAITING_MAX
                                                + " requests to partition "
                                                + call.partition().id()
                                                + " are waiting; that is the limit"),
                                false));
    }

    private void begin(LaneKey key, List<Call<Q, R>> calls) {
        List<Q> requests = new ArrayList<>(calls.size());
        Deadline deadline = calls.getFirst().deadline();
        for (Call<Q, R> call : calls) {
            requests.add(call.request());
            deadline = deadline.isBefore(call.deadline()) ? call.deadline() : deadline;
        }
        long start = nanoTime.getAsLong();
        CompletableFuture<Attempt<R>> attempt;
        // Not in the context of the call that this one happens to be sent from, a router's for
        // example: when that ends, gRPC would cancel what belongs to others.
        Context caller = Context.ROOT.attach();
        try {
            Q request = calls.size() == 1 ? requests.getFirst() : merging.merged(requests);
            attempt = sending.send(calls.getFirst().partition(), request, deadline);
        } catch (RuntimeException bug) {
            attempt = CompletableFuture.failedFuture(bug);
        } finally {
            Context.ROOT.detach(caller);
        }
        var unused =
                attempt.whenComplete((ended, bug) -> {
                    long took = nanoTime.getAsLong() - start;
                    if (calls.size() > 1) {
                        expectAgain(key, calls.size());
                    }
                    try {
                        if (bug != null) {
                            calls.forEach(call -> call.reply().completeExceptionally(bug));
                        } else {
                            Answering.together(() -> answer(calls, requests, ended));
                        }
                    } finally {
                        // After the answers, so that who asks again at once is in the next call.
                        // None of them blocks: this is a thread of gRPC's.
                        ended(key, calls.size() > 1, took);
                    }
                });
    }

    private void answer(List<Call<Q, R>> calls, List<Q> requests, Attempt<R> ended) {
        if (calls.size() == 1 || !(ended instanceof Attempt.Answered<R> answered)) {
            calls.forEach(call -> call.reply().complete(ended));
            return;
        }
        List<R> parts;
        try {
            parts = merging.parted(requests, answered.reply());
        } catch (RuntimeException bug) {
            calls.forEach(call -> call.reply().completeExceptionally(bug));
            return;
        }
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i)
                    .reply()
                    .complete(new Attempt.Answered<>(parts.get(i), answered.partition()));
        }
    }

    /// Before the answers: those that wait, and those that are about to be answered.
    private void expectAgain(LaneKey key, int answered) {
        lanes.computeIfPresent(
                key,
                (unused, lane) -> {
                    lane.expected = lane.waiting.size() + answered;
                    return lane;
                });
    }

    private void ended(LaneKey key, boolean shared, long tookNanos) {
        List<Call<Q, R>> next = new ArrayList<>();
        long[] linger = new long[2];
        lanes.computeIfPresent(
                key,
                (unused, lane) -> {
                    lane.underWay--;
                    lane.shared &= !shared;
                    if (shared) {
                        lane.answered(nanoTime.getAsLong());
                    }
                    if (lane.shared || lane.gathering) {
                        return lane;
                    }
                    linger[0] = shared && lane.away > 0 ? lane.lingerNanos(tookNanos) : 0;
                    if (linger[0] > 0) {
                        lane.gathering = true;
                        linger[1] = ++lane.turn;
                    } else {
                        take(lane, next);
                    }
                    return lane.isIdle() ? null : lane;
                });
        if (!next.isEmpty()) {
            begin(key, next);
        } else if (linger[0] > 0) {
            linger(key, linger[1], linger[0]);
        }
    }

    private void linger(LaneKey key, long turn, long nanos) {
        try {
            timer.after(nanos, () -> lingered(key, turn));
        } catch (RejectedExecutionException closing) {
            lingered(key, turn);
        }
    }

    private void lingered(LaneKey key, long turn) {
        List<Call<Q, R>> next = new ArrayList<>();
        lanes.computeIfPresent(
                key,
                (unused, lane) -> {
                    if (lane.gathering && lane.turn == turn) {
                        take(lane, next);
                    }
                    return lane.isIdle() ? null : lane;
                });
        if (!next.isEmpty()) {
            begin(key, next);
        }
    }

    /// What waits and may travel together; the lane counts it as under way.
    private void take(Lane<Q, R> lane, List<Call<Q, R>> taken) {
        lane.gathering = false;
        takeTogether(lane, taken);
        lane.underWay += taken.isEmpty() ? 0 : 1;
        lane.shared |= taken.size() > 1;
    }

    private void takeTogether(Lane<Q, R> lane, List<Call<Q, R>> taken) {
        long left = merging.weightMax();
        long first = 0;
        for (Call<Q, R> call = lane.waiting.peek(); call != null; call = lane.waiting.peek()) {
            long remaining = call.deadline().timeRemaining(TimeUnit.NANOSECONDS);
            left -= merging.weight(call.request());
            if (taken.isEmpty()) {
                first = remaining;
            } else if (left < 0 || Math.abs(remaining - first) > DEADLINE_SPREAD_NANOS) {
                return;
            }
            taken.add(lane.waiting.remove());
        }
    }
}
