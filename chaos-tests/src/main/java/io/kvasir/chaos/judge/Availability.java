package io.kvasir.chaos.judge;

import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.workload.Recorder.Ending;
import io.kvasir.chaos.workload.Recorder.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// How long nothing was answered, per fault: the longest time in which no write of some table was
/// acknowledged, from the fault's beginning on.
public final class Availability {
    private static final long NANOS_PER_MS = 1_000_000;

    private final List<FaultRecord> faults;
    private final Map<String, List<Long>> doneByTable = new HashMap<>();

    public Availability(List<Event> events, List<FaultRecord> faults) {
        this.faults = faults;
        for (Event event : events) {
            boolean write =
                    switch (event.kind()) {
                        case "put", "counter", "insert" -> true;
                        default -> false;
                    };
            if (write && event.ending() == Ending.DONE && !event.table().isEmpty()) {
                doneByTable
                        .computeIfAbsent(event.table(), _ -> new ArrayList<>())
                        .add(event.atNanos());
            }
        }
        doneByTable.values().forEach(times -> times.sort(Comparator.naturalOrder()));
    }

    /// The longest gap of any table that begins or lasts within the fault, in milliseconds.
    public long longestGapMs(FaultRecord fault) {
        long longest = 0;
        for (List<Long> times : doneByTable.values()) {
            long last = fault.injectedNanos();
            for (long time : times) {
                if (time < fault.injectedNanos()) {
                    continue;
                }
                longest = Math.max(longest, time - last);
                last = time;
                if (time > fault.healedNanos()) {
                    break;
                }
            }
        }
        return longest / NANOS_PER_MS;
    }

    /// Of each kind that was made: how often, and the longest gap.
    public SequencedMap<FaultKind, Kind> byKind() {
        TreeMap<FaultKind, Kind> kinds = new TreeMap<>();
        for (FaultRecord fault : faults) {
            long gap = longestGapMs(fault);
            kinds.merge(
                    fault.kind(),
                    new Kind(1, gap),
                    (a, b) ->
                            new Kind(
                                    a.times() + b.times(),
                                    Math.max(a.longestGapMs(), b.longestGapMs())));
        }
        return new LinkedHashMap<>(kinds);
    }

    /// @param longestGapMs without an acknowledged write of some table
    public record Kind(int times, long longestGapMs) {}
}
