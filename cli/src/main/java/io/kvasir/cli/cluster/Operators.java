package io.kvasir.cli.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.proto.v1.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// Shows operations.
final class Operators {
    private Operators() {}

    static void print(Screen screen, Output output, Operation taken) {
        if (output.isJson()) {
            screen.out().println(JsonItems.written(json -> write(json, taken)));
        } else {
            screen.out()
                    .println(
                            kind(taken)
                                    + " "
                                    + taken.getSubject()
                                    + ": "
                                    + taken.getGoal()
                                    + " ("
                                    + taken.getStep()
                                    + ")");
        }
    }

    static void print(Screen screen, Output output, List<Operation> operations) {
        if (output.isJson()) {
            screen.out()
                    .println(
                            JsonItems.written(json -> {
                                json.writeStartArray();
                                for (Operation operation : operations) {
                                    write(json, operation);
                                }
                                json.writeEndArray();
                            }));
            return;
        }
        long now = System.currentTimeMillis();
        TextTable table =
                new TextTable(List.of("operation", "of", "goal", "step", "for", "copied", "left"));
        for (Operation each : operations) {
            long end = each.getEnded() ? each.getEndedAtMs() : now;
            table.row(
                    List.of(
                            kind(each),
                            each.getSubject(),
                            each.getGoal(),
                            each.getStep(),
                            Figures.since(each.getBegunAtMs(), end),
                            each.getBytesTotal() == 0
                                    ? ""
                                    : Figures.bytes(each.getBytesDone())
                                            + " of "
                                            + Figures.bytes(each.getBytesTotal()),
                            each.getEnded() ? "" : Figures.millis(each.getEtaMs())));
        }
        screen.out().print(table.rendered(screen.columns()));
    }

    private static String kind(Operation operation) {
        return operation.getKind().name().toLowerCase(Locale.ROOT);
    }

    private static void write(JsonGenerator json, Operation operation) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", kind(operation));
        json.writeStringField("subject", operation.getSubject());
        json.writeStringField("goal", operation.getGoal());
        json.writeStringField("step", operation.getStep());
        json.writeBooleanField("ended", operation.getEnded());
        json.writeNumberField("begunAtMs", operation.getBegunAtMs());
        if (operation.getEnded()) {
            json.writeNumberField("endedAtMs", operation.getEndedAtMs());
        }
        json.writeNumberField("bytesDone", operation.getBytesDone());
        json.writeNumberField("bytesTotal", operation.getBytesTotal());
        if (operation.getEtaMs() >= 0) {
            json.writeNumberField("etaMs", operation.getEtaMs());
        }
        json.writeEndObject();
    }
}
