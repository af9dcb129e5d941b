package io.kvasir.node.service;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvasir.node.service.SimulatedNetwork.Faults;
import io.kvasir.node.service.SimulatedRun.Blow;
import io.kvasir.node.service.SimulatedRun.End;
import io.kvasir.node.service.SimulatedRun.Trouble;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.checker.Serializability;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.ListTransaction.Ending;
import io.kvasir.testkit.history.ListTransaction.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Coordinators, recoveries and partitions in one deterministic world: messages are lost, late and
/// doubled, routers die between any two steps, leaders change with entries in flight, partitions
/// split and merge. Transactions stay atomic and strictly serializable, and leave nothing behind.
class TransactionSimulationTest {
    private static final int RUNS = 150;
    private static final int CLIENTS = 4;
    private static final int OPERATIONS = 6;

    @Test
    void everySeedKeepsTransactionsWhole() {
        Seeds.each(
                RUNS,
                seed -> {
                    End first = run(seed);
                    assertEquals(
                            first.trace(), run(seed).trace(), "the same seed gave another run");
                    check(first);
                });
    }

    @Test
    void everyStepMayBeTheLastOfACoordinatorOrALeader() {
        Seeds.each(
                2,
                seed -> {
                    boolean dies = true;
                    for (int death = -1; dies; death++) {
                        boolean changes = true;
                        for (int message = -1; changes; message++) {
                            for (int partition = 0; partition < 3; partition++) {
                                boolean[] reached = new boolean[2];
                                Blow blow = new Blow(death, message, partition);
                                End end =
                                        new SimulatedRun(seed, NO_TROUBLE, 2).struck(blow, reached);
                                assertDoesNotThrow(() -> check(end), blow::toString);
                                dies = message >= 0 ? dies : reached[0];
                                changes = reached[1];
                            }
                        }
                    }
                });
    }

    private static final Trouble NO_TROUBLE = new Trouble(Faults.NONE, 0, 0, 0);

    private static End run(Seed seed) {
        return new SimulatedRun(seed, trouble(seed.random("trouble")), 2).run(CLIENTS, OPERATIONS);
    }

    /// Some of it, or much, or none of a kind.
    private static Trouble trouble(RandomGenerator dice) {
        return new Trouble(
                new Faults(pick(dice, 0.15), pick(dice, 0.15), pick(dice, 0.1)),
                pick(dice, 0.06),
                dice.nextInt(3) == 0 ? 0 : dice.nextLong(3 * SimulatedWorld.SECONDS) + 1_000_000,
                dice.nextInt(3) == 0 ? 0 : dice.nextLong(5 * SimulatedWorld.SECONDS) + 1_000_000);
    }

    private static double pick(RandomGenerator dice, double most) {
        return dice.nextInt(3) == 0 ? 0 : dice.nextDouble() * most;
    }

    private static void check(End end) {
        checkAtomic(end);
        List<ListTransaction> all = new ArrayList<>(end.history());
        long last = all.stream().mapToLong(ListTransaction::invokedNanos).max().orElse(0);
        List<Step> whole = new ArrayList<>();
        end.lists().forEach((key, values) -> whole.add(new Step.ReadList(key, values)));
        all.add(
                new ListTransaction(
                        Long.MAX_VALUE, -1, whole, last + 1, last + 2, Ending.COMMITTED));
        Verdict verdict = new Serializability().check(History.ofTransactions(all));
        assertTrue(verdict.holds(), () -> verdict.toString());
        assertEquals(0, end.locks(), "locks left behind");
        assertEquals(0, end.unfinished(), "records left unfinished");
        assertEquals(0, end.tokens(), "records left after they expired");
    }

    /// All of a transaction is there, or none of it, as it ended; and nothing twice.
    private static void checkAtomic(End end) {
        for (ListTransaction transaction : end.history()) {
            List<Step> appends =
                    transaction.steps().stream().filter(Step.Append.class::isInstance).toList();
            long there =
                    appends.stream()
                            .mapToLong(step ->
                                    end.lists().get(step.key()).stream()
                                            .filter(value -> value == transaction.id())
                                            .count())
                            .sum();
            boolean right =
                    switch (transaction.ending()) {
                        case COMMITTED -> there == appends.size();
                        case ABORTED -> there == 0;
                        case UNKNOWN -> there == 0 || there == appends.size();
                    };
            assertTrue(right, () -> there + " effects of " + transaction);
        }
    }
}
