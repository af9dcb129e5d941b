package io.kvasir.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvasir.chaos.cluster.Containers;
import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short run against containers, where a Docker engine runs on this machine.
class ContainersRunTest {
    private static final double MINUTES = 0.5;
    private static final String FAULTS = "kill-leader,isolated-leader";

    @TempDir private Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void inContainersEveryPropertyHoldsUnderFaults() throws Exception {
        Optional<String> missing = Containers.missing();
        assumeTrue(missing.isEmpty(), () -> "not run: " + missing.orElse(""));
        Seed seed = new Seed(System.nanoTime()).fork("test");
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Path report = folder.resolve("report");
        VerifyOptions options =
                new VerifyOptions(
                        MINUTES,
                        seed,
                        report,
                        folder.resolve("cluster"),
                        List.of(),
                        FaultKind.parse(FAULTS),
                        FAULTS,
                        BackendKind.CONTAINERS,
                        3,
                        8,
                        200,
                        List.of());
        Judgement judgement = new VerifyRun(options, told::add).run();
        assertThat(judgement.passes())
                .as("seed %s, %s; %s", seed, judgement.verdicts(), told)
                .isTrue();
        assertThat(Files.readAllLines(report.resolve("faults.jsonl")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("\"failure\""));
    }
}
