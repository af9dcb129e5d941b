package io.kvasir.replication.ratis;

import io.kvasir.replication.AppendResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The fates of appends. One that never reached the log is refused. One that did ends when it is
/// applied here; or, refused, once an entry of a later term has been applied without it, because
/// terms never go back; or, unknown, when that takes too long or its part of the log is jumped
/// over.
final class PendingAppends {
    private static final int PENDING_MAX = 4096;

    /// An append that is neither applied nor lost for so long waits for a disk or for a majority.
    private static final long WAIT_NANOS_MAX = 30_000_000_000L;

    static final class Append {
        private final long callId;
        private final long startNanos;
        private final CompletableFuture<AppendResult> future = new CompletableFuture<>();

        /// The term it was appended in; 0 before it is handed to the log.
        private volatile long term;

        /// When its leadership was lost; 0 while it was not.
        private volatile long lostNanos;

        private Append(long callId, long startNanos) {
            this.callId = callId;
            this.startNanos = startNanos;
        }

        long callId() {
            return callId;
        }

        CompletableFuture<AppendResult> future() {
            return future;
        }

        /// From here on it may be in a log.
        void handedOver(long inTerm) {
            term = inTerm;
        }
    }

    private final GroupId group;
    private final long lostWaitNanos;
    private final ReplicationMetrics metrics;
    private final ConcurrentHashMap<Long, Append> byCallId = new ConcurrentHashMap<>();

    PendingAppends(GroupId group, long lostWaitNanos, ReplicationMetrics metrics) {
        this.group = group;
        this.lostWaitNanos = lostWaitNanos;
        this.metrics = metrics;
    }

    /// Null where too many are pending.
    @Nullable Append begin(long callId, long nowNanos) {
        if (byCallId.size() >= PENDING_MAX) {
            return null;
        }
        Append append = new Append(callId, nowNanos);
        byCallId.put(callId, append);
        return append;
    }

    @Nullable Append find(long callId) {
        return byCallId.get(callId);
    }

    /// Ratis gave up on it.
    void failed(Append append, String reason, long nowNanos) {
        if (append.term == 0) {
            end(append, new AppendResult.Refused(reason), nowNanos);
        } else if (append.lostNanos == 0) {
            append.lostNanos = Math.max(1, nowNanos);
        }
    }

    void applied(long callId, LogPosition position, Outcome outcome) {
        Append append = byCallId.get(callId);
        if (append != null) {
            end(append, new AppendResult.Committed(position, outcome), System.nanoTime());
        }
    }

    /// An entry of this term has been applied: what was appended in an earlier one and is still
    /// here never will be.
    void reachedTerm(long term) {
        endAll(
                append -> append.term != 0 && append.term < term,
                append ->
                        new AppendResult.Refused(
                                "term "
                                        + append.term
                                        + " ended without the entry; term "
                                        + term
                                        + " is applied"));
    }

    /// The state was replaced by a copy, which may have the entries or not.
    void replaced() {
        endAll(
                append -> append.term != 0,
                _ -> new AppendResult.Unknown("the state was replaced by a copy"));
    }

    void tick(long nowNanos) {
        endAll(
                append ->
                        append.term != 0
                                && (append.lostNanos != 0
                                        ? nowNanos - append.lostNanos > lostWaitNanos
                                        : nowNanos - append.startNanos > WAIT_NANOS_MAX),
                _ -> new AppendResult.Unknown("its fate was not learned in time"));
    }

    void close() {
        endAll(
                _ -> true,
                append ->
                        append.term == 0
                                ? new AppendResult.Refused("the replica was closed")
                                : new AppendResult.Unknown("the replica was closed"));
    }

    private void endAll(Predicate<Append> which, Function<Append, AppendResult> result) {
        if (byCallId.isEmpty()) {
            return;
        }
        List<Append> ended = new ArrayList<>();
        for (Append append : byCallId.values()) {
            if (which.test(append)) {
                ended.add(append);
            }
        }
        ended.sort((a, b) -> Long.compare(a.callId, b.callId));
        long now = System.nanoTime();
        for (Append append : ended) {
            end(append, result.apply(append), now);
        }
    }

    private void end(Append append, AppendResult result, long nowNanos) {
        if (byCallId.remove(append.callId, append)) {
            metrics.appendEnded(group, result, Math.max(0, nowNanos - append.startNanos));
            append.future.complete(result);
        }
    }
}
