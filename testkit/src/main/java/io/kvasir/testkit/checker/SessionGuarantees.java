package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Within one client, a session or strong read sees what the client wrote and read before: read
/// your writes, monotonic reads. Versions and log indexes in the replies decide.
public final class SessionGuarantees implements Checker {
    @Override
    public String name() {
        return "session-guarantees";
    }

    @Override
    public Verdict check(History history) {
        Map<String, List<Operation>> deletes =
                history.byKey(o -> o.action().removes() && o.mayHaveWritten());
        Map<Integer, Session> sessions = new HashMap<>();
        long checked = 0;
        for (Operation operation : history.operations()) {
            Session session =
                    sessions.computeIfAbsent(operation.client(), _ -> new Session(deletes));
            if (operation.result() instanceof Result.Seen seen
                    && operation.action() instanceof Action.Read(var consistency)
                    && consistency != Action.Consistency.EVENTUAL) {
                Optional<Operation> missed = session.missedBy(operation, seen);
                if (missed.isPresent()) {
                    return violated(missed.get(), operation);
                }
                checked++;
            }
            session.remember(operation);
        }
        return new Verdict.Holds(checked);
    }

    private static Verdict violated(Operation missed, Operation read) {
        return new Verdict.Violated(
                "client %d read key %s from before its own operation %d"
                        .formatted(read.client(), read.key(), missed.id()),
                List.of(missed.toString(), read.toString()));
    }

    /// What one client knows so far. A reply counts only for operations that began after it.
    private static final class Session {
        private final Map<String, List<Operation>> deletes;
        private final Map<String, Operation> newestOfKey = new HashMap<>();
        private final Map<Long, Operation> furthestOfPartition = new HashMap<>();

        Session(Map<String, List<Operation>> deletes) {
            this.deletes = deletes;
        }

        void remember(Operation operation) {
            Stamp stamp = operation.result().stamp();
            boolean session =
                    !(operation.action() instanceof Action.Read(var consistency))
                            || consistency != Action.Consistency.EVENTUAL;
            if (!session) {
                return;
            }
            if (stamp.hasVersion()) {
                newestOfKey.merge(
                        operation.key(),
                        operation,
                        (a, b) ->
                                a.result().stamp().version() >= b.result().stamp().version()
                                        ? a
                                        : b);
            }
            if (stamp.hasIndex()) {
                furthestOfPartition.merge(
                        stamp.partition(),
                        operation,
                        (a, b) -> a.result().stamp().index() >= b.result().stamp().index() ? a : b);
            }
        }

        Optional<Operation> missedBy(Operation read, Result.Seen seen) {
            Operation furthest = furthestOfPartition.get(seen.stamp().partition());
            if (furthest != null
                    && seen.stamp().hasIndex()
                    && furthest.precedes(read)
                    && seen.stamp().index() < furthest.result().stamp().index()) {
                return Optional.of(furthest);
            }
            Operation newest = newestOfKey.get(read.key());
            if (newest == null || !newest.precedes(read)) {
                return Optional.empty();
            }
            boolean missed =
                    seen.value() == null
                            ? !isRemoved(newest, read)
                            : seen.stamp().hasVersion()
                                    && seen.stamp().version() < newest.result().stamp().version();
            return missed ? Optional.of(newest) : Optional.empty();
        }

        /// Whether a delete may have come between what the client's operation saw and its read. A
        /// session read may lag: it can have missed a delete that had ended before it began.
        private boolean isRemoved(Operation newest, Operation read) {
            long since = newest.action().isStrong() ? newest.invokedNanos() : Long.MIN_VALUE;
            return deletes.getOrDefault(read.key(), new ArrayList<>()).stream()
                    .anyMatch(delete ->
                            delete.completedNanos() >= since
                                    && delete.invokedNanos() <= read.completedNanos());
        }
    }
}
