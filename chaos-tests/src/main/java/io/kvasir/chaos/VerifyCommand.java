package io.kvasir.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.kvasir.chaos.cluster.Namespaces;
import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.chaos.run.BackendKind;
import io.kvasir.chaos.run.Mutation;
import io.kvasir.chaos.run.Mutations;
import io.kvasir.chaos.run.VerifyOptions;
import io.kvasir.chaos.run.VerifyRun;
import io.kvasir.chaos.simulation.Simulations;
import io.kvasir.cli.local.FolderContent;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kvasir verify`.
@Command(
        name = "verify",
        description = {
            "Check what Kvasir promises: clients read and write while faults come, and checkers"
                    + " judge everything that they saw. Without --cluster, against a cluster of"
                    + " processes that it starts and stops.",
            "Exit status 1 on any violation, and where a checker could not decide."
        },
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Screen screen;

    @Option(
            names = "--minutes",
            defaultValue = "5",
            description = "How long the workload runs (default: 5).")
    private double minutes;

    @Option(
            names = "--seed",
            description = "0x… or a number: the same workload and schedule of faults again.")
    private @Nullable String seed;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "verify-report",
            description = "Where the report goes (default: verify-report).")
    private Path report;

    @Option(
            names = "--cluster",
            paramLabel = "HOST:PORT",
            split = ",",
            description =
                    "gRPC ports of routers of a cluster that runs already; no faults then. The"
                            + " tables made are removed at the end.")
    private @Nullable List<String> cluster;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            defaultValue = "all",
            description =
                    "all, none, or words with commas; a word may be a beginning, as 'kill', and"
                            + " -word takes out. --list-faults shows them.")
    private String faults;

    @Option(names = "--list-faults", description = "Show all faults and end.")
    private boolean listFaults;

    @Option(
            names = "--backend",
            description =
                    "Where an own cluster runs: namespaces (Linux, root), containers on a Docker"
                            + " engine of this machine, or plain processes, which have no network"
                            + " to disturb (default: namespaces where they can be made).")
    private @Nullable BackendKind backend;

    @Option(
            names = "--nodes",
            defaultValue = "3",
            description = "Storage nodes of an own cluster (default: 3).")
    private int nodes;

    @Option(
            names = "--clients",
            defaultValue = "8",
            description = "Clients on single items, 1 to 8 (default: 8).")
    private int clients;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Operations a second, at most (default: 200).")
    private int rate;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where an own cluster works (default: a temporary folder).")
    private @Nullable Path folder;

    @Option(names = "--keep", description = "Keep the cluster's data and logs.")
    private boolean keep;

    @Option(
            names = "--simulate",
            description =
                    "Run simulated partitions instead: real code over a simulated log, network and"
                            + " disk, one deterministic world for each seed.")
    private boolean simulate;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "500",
            description = "How many seeds to simulate (default: 500).")
    private int seeds;

    @Option(
            names = "--mutations",
            description =
                    "Switch safeguards off, one after the other, and see whether the checkers"
                            + " notice: exit status 1 where one is missed.")
    private boolean mutations;

    @Option(
            names = "--mutation",
            paramLabel = "NAME",
            split = ",",
            description = "Only these of --mutations.")
    private @Nullable List<Mutation> only;

    public VerifyCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        if (listFaults) {
            Arrays.stream(FaultKind.values())
                    .forEach(kind ->
                            screen.out()
                                    .println(
                                            String.format(
                                                    Locale.ROOT,
                                                    "%-20s %s",
                                                    kind.word(),
                                                    kind.description())));
            return 0;
        }
        if (simulate) {
            return simulated();
        }
        Path work =
                folder == null
                        ? Files.createTempDirectory("kvasir-verify-")
                        : Files.createDirectories(folder);
        boolean passed = false;
        try {
            passed = (mutations || only != null) ? mutated(work) : verified(work);
        } finally {
            if (passed && !keep) {
                FolderContent.delete(work);
            } else if (cluster == null) {
                screen.err().println("data and logs of the cluster are in " + work);
            }
        }
        return passed ? 0 : 1;
    }

    private boolean verified(Path work) throws Exception {
        // It warns that nothing of it cleans up behind a killed run, and that an image is large.
        ((Logger) LoggerFactory.getLogger("org.testcontainers")).setLevel(Level.ERROR);
        if (backend == null && cluster == null) {
            Namespaces.missing()
                    .ifPresent(reason -> screen.err().println("no network faults: " + reason));
        }
        Judgement judgement = new VerifyRun(options(FaultKind.parse(faults), work), log()).run();
        print(judgement);
        return judgement.passes();
    }

    private int simulated() throws InterruptedException {
        // Each of thousands of worlds says what its nodes do.
        ((Logger) LoggerFactory.getLogger("io.kvasir")).setLevel(Level.ERROR);
        Seed base = seedOrFresh();
        Simulations.Outcome outcome =
                Simulations.run(base, seeds, Runtime.getRuntime().availableProcessors());
        screen.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "%d seeds from %s, %d simulated runs, %.0f a minute",
                                outcome.seeds(),
                                base,
                                outcome.runs(),
                                outcome.perMinute()));
        outcome.failure()
                .ifPresent(failure -> {
                    screen.out().println(failure.what());
                    failure.part().forEach(screen.out()::println);
                    screen.out()
                            .println(
                                    "again: ./kvasir verify --simulate --seeds 1 --seed "
                                            + failure.seed());
                });
        screen.out().println(outcome.failure().isEmpty() ? "passed" : "NOT PASSED");
        return outcome.failure().isEmpty() ? 0 : 1;
    }

    private boolean mutated(Path work) throws Exception {
        List<Mutation> wanted = only == null ? List.of(Mutation.values()) : only;
        List<Mutations.Line> lines = new Mutations(work, seedOrFresh(), log()).run(wanted);
        TextTable table = new TextTable(List.of("mutation", "shown by", "result", "how"));
        for (Mutations.Line line : lines) {
            table.row(
                    List.of(
                            line.mutation().name(),
                            line.mutation().means().name().toLowerCase(Locale.ROOT),
                            line.result().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            line.how()));
        }
        screen.out().print(table.rendered(0));
        Mutation.notShown()
                .forEach(safeguard ->
                        screen.out().println(safeguard.word() + ": nothing shows it yet"));
        return lines.stream().noneMatch(line -> line.result() == Mutations.Result.MISSED);
    }

    private VerifyOptions options(List<FaultKind> kinds, Path work) {
        return new VerifyOptions(
                minutes,
                seedOrFresh(),
                report,
                work.resolve("cluster"),
                cluster == null ? List.of() : cluster,
                kinds,
                faults,
                backend == null ? BackendKind.usual() : backend,
                nodes,
                clients,
                rate,
                List.of());
    }

    private Seed seedOrFresh() {
        return seed == null ? new Seed(System.nanoTime()).fork("verify") : parsed(seed);
    }

    private static Seed parsed(String text) {
        try {
            return Seed.parse(text);
        } catch (NumberFormatException e) {
            throw new InvalidArgumentException("seed '" + text + "' is no number; give 0x… or 42");
        }
    }

    private java.util.function.Consumer<String> log() {
        long start = System.nanoTime();
        return line ->
                screen.err()
                        .println(
                                String.format(
                                        Locale.ROOT,
                                        "%7.1f s  %s",
                                        (System.nanoTime() - start) / NANOS_PER_SECOND,
                                        line));
    }

    private void print(Judgement judgement) {
        judgement
                .verdicts()
                .forEach((name, verdict) -> screen.out().println(Judgement.line(name, verdict)));
        screen.out().println(judgement.passes() ? "passed" : "NOT PASSED");
        screen.err().println("the report is " + report.resolve("index.html"));
    }
}
