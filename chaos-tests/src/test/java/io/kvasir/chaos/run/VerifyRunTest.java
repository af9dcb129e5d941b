package io.kvasir.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short run against real processes; longer ones are `kvasir verify`.
class VerifyRunTest {
    private static final double MINUTES = 1.1;
    private static final String FAULTS =
            "kill-leader,kill-follower,pause-leader,kill-control-leader,kill-router,restart";

    @TempDir private Path folder;

    @Test
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void underFaultsOfProcessesEveryPropertyHolds() throws Exception {
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
                        BackendKind.PROCESSES,
                        3,
                        8,
                        200,
                        List.of());
        Judgement judgement = new VerifyRun(options, told::add).run();
        assertThat(judgement.passes())
                .as("seed %s, %s; %s", seed, judgement.verdicts(), told)
                .isTrue();
        assertThat(Files.readAllLines(report.resolve("faults.jsonl"))).hasSizeGreaterThan(2);
        assertThat(Files.readAllLines(report.resolve("history.jsonl"))).hasSizeGreaterThan(500);
        assertThat(report.resolve("verdict.json")).content().contains("\"passed\" : true");
        // It loads nothing from elsewhere; an address in a server's log is only text.
        assertThat(report.resolve("index.html"))
                .content()
                .contains("<svg", seed.toString())
                .doesNotContain("src=", "href=\"http", "<script", "<link", "@import", "url(");
    }
}
