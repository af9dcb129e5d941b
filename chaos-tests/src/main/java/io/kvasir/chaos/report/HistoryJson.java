package io.kvasir.chaos.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.judge.Judge;
import io.kvasir.chaos.workload.Recorder;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.MapObservation;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.ReplicaChecksum;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;

/// Everything recorded, one event a line. Times are microseconds since the workload began.
final class HistoryJson {
    private static final long NANOS_PER_MICRO = 1_000;

    private final Writer out;
    private final long startNanos;

    private HistoryJson(Writer out, long startNanos) {
        this.out = out;
        this.startNanos = startNanos;
    }

    /// Writes one field after another into a line.
    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    static void write(Writer out, long startNanos, Judge.Evidence evidence) throws IOException {
        HistoryJson lines = new HistoryJson(out, startNanos);
        for (Operation operation : evidence.history().operations()) {
            lines.operation(operation);
        }
        for (ListTransaction transaction : evidence.history().transactions()) {
            lines.transaction(transaction);
        }
        for (Recorder.Balances read : evidence.balances()) {
            lines.line("bank-read", read.invokedNanos(), read.completedNanos(), read.amounts());
        }
        for (Recorder.Insert insert : evidence.inserts()) {
            lines.line(
                    "insert",
                    insert.invokedNanos(),
                    insert.completedNanos(),
                    List.of(insert.collection(), insert.key()));
        }
        for (Recorder.PageRead page : evidence.pages()) {
            lines.line(
                    page.kind(),
                    page.invokedNanos(),
                    page.completedNanos(),
                    List.of(page.collection(), page.stalenessMs(), page.keys()));
        }
        for (MapObservation map : evidence.history().maps()) {
            lines.line("map", map.atNanos(), map.atNanos(), List.of(map.source(), map.tiles()));
        }
        for (FinalItem item : evidence.history().finalItems()) {
            lines.line("final-item", startNanos, startNanos, List.of(item));
        }
        for (ReplicaChecksum replica : evidence.history().checksums()) {
            lines.line("replica", startNanos, startNanos, List.of(replica));
        }
    }

    static void writeFaults(Writer out, long startNanos, List<FaultRecord> faults)
            throws IOException {
        HistoryJson lines = new HistoryJson(out, startNanos);
        for (FaultRecord fault : faults) {
            lines.line(json -> {
                json.writeStringField("fault", fault.kind().word());
                json.writeStringField("target", fault.target());
                lines.times(json, fault.injectedNanos(), fault.healedNanos());
                json.writeStringField("detail", fault.detail());
                if (fault.failure().isPresent()) {
                    json.writeStringField("failure", fault.failure().get());
                }
            });
        }
    }

    private void operation(Operation operation) throws IOException {
        line(json -> {
            json.writeStringField("event", "operation");
            json.writeNumberField("id", operation.id());
            json.writeNumberField("client", operation.client());
            json.writeStringField("key", operation.key());
            json.writeStringField("action", operation.action().toString());
            times(json, operation.invokedNanos(), operation.completedNanos());
            json.writeStringField("result", operation.result().toString());
        });
    }

    private void transaction(ListTransaction transaction) throws IOException {
        line(json -> {
            json.writeStringField("event", "transaction");
            json.writeNumberField("id", transaction.id());
            json.writeNumberField("client", transaction.client());
            times(json, transaction.invokedNanos(), transaction.completedNanos());
            json.writeStringField("ending", transaction.ending().name());
            json.writeArrayFieldStart("steps");
            for (ListTransaction.Step step : transaction.steps()) {
                json.writeString(step.toString());
            }
            json.writeEndArray();
        });
    }

    private void line(String event, long invoked, long completed, List<?> values)
            throws IOException {
        line(json -> {
            json.writeStringField("event", event);
            times(json, invoked, completed);
            json.writeArrayFieldStart("values");
            for (Object value : values) {
                json.writeString(String.valueOf(value));
            }
            json.writeEndArray();
        });
    }

    private void times(JsonGenerator json, long invoked, long completed) throws IOException {
        json.writeNumberField("from", (invoked - startNanos) / NANOS_PER_MICRO);
        if (completed != Operation.OPEN) {
            json.writeNumberField("to", (completed - startNanos) / NANOS_PER_MICRO);
        }
    }

    private void line(Fields fields) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        out.write(text.toString());
        out.write('\n');
    }
}
