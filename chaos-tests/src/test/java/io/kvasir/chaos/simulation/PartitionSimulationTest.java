package io.kvasir.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.checker.Checker;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.simulation.ClusterOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Clients write and read one partition while its replicas crash, lose each other and lose their
/// disks; then the checkers judge what the clients saw.
class PartitionSimulationTest {
    private static final ClusterOptions ROUGH = PartitionRun.ROUGH;
    private static final List<Checker> CHECKERS = PartitionRun.CHECKERS;

    @Test
    void whatClientsSeeIsExplainedByOneOrderAndNothingAcknowledgedIsLost() {
        Seeds.each(
                25,
                seed -> {
                    PartitionRun run = new PartitionRun(seed, ROUGH);
                    History history = run.play();
                    assertThat(run.faults()).isEmpty();
                    assertThat(history.operations()).hasSizeGreaterThan(100);
                    for (Checker checker : CHECKERS) {
                        assertThat(checker.check(history))
                                .as(checker.name())
                                .isInstanceOf(Verdict.Holds.class);
                    }
                });
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Seeds.each(
                3,
                seed -> {
                    PartitionRun first = new PartitionRun(seed, ROUGH);
                    PartitionRun second = new PartitionRun(seed, ROUGH);
                    assertThat(second.play().operations()).isEqualTo(first.play().operations());
                    assertThat(second.traceHash()).isEqualTo(first.traceHash());
                });
    }

    @Test
    void someRunRebuildsAReplicaFromACopy() {
        int copies = 0;
        for (int i = 0; i < 20 && copies == 0; i++) {
            PartitionRun run = new PartitionRun(new Seed(i), ROUGH);
            run.play();
            copies += run.copies();
        }
        assertThat(copies).isPositive();
    }

    @Test
    void aFenceThatConfirmsNothingIsCaught() {
        int caught = 0;
        for (int i = 0; i < 40 && caught == 0; i++) {
            History history = new PartitionRun(new Seed(i), ROUGH.withFenceConfirmed(false)).play();
            caught +=
                    CHECKERS.stream().anyMatch(c -> c.check(history) instanceof Verdict.Violated)
                            ? 1
                            : 0;
        }
        assertThat(caught).as("runs in which a stale read was found").isPositive();
    }
}
