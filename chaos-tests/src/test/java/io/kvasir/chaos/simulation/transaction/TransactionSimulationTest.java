package io.kvasir.chaos.simulation.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.chaos.simulation.transaction.SimulatedLife.Blow;
import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.checker.Verdict;
import org.junit.jupiter.api.Test;

/// Coordinators, recoveries and partitions in one deterministic world: messages are lost, late and
/// doubled, routers die between any two steps, leaders change with entries in flight, partitions
/// split and merge. Transactions stay atomic and strictly serializable, and leave nothing behind.
class TransactionSimulationTest {
    private static final int RUNS = 150;

    @Test
    void everySeedKeepsTransactionsWhole() {
        Seeds.each(
                RUNS,
                seed -> {
                    TransactionRun first = TransactionRun.of(seed);
                    assertThat(TransactionRun.of(seed).trace())
                            .as("a second run of the same seed")
                            .isEqualTo(first.trace());
                    assertThat(first.verdict()).isInstanceOf(Verdict.Holds.class);
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
                                assertThat(TransactionRun.struck(seed, blow, reached).verdict())
                                        .as("%s", blow)
                                        .isInstanceOf(Verdict.Holds.class);
                                dies = message >= 0 ? dies : reached[0];
                                changes = reached[1];
                            }
                        }
                    }
                });
    }
}
