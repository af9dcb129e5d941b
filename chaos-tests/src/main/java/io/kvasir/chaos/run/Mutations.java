package io.kvasir.chaos.run;

import io.kvasir.chaos.cluster.LoopDisks;
import io.kvasir.chaos.cluster.Namespaces;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.Verdict;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Switches one safeguard after the other off and looks whether the checkers notice.
public final class Mutations {
    private static final int ATTEMPTS_MAX = 3;
    private static final double MINUTES = 1;
    private static final int SIMULATED_SEEDS = 400;
    private static final long SIMULATION_MINUTES_MAX = 10;
    private static final int CLIENTS = 8;
    private static final int RATE = 300;
    private static final int NODES = 3;

    private final Path work;
    private final Seed seed;
    private final Consumer<String> log;

    /// @param work an empty folder
    public Mutations(Path work, Seed seed, Consumer<String> log) {
        this.work = work;
        this.seed = seed;
        this.log = log;
    }

    /// @param how what noticed it and after how long, or why it was not tried
    public record Line(Mutation mutation, Result result, String how) {}

    /// How it went with one mutation.
    public enum Result {
        CAUGHT,
        MISSED,
        NOT_RUN
    }

    public List<Line> run(List<Mutation> wanted) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (Mutation mutation : wanted) {
            Optional<String> missing = missing(mutation);
            Line line =
                    missing.isPresent()
                            ? new Line(mutation, Result.NOT_RUN, missing.get())
                            : tried(mutation);
            log.accept(mutation + ": " + line.result() + ", " + line.how());
            lines.add(line);
        }
        return lines;
    }

    private static Optional<String> missing(Mutation mutation) {
        boolean disks =
                mutation.faults().stream()
                        .anyMatch(kind ->
                                kind.needs() == io.kvasir.chaos.fault.FaultKind.Needs.LOOP_DISKS);
        return switch (mutation.means()) {
            case SIMULATION -> Optional.empty();
            case PROCESSES -> disks ? LoopDisks.missing() : Optional.empty();
            case NAMESPACES -> Namespaces.missing();
        };
    }

    private Line tried(Mutation mutation) throws Exception {
        long start = System.nanoTime();
        Optional<String> caught = Optional.empty();
        for (int i = 0; i < ATTEMPTS_MAX && caught.isEmpty(); i++) {
            caught =
                    mutation.means() == Mutation.Means.SIMULATION
                            ? simulated(mutation)
                            : onProcesses(mutation, i);
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        return caught.map(how -> new Line(mutation, Result.CAUGHT, how + ", " + seconds + " s"))
                .orElseGet(() -> new Line(mutation, Result.MISSED, "after " + seconds + " s"));
    }

    /// In a virtual machine of its own: the property is read once.
    private Optional<String> simulated(Mutation mutation) throws IOException {
        Path output = work.resolve(mutation.name() + ".out");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                mutation.option(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.kvasir.cli.Kvasir",
                                "verify",
                                "--simulate",
                                "--seeds",
                                Integer.toString(SIMULATED_SEEDS),
                                "--seed",
                                seed.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(new File("/dev/null"))
                        .start();
        try {
            if (!process.waitFor(SIMULATION_MINUTES_MAX, TimeUnit.MINUTES)) {
                return Optional.empty();
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Files.readAllLines(output).stream()
                            .filter(line -> line.contains("VIOLATED"))
                            .findFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    private Optional<String> onProcesses(Mutation mutation, int attempt) throws Exception {
        String name = mutation.name() + "-" + attempt;
        VerifyOptions options =
                new VerifyOptions(
                        MINUTES,
                        seed.fork(name),
                        work.resolve(name + "-report"),
                        work.resolve(name),
                        List.of(),
                        mutation.faults(),
                        mutation.faultsText(),
                        mutation.means() == Mutation.Means.NAMESPACES
                                ? BackendKind.NAMESPACES
                                : BackendKind.PROCESSES,
                        NODES,
                        CLIENTS,
                        RATE,
                        List.of(mutation.option()));
        Judgement judgement = new VerifyRun(options, line -> log.accept("  " + line)).run();
        return judgement.verdicts().entrySet().stream()
                .filter(each -> !each.getKey().equals("liveness"))
                .filter(each -> each.getValue() instanceof Verdict.Violated)
                .map(each -> Judgement.line(each.getKey(), each.getValue()))
                .findFirst();
    }
}
