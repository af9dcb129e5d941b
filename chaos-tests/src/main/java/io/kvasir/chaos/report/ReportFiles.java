package io.kvasir.chaos.report;

import io.kvasir.chaos.judge.Judge;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a run's report: `index.html`, `verdict.json`, `history.jsonl`, `faults.jsonl`.
public final class ReportFiles {
    private ReportFiles() {}

    public static void write(Path folder, RunSummary summary, Judge.Evidence evidence)
            throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("index.html"), HtmlPage.of(summary));
        Files.writeString(folder.resolve("verdict.json"), VerdictJson.of(summary) + "\n");
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("history.jsonl"))) {
            HistoryJson.write(out, summary.startNanos(), evidence);
        }
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("faults.jsonl"))) {
            HistoryJson.writeFaults(out, summary.startNanos(), summary.faults());
        }
    }
}
