package io.kvasir.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvasir.chaos.cluster.Containers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short run against containers, where a Docker engine runs on this machine.
class ContainersRunTest {
    @TempDir private Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void inContainersEveryPropertyHoldsUnderFaults() throws Exception {
        Optional<String> missing = Containers.missing();
        assumeTrue(missing.isEmpty(), () -> "not run: " + missing.orElse(""));
        ShortRun run =
                ShortRun.passed(folder, 0.5, "kill-leader,isolated-leader", BackendKind.CONTAINERS);
        assertThat(Files.readAllLines(run.report().resolve("faults.jsonl")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("\"failure\""));
    }
}
