package io.kvasir.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A short run that every checker lets pass.
///
/// @param report where its report is
record ShortRun(Seed seed, Path report) {
    static ShortRun passed(Path folder, double minutes, String faults, BackendKind backend)
            throws Exception {
        Seed seed = new Seed(System.nanoTime()).fork("test");
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Path report = folder.resolve("report");
        VerifyOptions options =
                new VerifyOptions(
                        minutes,
                        seed,
                        report,
                        folder.resolve("cluster"),
                        List.of(),
                        FaultKind.parse(faults),
                        faults,
                        backend,
                        3,
                        8,
                        200,
                        List.of());
        Judgement judgement = new VerifyRun(options, told::add).run();
        assertThat(judgement.passes())
                .as("seed %s, %s; %s", seed, judgement.verdicts(), told)
                .isTrue();
        return new ShortRun(seed, report);
    }
}
