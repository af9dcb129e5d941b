package io.kvasir.cli.tour;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.cli.terminal.Screen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a tour found, step by step, told as it goes.
final class TourReport {
    /// @param differences empty where all was as it must be
    record Step(String what, Duration time, List<String> differences) {}

    private static final double MILLIS_PER_SECOND = 1000;

    private final Screen screen;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    TourReport(Screen screen) {
        this.screen = screen;
    }

    /// Something that finds differences.
    @FunctionalInterface
    interface Check {
        List<String> run() throws Exception;
    }

    /// Something that is done or throws.
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    void step(String what, Action action) throws Exception {
        check(
                what,
                () -> {
                    action.run();
                    return List.of();
                });
    }

    void check(String what, Check check) throws Exception {
        long start = System.nanoTime();
        List<String> differences = check.run();
        Step step = new Step(what, Duration.ofNanos(System.nanoTime() - start), differences);
        steps.add(step);
        screen.err()
                .println(
                        String.format(
                                Locale.ROOT,
                                "%s %-68s %6.1f s",
                                differences.isEmpty() ? "✓" : "✗",
                                what,
                                step.time().toMillis() / MILLIS_PER_SECOND));
        differences.forEach(difference -> screen.err().println("    " + difference));
    }

    /// A figure for the end: a number, a text, or a list of texts.
    void figure(String name, Object value) {
        figures.put(name, value);
    }

    boolean isPassed() {
        return steps.stream().allMatch(step -> step.differences().isEmpty());
    }

    Map<String, Object> figures() {
        return figures;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("passed", isPassed());
        for (var figure : figures.entrySet()) {
            json.writeFieldName(figure.getKey());
            writeValue(json, figure.getValue());
        }
        json.writeArrayFieldStart("steps");
        for (Step step : steps) {
            json.writeStartObject();
            json.writeStringField("step", step.what());
            json.writeNumberField("ms", step.time().toMillis());
            json.writeFieldName("differences");
            writeValue(json, step.differences());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    json.writeString(element.toString());
                }
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }
}
