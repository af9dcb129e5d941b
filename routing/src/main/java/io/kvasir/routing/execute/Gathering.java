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
import java.util.concurrent.TimeUnit;

/// Requests of many callers to one partition, gathered while earlier ones are under way and then
/// sent as one. The first goes at once, so that a single caller waits for nothing; under load a
/// call to a node, which costs more than what most requests ask for, is shared by as many as arrive
/// meanwhile.
///
/// @param <Q> a request; several can be merged into one
/// @param <R> its reply, which can be parted again
final class Gathering<Q, R> {
    /// Calls under way in one lane. More shorten the wait of the next request, and gather less.
    static final int UNDER_WAY_MAX = 2;

    static final int WAITING_MAX = 4096;

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
    }

    private final Merging<Q, R> merging;
    private final Sending<Q, R> sending;

    /// Those with something under way.
    private final ConcurrentHashMap<LaneKey, Lane<Q, R>> lanes = new ConcurrentHashMap<>();

    Gathering(Merging<Q, R> merging, Sending<Q, R> sending) {
        this.merging = merging;
        this.sending = sending;
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
                    if (lane.underWay < UNDER_WAY_MAX) {
                        lane.underWay++;
                        begun.add(call);
                    } else if (lane.waiting.size() < WAITING_MAX) {
                        lane.waiting.add(call);
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
        CompletableFuture<Attempt<R>> attempt;
        // Not in the context of the call that this one happens to be sent from, a router's for
        // example:
        // when that ends, gRPC would cancel what belongs to others.
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
                    // Whatever this call came to, what waits must not wait for ever.
                    List<Call<Q, R>> next = next(key);
                    if (!next.isEmpty()) {
                        begin(key, next);
                    }
                    if (bug != null) {
                        calls.forEach(call -> call.reply().completeExceptionally(bug));
                    } else {
                        answer(calls, requests, ended);
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

    /// What goes in place of a call that has ended; nothing where nothing waits.
    private List<Call<Q, R>> next(LaneKey key) {
        List<Call<Q, R>> next = new ArrayList<>();
        lanes.computeIfPresent(
                key,
                (unused, lane) -> {
                    take(lane, next);
                    lane.underWay -= next.isEmpty() ? 1 : 0;
                    return lane.underWay == 0 ? null : lane;
                });
        return next;
    }

    private void take(Lane<Q, R> lane, List<Call<Q, R>> taken) {
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
