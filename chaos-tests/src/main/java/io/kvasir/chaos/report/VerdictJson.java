package io.kvasir.chaos.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.chaos.judge.Availability;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.chaos.workload.Recorder.Ending;
import io.kvasir.testkit.checker.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

/// The outcome of a run for programs.
final class VerdictJson {
    private static final long NANOS_PER_MS = 1_000_000;

    private VerdictJson() {}

    static String of(RunSummary run) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeBooleanField("passed", run.judgement().passes());
            json.writeStringField("version", run.version());
            json.writeStringField("seed", run.seed().toString());
            json.writeStringField("replay", run.replay());
            json.writeStringField("backend", run.backend());
            json.writeNumberField("workloadMs", (run.endNanos() - run.startNanos()) / NANOS_PER_MS);
            json.writeNumberField("mapLooks", run.mapLooks());
            writeVerdicts(json, run.judgement());
            writeCounts(json, Counts.of(run.events()));
            writeFaults(json, run);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeVerdicts(JsonGenerator json, Judgement judgement) throws IOException {
        json.writeObjectFieldStart("checkers");
        for (var each : judgement.verdicts().entrySet()) {
            json.writeObjectFieldStart(each.getKey());
            json.writeStringField("verdict", Judgement.word(each.getValue()));
            switch (each.getValue()) {
                case Verdict.Holds(long checked) -> json.writeNumberField("checked", checked);
                case Verdict.Undecided(String reason) -> json.writeStringField("reason", reason);
                case Verdict.Violated(String reason, List<String> part) -> {
                    json.writeStringField("reason", reason);
                    json.writeArrayFieldStart("part");
                    for (String line : part) {
                        json.writeString(line);
                    }
                    json.writeEndArray();
                }
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeCounts(JsonGenerator json, Counts counts) throws IOException {
        json.writeNumberField("operations", counts.total());
        json.writeObjectFieldStart("operationsByKind");
        for (var kind : counts.byKind().entrySet()) {
            json.writeObjectFieldStart(kind.getKey());
            for (Ending ending : Ending.values()) {
                json.writeNumberField(
                        ending.name().toLowerCase(Locale.ROOT),
                        kind.getValue().getOrDefault(ending, 0L));
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeFaults(JsonGenerator json, RunSummary run) throws IOException {
        json.writeObjectFieldStart("faults");
        for (var kind : new Availability(run.events(), run.faults()).byKind().entrySet()) {
            json.writeObjectFieldStart(kind.getKey().word());
            json.writeNumberField("times", kind.getValue().times());
            json.writeNumberField("longestGapMs", kind.getValue().longestGapMs());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("faultsNotRun");
        for (var kind : run.notRun().entrySet()) {
            json.writeStringField(kind.getKey().word(), kind.getValue());
        }
        json.writeEndObject();
    }
}
