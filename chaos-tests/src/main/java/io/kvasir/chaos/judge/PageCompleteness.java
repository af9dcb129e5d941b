package io.kvasir.chaos.judge;

import io.kvasir.chaos.workload.Recorder.Insert;
import io.kvasir.chaos.workload.Recorder.PageRead;
import io.kvasir.testkit.checker.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A collection read page by page has every item that was there before, as far back as the reading
/// says that it can be stale; none that was not there yet; each once and in order.
public final class PageCompleteness {
    private static final long NANOS_PER_MS = 1_000_000;

    private PageCompleteness() {}

    public static Verdict check(List<Insert> inserts, List<PageRead> readings) {
        Map<String, List<Insert>> byCollection = new HashMap<>();
        for (Insert insert : inserts) {
            byCollection.computeIfAbsent(insert.collection(), _ -> new ArrayList<>()).add(insert);
        }
        for (PageRead reading : readings) {
            Optional<String> wrong =
                    wrong(reading, byCollection.getOrDefault(reading.collection(), List.of()));
            if (wrong.isPresent()) {
                return new Verdict.Violated(
                        "%s of %s: %s".formatted(reading.kind(), reading.collection(), wrong.get()),
                        List.of(reading.toString()));
            }
        }
        return new Verdict.Holds(readings.size());
    }

    private static Optional<String> wrong(PageRead reading, List<Insert> inserts) {
        for (int i = 1; i < reading.keys().size(); i++) {
            long before = reading.keys().get(i - 1);
            long key = reading.keys().get(i);
            if (before >= key) {
                return Optional.of("key %d comes after %d".formatted(key, before));
            }
        }
        Set<Long> seen = new HashSet<>(reading.keys());
        Set<Long> possible = new HashSet<>();
        long bound = reading.invokedNanos() - reading.stalenessMs() * NANOS_PER_MS;
        for (Insert insert : inserts) {
            if (insert.completedNanos() < bound && !seen.contains(insert.key())) {
                return Optional.of("key %d is missing".formatted(insert.key()));
            }
            if (insert.invokedNanos() <= reading.completedNanos()) {
                possible.add(insert.key());
            }
        }
        return reading.keys().stream()
                .filter(key -> !possible.contains(key))
                .findFirst()
                .map("key %d was never put, or not yet"::formatted);
    }
}
