package io.kvasir.replication.ratis;

import io.kvasir.replication.FenceResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.ReplicationMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/// Confirms leadership for reads, many calls in one round. A round captures the commit index, then
/// waits until a majority has answered requests made after that, and until what was captured is
/// applied. Sound without clocks: whoever answered had, at that moment, no leader of a later term,
/// so no later leader had been elected by a majority when the round began.
final class ReadFence {
    /// More rounds at a time shorten a wait that is short already, and cost heartbeats.
    private static final int ROUNDS_MAX = 2;

    private static final int CALLS_MAX = 1 << 16;

    /// The leader's view that a fence needs. Nothing of it blocks.
    interface Leader {
        /// The term in which this replica leads right now and is ready; 0 where it does not.
        long readyTerm();

        long commitIndex();

        long appliedIndex();

        /// The highest round that a majority has confirmed.
        long confirmedRound();

        /// Makes followers be asked in this round, where they have not been yet, or `again`.
        void demand(long round, boolean again);
    }

    private record Call(CompletableFuture<FenceResult> future, long startNanos) {}

    private record Round(
            long number, long term, long index, long deadlineNanos, List<Call> calls) {}

    private final GroupId group;
    private final Leader leader;
    private final long waitNanos;
    private final ReplicationMetrics metrics;

    private final Object lock = new Object();
    private final ArrayDeque<Round> confirming = new ArrayDeque<>();
    private final PriorityQueue<Round> applying =
            new PriorityQueue<>(Comparator.comparingLong(Round::index));
    private List<Call> gathering = new ArrayList<>();
    private int waiting;
    private volatile long round;

    /// The least index that a round waits for: one read tells the apply thread to go on.
    private volatile long applyingFrom = Long.MAX_VALUE;

    ReadFence(GroupId group, Leader leader, long waitNanos, ReplicationMetrics metrics) {
        this.group = group;
        this.leader = leader;
        this.waitNanos = waitNanos;
        this.metrics = metrics;
    }

    /// The number of the last round begun: requests made from now on belong to it.
    long round() {
        return round;
    }

    CompletableFuture<FenceResult> call(long nowNanos) {
        Call call = new Call(new CompletableFuture<>(), nowNanos);
        String refused = null;
        boolean begun = false;
        synchronized (lock) {
            if (leader.readyTerm() == 0) {
                refused = "not the leader, or not ready";
            } else if (waiting >= CALLS_MAX) {
                refused = CALLS_MAX + " fences are waiting";
            } else {
                waiting++;
                gathering.add(call);
                begun = confirming.size() < ROUNDS_MAX && begin(nowNanos);
            }
        }
        if (refused != null) {
            end(call, new FenceResult.Failed(refused), nowNanos);
        } else if (begun) {
            advance(nowNanos);
        }
        return call.future();
    }

    /// The term is read before the index and checked again at the end: it has not changed between.
    private boolean begin(long nowNanos) {
        long term = leader.readyTerm();
        List<Call> calls = gathering;
        gathering = new ArrayList<>();
        long number = round + 1;
        confirming.add(new Round(number, term, leader.commitIndex(), nowNanos + waitNanos, calls));
        round = number;
        metrics.fenceRound(group, calls.size());
        return true;
    }

    /// A follower has answered, or a round has begun.
    void advance(long nowNanos) {
        List<Round> confirmed = new ArrayList<>(ROUNDS_MAX);
        long wanted = -1;
        synchronized (lock) {
            if (confirming.isEmpty()) {
                return;
            }
            long reached = leader.confirmedRound();
            while (!confirming.isEmpty() && confirming.getFirst().number() <= reached) {
                confirmed.add(confirming.removeFirst());
            }
            if (!gathering.isEmpty() && confirming.size() < ROUNDS_MAX) {
                begin(nowNanos);
            }
            if (!confirming.isEmpty()) {
                wanted = confirming.getLast().number();
            }
        }
        if (wanted >= 0) {
            leader.demand(wanted, false);
        }
        for (Round one : confirmed) {
            settle(one, nowNanos);
        }
    }

    private void settle(Round confirmed, long nowNanos) {
        if (leader.readyTerm() != confirmed.term() || confirmed.term() == 0) {
            end(confirmed, new FenceResult.Failed("leadership was lost"), nowNanos);
            return;
        }
        if (leader.appliedIndex() < confirmed.index()) {
            synchronized (lock) {
                applying.add(confirmed);
                applyingFrom = applying.element().index();
            }
            applied(leader.appliedIndex());
        } else {
            end(confirmed, new FenceResult.Passed(leader.appliedIndex()), nowNanos);
        }
    }

    /// Everything up to this index has been applied.
    void applied(long index) {
        if (index < applyingFrom) {
            return;
        }
        List<Round> reached = new ArrayList<>();
        synchronized (lock) {
            while (!applying.isEmpty() && applying.element().index() <= index) {
                reached.add(applying.remove());
            }
            applyingFrom = applying.isEmpty() ? Long.MAX_VALUE : applying.element().index();
        }
        long now = System.nanoTime();
        for (Round one : reached) {
            end(one, new FenceResult.Passed(index), now);
        }
    }

    /// Ends what has waited too long, and asks again where a request or its answer may be lost.
    void tick(long nowNanos) {
        List<Round> late = new ArrayList<>();
        long wanted = -1;
        synchronized (lock) {
            while (!confirming.isEmpty() && confirming.getFirst().deadlineNanos() - nowNanos <= 0) {
                late.add(confirming.removeFirst());
            }
            applying.removeIf(one -> one.deadlineNanos() - nowNanos <= 0 && late.add(one));
            applyingFrom = applying.isEmpty() ? Long.MAX_VALUE : applying.element().index();
            if (confirming.isEmpty() && !gathering.isEmpty()) {
                begin(nowNanos);
            }
            if (!confirming.isEmpty()) {
                wanted = confirming.getLast().number();
            }
        }
        if (wanted >= 0) {
            leader.demand(wanted, true);
        }
        for (Round one : late) {
            end(one, new FenceResult.Failed("no majority confirmed the leader in time"), nowNanos);
        }
    }

    /// Leadership was lost, or the replica stops.
    void fail(String reason) {
        List<Round> failed = new ArrayList<>();
        List<Call> calls;
        synchronized (lock) {
            failed.addAll(confirming);
            failed.addAll(applying);
            confirming.clear();
            applying.clear();
            applyingFrom = Long.MAX_VALUE;
            calls = gathering;
            gathering = new ArrayList<>();
        }
        FenceResult.Failed result = new FenceResult.Failed(reason);
        long now = System.nanoTime();
        for (Round one : failed) {
            end(one, result, now);
        }
        end(calls, result, now);
    }

    private void end(Round ended, FenceResult result, long nowNanos) {
        end(ended.calls(), result, nowNanos);
    }

    private void end(List<Call> calls, FenceResult result, long nowNanos) {
        synchronized (lock) {
            waiting -= calls.size();
        }
        for (Call call : calls) {
            end(call, result, nowNanos);
        }
    }

    private void end(Call call, FenceResult result, long nowNanos) {
        metrics.fenceEnded(group, result, Math.max(0, nowNanos - call.startNanos()));
        call.future().complete(result);
    }
}
