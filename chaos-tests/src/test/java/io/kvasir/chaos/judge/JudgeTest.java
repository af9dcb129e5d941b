package io.kvasir.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.workload.Recorder.Ending;
import io.kvasir.chaos.workload.Recorder.Event;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final long MS = 1_000_000;

    @Test
    void aRunInWhichNothingHappenedPassesNowhere() {
        Judgement judgement =
                Judge.judge(
                        new Judge.Evidence(
                                History.of(List.of()),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                800,
                                List.of()));
        assertThat(judgement.passes()).isFalse();
        assertThat(judgement.verdicts())
                .allSatisfy((name, verdict) -> {
                    if (!name.equals("liveness")) {
                        assertThat(verdict).as(name).isInstanceOf(Verdict.Undecided.class);
                    }
                });
    }

    @Test
    void aClusterThatDoesNotHealViolatesLiveness() {
        Judgement judgement =
                Judge.judge(
                        new Judge.Evidence(
                                History.of(List.of()),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Optional.of("partition 1 has no leader"),
                                800,
                                List.of()));
        assertThat(judgement.verdicts().get("liveness")).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void unavailabilityIsTheLongestGapOfAnyTableFromTheFaultOn() {
        FaultRecord fault =
                new FaultRecord(
                        FaultKind.KILL_LEADER, "node-1", 100 * MS, 300 * MS, "", Optional.empty());
        List<Event> events =
                List.of(
                        put("a", 50, Ending.DONE),
                        put("a", 150, Ending.UNKNOWN),
                        put("a", 120, Ending.DONE),
                        put("a", 900, Ending.DONE),
                        put("a", 5_000, Ending.DONE),
                        put("b", 110, Ending.DONE),
                        put("b", 310, Ending.DONE));
        assertThat(new Availability(events, List.of(fault)).longestGapMs(fault)).isEqualTo(780);
    }

    private static Event put(String table, long atMs, Ending ending) {
        return new Event("router", "put", table, atMs * MS, MS, ending);
    }
}
