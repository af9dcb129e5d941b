package io.kvasir.bench.compare;

import io.kvasir.bench.workload.Dataset;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import java.time.Duration;
import java.util.List;

/// What a comparison measures.
///
/// @param concurrencies callers at once; in an open loop, the calls that may be under way
/// @param rate calls a second of an open loop; 0: a closed loop
/// @param measured in all, for each target, workload and concurrency
/// @param rounds into which that is divided, the targets taking turns
/// @param warmUpWindowsMax of a second each, before each round
public record Plan(
        List<Workload> workloads,
        List<Integer> concurrencies,
        long rate,
        Dataset data,
        Freshness freshness,
        Duration measured,
        int rounds,
        int warmUpWindowsMax) {
    private static final int CONCURRENCY_MAX = 100_000;

    public Plan {
        for (int concurrency : concurrencies) {
            if (concurrency < 1 || concurrency > CONCURRENCY_MAX) {
                throw new IllegalArgumentException(
                        "concurrency is " + concurrency + "; it must be 1 to " + CONCURRENCY_MAX);
            }
        }
        if (rounds < 1 || measured.toMillis() / rounds < 1) {
            throw new IllegalArgumentException(
                    "rounds is " + rounds + "; each must have a part of " + measured);
        }
        workloads = List.copyOf(workloads);
        concurrencies = List.copyOf(concurrencies);
    }

    Plan withItems(long items) {
        return new Plan(
                workloads,
                concurrencies,
                rate,
                data.withItems(items),
                freshness,
                measured,
                rounds,
                warmUpWindowsMax);
    }

    Duration measuredEachRound() {
        return measured.dividedBy(rounds);
    }
}
