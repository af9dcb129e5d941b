package io.kvasir.bench.compare;

import io.kvasir.bench.target.Site;
import io.kvasir.bench.target.Target;
import io.kvasir.bench.target.Targets;
import io.kvasir.bench.workload.Dataset;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.local.FolderContent;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.model.error.InvalidArgumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Several stores, one machine, one run.
@Command(
        name = "compare",
        description = {
            "Starts the servers of each target on loopback, measures the targets in turns, and stops"
                    + " the servers.",
            "Operations per second of server CPU are what stays stable on a machine that others use"
                    + " too."
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    private static final int PLACES_EACH = 100;

    private final Screen screen;

    @Option(
            names = "--targets",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "kvasir-direct,kvasir-router",
            description = "kvasir-direct, kvasir-router, etcd, grpc-echo.")
    private List<String> targets = List.of();

    @Option(
            names = "--workload",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "write",
            description =
                    "write, read-strong, read-eventual, ycsb-a to ycsb-f, query-newest-20, counter,"
                            + " transact-4.")
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

    @Option(names = "--items", defaultValue = "10000", paramLabel = "N")
    private long items;

    @Option(names = "--value-bytes", defaultValue = "1024", paramLabel = "N")
    private int valueBytes;

    @Option(names = "--collections", defaultValue = "100", paramLabel = "N")
    private long collections;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
            paramLabel = "N",
            description =
                    "Seconds at most before each round; it ends when three seconds in a row are"
                            + " alike (default: 15).")
    private int warmUp;

    @Option(names = "--strong", description = "YCSB reads are linearizable, not eventual.")
    private boolean strong;

    @Option(
            names = "--tokens",
            description =
                    "Kvasir's writes carry tokens that make retries safe; no other target has"
                            + " such.")
    private boolean tokens;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "For the servers' data; removed at the end (default: a temporary one).")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Write an SVG: throughput against latency, and CPU per operation.")
    private @Nullable Path picture;

    public CompareCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = plan();
        Path place =
                folder == null
                        ? Files.createTempDirectory("kvasir-bench-").toAbsolutePath()
                        : Files.createDirectories(folder).toAbsolutePath().resolve("kvasir-bench");
        List<Target> chosen = chosen(place);
        Thread stopping =
                Thread.ofPlatform()
                        .name("bench-stop")
                        .unstarted(() -> {
                            chosen.forEach(Comparison::stopQuietly);
                            delete(place);
                        });
        Runtime.getRuntime().addShutdownHook(stopping);
        List<Result> results = new Comparison(plan, chosen, dice(), screen.err()::println).run();
        if (json) {
            screen.out().println(JsonItems.written(out -> Report.write(out, results)));
        } else {
            results.forEach(result -> screen.out().println(Report.line(result)));
        }
        if (picture != null) {
            Files.writeString(picture, Picture.of(results));
        }
        Runtime.getRuntime().removeShutdownHook(stopping);
        delete(place);
        return 0;
    }

    private List<Target> chosen(Path place) {
        Site site = new Site(place, new LoopbackPorts(new SecureRandom()), tokens, valueBytes);
        try {
            return new Targets(site).of(targets);
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }

    private static SplittableGenerator dice() {
        return RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom").create();
    }

    private static void delete(Path place) {
        try {
            FolderContent.delete(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Plan plan() {
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
}
