package io.kvasir.chaos.report;

import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.chaos.workload.Recorder.Event;
import io.kvasir.testkit.Seed;
import java.util.List;
import java.util.SequencedMap;

/// What a report tells of a run, besides the history itself.
///
/// @param replay the command that makes the same schedule again
/// @param startNanos,endNanos of the workload
/// @param mapLooks how often a map was looked at
/// @param logEnds the end of each server's log by its name
public record RunSummary(
        String version,
        Seed seed,
        String replay,
        String backend,
        long startNanos,
        long endNanos,
        Judgement judgement,
        List<Event> events,
        List<FaultRecord> faults,
        SequencedMap<FaultKind, String> notRun,
        long mapLooks,
        SequencedMap<String, String> logEnds) {}
