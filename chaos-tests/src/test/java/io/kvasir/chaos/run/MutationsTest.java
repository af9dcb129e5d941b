package io.kvasir.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seed;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A checker that catches nothing is not done: with a safeguard off, one must.
class MutationsTest {
    @TempDir private Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatSimulationShowsIsCaughtThere() throws Exception {
        List<Mutation> simulated =
                Arrays.stream(Mutation.values())
                        .filter(mutation -> mutation.means() == Mutation.Means.SIMULATION)
                        .toList();
        List<Mutations.Line> lines =
                new Mutations(folder, new Seed(7).fork("mutations"), _ -> {}).run(simulated);
        assertThat(lines)
                .hasSameSizeAs(simulated)
                .allSatisfy(line ->
                        assertThat(line.result())
                                .as("%s: %s", line.mutation(), line.how())
                                .isEqualTo(Mutations.Result.CAUGHT));
    }

    @Test
    void noSafeguardIsOffInThisProcess() {
        assertThat(io.kvasir.model.Safeguard.switchedOff()).isEmpty();
    }
}
