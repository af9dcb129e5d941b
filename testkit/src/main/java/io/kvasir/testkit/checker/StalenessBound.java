package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An eventual or session read misses no write that was acknowledged earlier than the staleness
/// that its reply states. Keys with counters are left out.
public final class StalenessBound implements Checker {
    private static final long NANOS_PER_MS = 1_000_000;

    @Override
    public String name() {
        return "staleness-bound";
    }

    @Override
    public Verdict check(History history) {
        long checked = 0;
        for (List<Operation> operations : history.byKey(_ -> true).values()) {
            if (operations.stream().anyMatch(o -> o.action() instanceof Action.Add)) {
                continue;
            }
            Writes writes = new Writes(operations);
            for (Operation read : operations) {
                if (read.action().isStrong() || !(read.result() instanceof Result.Seen seen)) {
                    continue;
                }
                Optional<Operation> missed = writes.missedBy(read, seen);
                if (missed.isPresent()) {
                    return new Verdict.Violated(
                            "key %s: a read that says it is at most %d ms old misses operation %d"
                                    .formatted(read.key(), seen.stalenessMs(), missed.get().id()),
                            List.of(missed.get().toString(), read.toString()));
                }
                checked++;
            }
        }
        return new Verdict.Holds(checked);
    }

    /// One key's writes, for the question whether a value was surely overwritten by a moment.
    private static final class Writes {
        private final Map<String, Operation> writers = new HashMap<>();
        private final List<Operation> deletes = new ArrayList<>();

        /// By completion; beside each, of those up to it, the one that began last.
        private final List<Operation> acknowledged;

        private final List<Operation> lastBegun = new ArrayList<>();

        Writes(List<Operation> operations) {
            for (Operation operation : operations) {
                if (!operation.mayHaveWritten()) {
                    continue;
                }
                switch (operation.action()) {
                    case Action.Put(String value) -> writers.put(value, operation);
                    case Action.PutIf(_, String value) -> writers.put(value, operation);
                    case Action.Delete _, Action.DeleteIf _ -> deletes.add(operation);
                    case Action.Add _, Action.Read _ -> {}
                }
            }
            acknowledged =
                    operations.stream()
                            .filter(Operation::isAcknowledgedWrite)
                            .sorted(Comparator.comparingLong(Operation::completedNanos))
                            .toList();
            for (Operation write : acknowledged) {
                boolean later =
                        lastBegun.isEmpty()
                                || write.invokedNanos() > lastBegun.getLast().invokedNanos();
                lastBegun.add(later ? write : lastBegun.getLast());
            }
        }

        /// A write that the read should have seen: acknowledged before the bound, and begun after
        /// all that could have given the value read had ended.
        Optional<Operation> missedBy(Operation read, Result.Seen seen) {
            long bound = read.invokedNanos() - seen.stalenessMs() * NANOS_PER_MS;
            Optional<Operation> last = lastBegunOfThoseAcknowledgedBefore(bound);
            if (last.isEmpty()) {
                return Optional.empty();
            }
            boolean explained;
            if (seen.value() == null) {
                explained =
                        deletes.stream()
                                .anyMatch(d ->
                                        !d.precedes(last.get())
                                                && d.invokedNanos() <= read.completedNanos());
            } else {
                Operation writer = writers.get(seen.value());
                explained = writer != null && !writer.precedes(last.get());
            }
            return explained ? Optional.empty() : last;
        }

        private Optional<Operation> lastBegunOfThoseAcknowledgedBefore(long nanos) {
            int low = 0;
            int high = acknowledged.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (acknowledged.get(middle).completedNanos() < nanos) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low == 0 ? Optional.empty() : Optional.of(lastBegun.get(low - 1));
        }
    }
}
