package io.kvasir.chaos.report;

import io.kvasir.chaos.workload.Recorder.Ending;
import io.kvasir.chaos.workload.Recorder.Event;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// How many operations there were, by kind and ending.
record Counts(SequencedMap<String, Map<Ending, Long>> byKind) {
    Counts {
        byKind = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byKind));
    }

    static Counts of(List<Event> events) {
        TreeMap<String, Map<Ending, Long>> byKind = new TreeMap<>();
        for (Event event : events) {
            byKind.computeIfAbsent(event.kind(), _ -> new EnumMap<>(Ending.class))
                    .merge(event.ending(), 1L, Long::sum);
        }
        return new Counts(byKind);
    }

    long total() {
        return byKind.values().stream()
                .flatMap(endings -> endings.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
