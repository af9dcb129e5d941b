package io.kvasir.bench.compare;

import io.kvasir.bench.load.WarmUp;
import io.kvasir.bench.load.Window;
import io.kvasir.bench.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/// What was measured of one target with one workload and concurrency, over all rounds.
///
/// @param total all rounds as one
/// @param lastError of the last failed operation; empty where there was none
record Result(
        String target,
        Workload workload,
        int concurrency,
        Window total,
        List<Window> rounds,
        List<WarmUp.Result> warmUps,
        String lastError) {
    static Result of(
            String target,
            Workload workload,
            int concurrency,
            Window round,
            WarmUp.Result warmUp,
            String lastError) {
        return new Result(
                target, workload, concurrency, round, List.of(round), List.of(warmUp), lastError);
    }

    Result plus(Result later) {
        List<Window> allRounds = new ArrayList<>(rounds);
        allRounds.addAll(later.rounds);
        List<WarmUp.Result> allWarmUps = new ArrayList<>(warmUps);
        allWarmUps.addAll(later.warmUps);
        return new Result(
                target,
                workload,
                concurrency,
                total.plus(later.total),
                List.copyOf(allRounds),
                List.copyOf(allWarmUps),
                later.lastError.isEmpty() ? lastError : later.lastError);
    }
}
