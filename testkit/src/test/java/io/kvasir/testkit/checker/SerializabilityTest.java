package io.kvasir.testkit.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.ListTransaction.Ending;
import io.kvasir.testkit.history.ListTransaction.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SerializabilityTest {
    private final List<ListTransaction> transactions = new ArrayList<>();

    private SerializabilityTest committed(long from, long to, Step... steps) {
        return add(from, to, Ending.COMMITTED, steps);
    }

    private SerializabilityTest add(long from, long to, Ending ending, Step... steps) {
        int id = transactions.size() + 1;
        transactions.add(new ListTransaction(id, id, List.of(steps), from, to, ending));
        return this;
    }

    private static Step append(String key, long value) {
        return new Step.Append(key, value);
    }

    private static Step read(String key, Long... values) {
        return new Step.ReadList(key, List.of(values));
    }

    private Verdict verdict() {
        return new Serializability().check(History.ofTransactions(transactions));
    }

    private void accepted() {
        assertThat(verdict()).isInstanceOf(Verdict.Holds.class);
    }

    private void rejected(String reason) {
        assertThat(verdict())
                .isInstanceOfSatisfying(
                        Verdict.Violated.class,
                        violated -> assertThat(violated.reason()).contains(reason));
    }

    @Test
    void transactionsInOneOrderAreAccepted() {
        committed(0, 1, append("x", 1), append("y", 1))
                .committed(2, 3, read("x", 1L), append("x", 2))
                .committed(4, 5, read("x", 1L, 2L), read("y", 1L))
                .accepted();
    }

    @Test
    void writeSkewIsRejected() {
        committed(0, 10, read("x"), append("y", 1))
                .committed(1, 9, read("y"), append("x", 1))
                .committed(20, 21, read("x", 1L), read("y", 1L))
                .rejected("circle");
    }

    @Test
    void writeSkewThatNobodyReadLaterIsRejected() {
        committed(0, 10, read("x"), append("y", 1))
                .committed(1, 9, read("y"), append("x", 1))
                .rejected("circle");
    }

    @Test
    void aLostUpdateIsRejected() {
        committed(0, 10, read("x"), append("x", 1))
                .committed(1, 9, read("x"), append("x", 2))
                .committed(20, 21, read("x", 1L, 2L))
                .rejected("circle");
    }

    @Test
    void aFracturedReadIsRejected() {
        committed(0, 10, append("x", 1), append("y", 1))
                .committed(2, 3, read("x", 1L), read("y"))
                .committed(20, 21, read("y", 1L))
                .rejected("circle");
    }

    @Test
    void anAbortedReadIsRejected() {
        add(0, 1, Ending.ABORTED, append("x", 1))
                .committed(2, 3, read("x", 1L))
                .rejected("aborted");
    }

    @Test
    void aReadOfAHalfDoneTransactionIsRejected() {
        committed(0, 10, append("x", 1), append("x", 2))
                .committed(2, 3, read("x", 1L))
                .rejected("half done");
    }

    @Test
    void aDoubledAppendIsRejected() {
        committed(0, 1, append("x", 1)).committed(2, 3, read("x", 1L, 1L)).rejected("twice");
    }

    @Test
    void contradictingOrdersAreRejected() {
        committed(0, 10, append("x", 1))
                .committed(0, 10, append("x", 2))
                .committed(2, 3, read("x", 1L, 2L))
                .committed(4, 5, read("x", 2L))
                .rejected("contradict");
    }

    @Test
    void aLostAcknowledgedAppendIsRejected() {
        committed(0, 1, append("x", 1)).committed(2, 3, read("x")).rejected("circle");
    }

    @Test
    void aStaleReadAgainstRealTimeIsRejected() {
        committed(0, 1, append("x", 1))
                .committed(2, 3, append("x", 2))
                .committed(4, 5, read("x", 1L))
                .committed(6, 7, read("x", 1L, 2L))
                .rejected("circle");
    }

    @Test
    void anUnknownTransactionThatWasSeenCounts() {
        add(0, 1, Ending.UNKNOWN, append("x", 1), append("y", 1))
                .committed(2, 3, read("x", 1L), read("y", 1L))
                .accepted();
        transactions.clear();
        add(0, 1, Ending.UNKNOWN, append("x", 1), append("y", 1))
                .committed(2, 3, read("x", 1L), read("y"))
                .committed(4, 5, read("y", 1L))
                .rejected("circle");
    }

    @Test
    void anUnknownTransactionThatNobodySawIsNothing() {
        add(0, 1, Ending.UNKNOWN, append("x", 1)).committed(2, 3, read("x")).accepted();
    }

    @Test
    void randomSerialExecutionsAreAcceptedAndBrokenOnesAreNot() {
        Seeds.each(
                40,
                seed -> {
                    RandomGenerator random = seed.random("transactions");
                    transactions.clear();
                    transactions.addAll(execution(random));
                    accepted();
                    if (forgetOneAppendInLaterRead(random)) {
                        assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
                    }
                });
    }

    /// Each transaction takes effect at once, at a moment inside its interval.
    private static List<ListTransaction> execution(RandomGenerator random) {
        TreeMap<String, List<Long>> lists = new TreeMap<>();
        List<ListTransaction> all = new ArrayList<>();
        long value = 0;
        for (int i = 0; i < 200; i++) {
            List<Step> steps = new ArrayList<>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                String key = "k" + random.nextInt(5);
                List<Long> list = lists.computeIfAbsent(key, _ -> new ArrayList<>());
                if (random.nextBoolean()) {
                    list.add(++value);
                    steps.add(append(key, value));
                } else {
                    steps.add(new Step.ReadList(key, list));
                }
            }
            long at = i * 10L;
            all.add(
                    new ListTransaction(
                            i,
                            i % 5,
                            steps,
                            at - random.nextInt(40),
                            at + random.nextInt(40),
                            Ending.COMMITTED));
        }
        return all;
    }

    /// Cuts the last value off a read whose appender had completed before the reader began.
    private boolean forgetOneAppendInLaterRead(RandomGenerator random) {
        for (int i = 100 + random.nextInt(50); i < transactions.size(); i++) {
            ListTransaction reader = transactions.get(i);
            for (Step step : reader.steps()) {
                if (step instanceof Step.ReadList(String key, List<Long> values)
                        && !values.isEmpty()
                        && appendedBefore(reader, key, values.getLast())) {
                    List<Step> steps = new ArrayList<>(reader.steps());
                    steps.replaceAll(s ->
                            s.equals(step)
                                    ? new Step.ReadList(key, values.subList(0, values.size() - 1))
                                    : s);
                    transactions.set(
                            i,
                            new ListTransaction(
                                    reader.id(),
                                    reader.client(),
                                    steps,
                                    reader.invokedNanos(),
                                    reader.completedNanos(),
                                    reader.ending()));
                    return true;
                }
            }
        }
        return false;
    }

    private boolean appendedBefore(ListTransaction reader, String key, long value) {
        return transactions.stream()
                .anyMatch(t ->
                        t.steps().contains(append(key, value))
                                && t.completedNanos() < reader.invokedNanos());
    }
}
