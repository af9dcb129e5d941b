package io.kvasir.testkit.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Takes correct concurrent executions, breaks them in one place, and expects to be told.
class MutationTest {
    private static final RandomExecution.Shape REGISTERS =
            new RandomExecution.Shape(5, 3, 300, false, 0.03);
    private static final RandomExecution.Shape COUNTERS =
            new RandomExecution.Shape(5, 3, 200, true, 0.01);
    private static final int RUNS = 60;
    private static final Checker LINEARIZABILITY =
            new Linearizability(Linearizability.Limits.DEFAULT);

    private static History execution(RandomGenerator random, RandomExecution.Shape shape) {
        return new RandomExecution(random, shape).run();
    }

    @Test
    void correctExecutionsPassEveryChecker() {
        Seeds.each(
                RUNS,
                seed -> {
                    RandomGenerator random = seed.random("execution");
                    for (var shape : List.of(REGISTERS, COUNTERS)) {
                        History history = execution(random, shape);
                        Checker.run(Checker.all(), history)
                                .forEach((name, verdict) ->
                                        assertThat(verdict.holds())
                                                .as(name + " " + verdict)
                                                .isTrue());
                        History blind = without(history, o -> Stamp.NONE);
                        assertThat(LINEARIZABILITY.check(blind).holds()).isTrue();
                    }
                });
    }

    @Test
    void aStaleReadIsNoticed() {
        eachMutated(
                REGISTERS,
                (history, random) -> {
                    for (Operation read : shuffled(history, random, MutationTest::isSeenRead)) {
                        for (Operation newer : putsBefore(history, read)) {
                            for (Operation older : putsBefore(history, newer)) {
                                return replaced(history, read, Result.Seen.of(valueOf(older)));
                            }
                        }
                    }
                    return null;
                },
                LINEARIZABILITY);
    }

    @Test
    void aVersionFromThePastIsNoticedInLinearTime() {
        eachMutated(
                REGISTERS,
                (history, random) -> {
                    for (Operation read : shuffled(history, random, MutationTest::isSeenRead)) {
                        for (Operation newer : putsBefore(history, read)) {
                            for (Operation older : putsBefore(history, newer)) {
                                Stamp old = older.result().stamp();
                                return replaced(
                                        history, read, new Result.Seen(valueOf(older), old, 0));
                            }
                        }
                    }
                    return null;
                },
                new LogOrder());
    }

    @Test
    void aWriteThatWasReadButRefusedIsNoticed() {
        eachMutated(REGISTERS, refusedButRead(), LINEARIZABILITY);
        eachMutated(REGISTERS, refusedButRead(), new LogOrder());
    }

    private static Mutation refusedButRead() {
        return (history, random) -> {
            for (Operation read : shuffled(history, random, MutationTest::isSeenRead)) {
                for (Operation write : history.operations()) {
                    if (write.key().equals(read.key())
                            && read.result() instanceof Result.Seen(String value, _, _)
                            && value.equals(valueOf(write))) {
                        return replaced(history, write, new Result.Rejected("not here"));
                    }
                }
            }
            return null;
        };
    }

    @Test
    void aSecondCreatorIsNoticed() {
        eachMutated(
                REGISTERS,
                (history, random) -> {
                    Predicate<Operation> failedCreate =
                            o ->
                                    o.result() instanceof Result.ConditionFailed
                                            && o.action()
                                                    instanceof
                                                    Action.PutIf(Expectation.Absent _, _);
                    for (Operation create : shuffled(history, random, failedCreate)) {
                        boolean deleted =
                                history.operations().stream()
                                        .anyMatch(o ->
                                                o.key().equals(create.key())
                                                        && o.action().removes()
                                                        && o.mayHaveWritten()
                                                        && !create.precedes(o));
                        if (!deleted && !putsBefore(history, create).isEmpty()) {
                            return replaced(history, create, new Result.Written(Stamp.NONE));
                        }
                    }
                    return null;
                },
                LINEARIZABILITY);
    }

    @Test
    void aDoubledAdditionIsNoticed() {
        eachMutated(
                COUNTERS,
                (history, random) -> {
                    Predicate<Operation> added = o -> o.result() instanceof Result.Added;
                    for (Operation add : shuffled(history, random, added)) {
                        if (add.result() instanceof Result.Added(long after, Stamp stamp)
                                && add.action() instanceof Action.Add(long delta)
                                && hasNoUnknown(history, add.key())) {
                            return replaced(history, add, new Result.Added(after + delta, stamp));
                        }
                    }
                    return null;
                },
                LINEARIZABILITY);
    }

    @Test
    void aLostAcknowledgedWriteIsNoticedAtTheEnd() {
        eachMutated(
                REGISTERS,
                (history, random) -> {
                    FinalItem item = history.finalItems().get(random.nextInt(3));
                    for (Operation newer : puts(history, item.key())) {
                        for (Operation older : putsBefore(history, newer)) {
                            List<FinalItem> finals = new ArrayList<>(history.finalItems());
                            finals.replaceAll(other ->
                                    other.equals(item)
                                            ? new FinalItem(item.key(), valueOf(older), Stamp.NONE)
                                            : other);
                            return history.withFinalItems(finals);
                        }
                    }
                    return null;
                },
                new Durability());
    }

    @Test
    void aLostAdditionIsNoticedAtTheEnd() {
        eachMutated(
                COUNTERS,
                (history, random) -> {
                    List<FinalItem> finals = new ArrayList<>(history.finalItems());
                    FinalItem item = finals.removeFirst();
                    if (item.value() == null || !hasNoUnknown(history, item.key())) {
                        return null;
                    }
                    String less = Long.toString(Long.parseLong(item.value()) - 1);
                    finals.add(new FinalItem(item.key(), less, Stamp.NONE));
                    return history.withFinalItems(finals);
                },
                new Durability());
    }

    @Test
    void aSessionThatGoesBackIsNoticed() {
        eachMutated(
                REGISTERS,
                (history, random) -> {
                    BiPredicate<Operation, Operation> sameClient =
                            (a, b) -> a.client() == b.client();
                    for (Operation read : shuffled(history, random, MutationTest::isSeenRead)) {
                        for (Operation newer : putsBefore(history, read)) {
                            if (sameClient.test(newer, read)
                                    && newer.result().stamp().version() > 1) {
                                return replaced(
                                        history,
                                        read,
                                        new Result.Seen("old", new Stamp(1, 0, 1), 0));
                            }
                        }
                    }
                    return null;
                },
                new SessionGuarantees());
    }

    @Test
    void aReadOlderThanItsStalenessIsNoticed() {
        eachMutated(
                REGISTERS,
                (history, random) -> {
                    for (Operation read : shuffled(history, random, MutationTest::isSeenRead)) {
                        for (Operation newer : putsBefore(history, read)) {
                            for (Operation older : putsBefore(history, newer)) {
                                Operation eventual =
                                        new Operation(
                                                read.id(),
                                                read.client(),
                                                read.key(),
                                                new Action.Read(Action.Consistency.EVENTUAL),
                                                read.invokedNanos(),
                                                read.completedNanos(),
                                                Result.Seen.of(valueOf(older)));
                                return replaced(history, read, eventual);
                            }
                        }
                    }
                    return null;
                },
                new StalenessBound());
    }

    // --- how ---

    /// A broken copy of the history; null where this history offers no place to break it.
    private interface Mutation {
        History of(History history, RandomGenerator random);
    }

    private static void eachMutated(
            RandomExecution.Shape shape, Mutation mutation, Checker checker) {
        int[] broken = new int[1];
        Seeds.each(
                RUNS,
                seed -> {
                    History history = execution(seed.random("execution"), shape);
                    History mutated = mutation.of(history, seed.random("mutation"));
                    if (mutated != null) {
                        broken[0]++;
                        assertThat(checker.check(mutated)).isInstanceOf(Verdict.Violated.class);
                    }
                });
        if (System.getProperty(Seeds.SEED_PROPERTY) == null) {
            assertThat(broken[0]).isGreaterThan(RUNS / 10);
        }
    }

    private static boolean isSeenRead(Operation operation) {
        return operation.result() instanceof Result.Seen(String value, _, _) && value != null;
    }

    private static boolean hasNoUnknown(History history, String key) {
        return history.operations().stream().noneMatch(o -> o.key().equals(key) && o.isUnknown());
    }

    private static List<Operation> puts(History history, String key) {
        return history.operations().stream()
                .filter(o -> o.key().equals(key))
                .filter(o -> o.action() instanceof Action.Put && o.isAcknowledgedWrite())
                .toList();
    }

    private static List<Operation> putsBefore(History history, Operation operation) {
        return puts(history, operation.key()).stream().filter(o -> o.precedes(operation)).toList();
    }

    private static String valueOf(Operation write) {
        return switch (write.action()) {
            case Action.Put(String value) -> value;
            case Action.PutIf(_, String value) -> value;
            default -> null;
        };
    }

    private static List<Operation> shuffled(
            History history, RandomGenerator random, Predicate<Operation> wanted) {
        List<Operation> operations =
                new ArrayList<>(history.operations().stream().filter(wanted).toList());
        java.util.Collections.shuffle(operations, java.util.Random.from(random));
        return operations;
    }

    private static History replaced(History history, Operation operation, Result result) {
        return replaced(history, operation, operation.with(result));
    }

    private static History replaced(History history, Operation operation, Operation by) {
        return mapped(history, o -> o.id() == operation.id() ? by : o);
    }

    private static History mapped(History history, UnaryOperator<Operation> change) {
        return History.of(history.operations().stream().map(change).toList())
                .withFinalItems(history.finalItems());
    }

    private static History without(
            History history, java.util.function.Function<Operation, Stamp> stamp) {
        return mapped(
                history,
                o ->
                        switch (o.result()) {
                            case Result.Seen(String value, _, long staleness) ->
                                    o.with(new Result.Seen(value, stamp.apply(o), staleness));
                            case Result.Written _ -> o.with(new Result.Written(stamp.apply(o)));
                            case Result.Added(long value, _) ->
                                    o.with(new Result.Added(value, stamp.apply(o)));
                            default -> o;
                        });
    }
}
