package io.kvasir.bench.compare;

import io.kvasir.bench.workload.Dataset;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.model.error.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is measured, and how it is shown, alike in all commands that measure.
public final class LoadOptions {
    private static final int PLACES_EACH = 100;

    @Option(
            names = "--workload",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "write",
            description =
                    "write, read-strong, read-eventual, ycsb-a to ycsb-f, query-newest-20, counter,"
                            + " transact-4; several give several results (default: write).")
    private List<String> workloads = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "20",
            paramLabel = "N",
            description = "Measured for each target, over all rounds (default: 20).")
    private double seconds;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            paramLabel = "N",
            description = "Into which the seconds are divided (default: 2).")
    private int rounds;

    @Option(
            names = "--concurrency",
            split = ",",
            defaultValue = "64",
            paramLabel = "N",
            description =
                    "Callers at once; several numbers give several results (default: 64)."
                            + " With --rate: calls that may be under way.")
    private List<Integer> concurrencies = List.of();

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "Open loop: so many calls a second, and latency counts from when a call was"
                            + " due. 0: closed loop (default).")
    private long rate;

    @Option(
            names = "--items",
            defaultValue = "10000",
            paramLabel = "N",
            description = "That the store holds before (default: 10000).")
    private long items;

    @Option(
            names = "--value-bytes",
            defaultValue = "1024",
            paramLabel = "N",
            description = "Of each item, besides its key (default: 1024).")
    private int valueBytes;

    @Option(
            names = "--collections",
            defaultValue = "100",
            paramLabel = "N",
            description = "Of 100 items each, for query-newest-20 and ycsb-e (default: 100).")
    private long collections;

    @Option(
            names = "--warm-up",
            defaultValue = "240",
            paramLabel = "N",
            description =
                    "Seconds at most before each round; it ends when half a minute is no"
                            + " faster than the one before (default: 240).")
    private int warmUp;

    @Option(names = "--strong", description = "YCSB reads are linearizable, not eventual.")
    private boolean strong;

    @Option(
            names = "--tokens",
            description =
                    "Kvasir's writes carry tokens that make retries safe; no other target has"
                            + " such.")
    private boolean tokens;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Write an SVG: throughput against latency, and CPU per operation.")
    private @Nullable Path picture;

    int valueBytes() {
        return valueBytes;
    }

    boolean tokens() {
        return tokens;
    }

    Plan plan() {
        try {
            return new Plan(
                    workloads.stream().map(Workload::of).toList(),
                    concurrencies,
                    rate,
                    new Dataset(items, valueBytes, collections, PLACES_EACH),
                    strong ? Freshness.STRONG : Freshness.EVENTUAL,
                    Duration.ofMillis(Math.round(seconds * 1000)),
                    rounds,
                    warmUp);
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }

    SplittableGenerator dice() {
        return RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom").create();
    }

    boolean json() {
        return json;
    }

    void show(Screen screen, List<Result> results) throws IOException {
        if (json) {
            screen.out().println(JsonItems.written(out -> Report.write(out, results)));
        } else {
            results.forEach(result -> screen.out().println(Report.line(result)));
        }
        if (picture != null) {
            Files.writeString(picture, Picture.of(results));
        }
    }
}
