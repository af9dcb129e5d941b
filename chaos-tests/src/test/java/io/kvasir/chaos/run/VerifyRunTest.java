package io.kvasir.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short run against real processes; longer ones are `kvasir verify`.
class VerifyRunTest {
    private static final String FAULTS =
            "kill-leader,kill-follower,pause-leader,kill-control-leader,kill-router,restart";

    @TempDir private Path folder;

    @Test
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void underFaultsOfProcessesEveryPropertyHolds() throws Exception {
        ShortRun run = ShortRun.passed(folder, 1.1, FAULTS, BackendKind.PROCESSES);
        Path report = run.report();
        assertThat(Files.readAllLines(report.resolve("faults.jsonl"))).hasSizeGreaterThan(2);
        assertThat(Files.readAllLines(report.resolve("history.jsonl"))).hasSizeGreaterThan(500);
        assertThat(report.resolve("verdict.json")).content().contains("\"passed\" : true");
        // It loads nothing from elsewhere; an address in a server's log is only text.
        assertThat(report.resolve("index.html"))
                .content()
                .contains("<svg", run.seed().toString())
                .doesNotContain("src=", "href=\"http", "<script", "<link", "@import", "url(");
    }
}
