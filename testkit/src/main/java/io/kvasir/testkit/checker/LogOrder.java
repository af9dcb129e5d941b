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
import java.util.function.ToLongFunction;

/// What item versions and log indexes in replies say, in linear time over all operations: they rise
/// with real time, one version is one write, and no read sees a value that was never written, was
/// refused, or came later.
public final class LogOrder implements Checker {
    @Override
    public String name() {
        return "log-order";
    }

    @Override
    public Verdict check(History history) {
        long checked = 0;
        for (var key : history.byKey(_ -> true).entrySet()) {
            List<Operation> operations = key.getValue();
            Optional<Verdict> violation =
                    sources(operations)
                            .or(() -> versionsAreWrites(operations))
                            .or(() -> indexesFollowVersions(operations))
                            .or(() ->
                                    risesWithTime(
                                            "version",
                                            strong(operations),
                                            o -> o.result().stamp().version()));
            if (violation.isPresent()) {
                return violation.get();
            }
            checked += operations.size();
        }
        for (List<Operation> operations : byPartition(history).values()) {
            Optional<Verdict> violation =
                    risesWithTime("log index", operations, o -> o.result().stamp().index());
            if (violation.isPresent()) {
                return violation.get();
            }
        }
        return new Verdict.Holds(checked);
    }

    private static List<Operation> strong(List<Operation> operations) {
        return operations.stream().filter(o -> o.action().isStrong()).toList();
    }

    private static Map<Long, List<Operation>> byPartition(History history) {
        Map<Long, List<Operation>> byPartition = new java.util.TreeMap<>();
        for (Operation operation : history.operations()) {
            if (operation.action().isStrong() && operation.result().stamp().hasIndex()) {
                byPartition
                        .computeIfAbsent(
                                operation.result().stamp().partition(), _ -> new ArrayList<>())
                        .add(operation);
            }
        }
        return byPartition;
    }

    /// Every value read was put by an operation that began before the read ended and was not
    /// refused.
    private static Optional<Verdict> sources(List<Operation> operations) {
        if (operations.stream().anyMatch(o -> o.action() instanceof Action.Add)) {
            return Optional.empty();
        }
        Map<String, Operation> writers = new HashMap<>();
        for (Operation operation : operations) {
            switch (operation.action()) {
                case Action.Put(String value) -> writers.put(value, operation);
                case Action.PutIf(_, String value) -> writers.put(value, operation);
                default -> {}
            }
        }
        for (Operation read : operations) {
            if (!(read.result() instanceof Result.Seen(String value, _, _)) || value == null) {
                continue;
            }
            Operation writer = writers.get(value);
            if (writer == null) {
                return violated("a value was read that nobody wrote", read);
            }
            if (!writer.mayHaveWritten()) {
                return violated("a value was read whose write did not happen", writer, read);
            }
            if (read.completedNanos() < writer.invokedNanos()) {
                return violated("a value was read before it was written", read, writer);
            }
        }
        return Optional.empty();
    }

    private static Optional<Verdict> versionsAreWrites(List<Operation> operations) {
        Map<Long, Operation> writers = new HashMap<>();
        for (Operation operation : operations) {
            long version = operation.result().stamp().version();
            if (version == 0 || !operation.isAcknowledgedWrite()) {
                continue;
            }
            Operation other = writers.put(version, operation);
            if (other != null) {
                return violated("two writes have one version", other, operation);
            }
        }
        for (Operation read : operations) {
            if (!(read.result() instanceof Result.Seen(String value, var stamp, _))) {
                continue;
            }
            Operation writer = writers.get(stamp.version());
            if (writer != null && value != null && !canHaveWritten(writer, value)) {
                return violated("a read shows another value than its version's", writer, read);
            }
        }
        return Optional.empty();
    }

    private static boolean canHaveWritten(Operation writer, String value) {
        return switch (writer.action()) {
            case Action.Put(String put) -> put.equals(value);
            case Action.PutIf(_, String put) -> put.equals(value);
            case Action.Add _ ->
                    !(writer.result() instanceof Result.Added(long after, _))
                            || Long.toString(after).equals(value);
            case Action.Delete _, Action.DeleteIf _, Action.Read _ -> false;
        };
    }

    private static Optional<Verdict> indexesFollowVersions(List<Operation> operations) {
        List<Operation> writes =
                operations.stream()
                        .filter(Operation::isAcknowledgedWrite)
                        .filter(o -> o.result().stamp().hasVersion())
                        .filter(o -> o.result().stamp().hasIndex())
                        .sorted(
                                Comparator.comparingLong(
                                        (Operation o) -> o.result().stamp().version()))
                        .toList();
        for (int i = 1; i < writes.size(); i++) {
            Operation lower = writes.get(i - 1);
            Operation higher = writes.get(i);
            if (lower.result().stamp().partition() == higher.result().stamp().partition()
                    && lower.result().stamp().index() > higher.result().stamp().index()) {
                return violated("the higher version has the lower log index", lower, higher);
            }
        }
        return Optional.empty();
    }

    /// An operation that began after another ended has at least its number; a write has more.
    private static Optional<Verdict> risesWithTime(
            String what, List<Operation> operations, ToLongFunction<Operation> number) {
        List<Operation> completed =
                operations.stream()
                        .filter(o -> number.applyAsLong(o) != 0 && !o.isUnknown())
                        .sorted(Comparator.comparingLong(Operation::completedNanos))
                        .toList();
        List<Operation> invoked =
                completed.stream()
                        .sorted(Comparator.comparingLong(Operation::invokedNanos))
                        .toList();
        int next = 0;
        Optional<Operation> highest = Optional.empty();
        for (Operation operation : invoked) {
            while (completed.get(next).precedes(operation)) {
                Operation done = completed.get(next++);
                if (highest.isEmpty()
                        || number.applyAsLong(done) > number.applyAsLong(highest.get())) {
                    highest = Optional.of(done);
                }
            }
            if (highest.isEmpty()) {
                continue;
            }
            long above = number.applyAsLong(operation) - number.applyAsLong(highest.get());
            if (above < 0 || (above == 0 && operation.isAcknowledgedWrite())) {
                return violated(
                        "the " + what + " does not rise with time", highest.get(), operation);
            }
        }
        return Optional.empty();
    }

    private static Optional<Verdict> violated(String reason, Operation... part) {
        return Optional.of(
                new Verdict.Violated(
                        "key %s: %s".formatted(part[0].key(), reason),
                        java.util.Arrays.stream(part).map(Operation::toString).toList()));
    }
}
