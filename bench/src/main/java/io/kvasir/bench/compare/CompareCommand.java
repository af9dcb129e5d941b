package io.kvasir.bench.compare;

import io.kvasir.bench.servers.Site;
import io.kvasir.bench.servers.Target;
import io.kvasir.bench.servers.Targets;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.model.error.InvalidArgumentException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    private final Screen screen;

    @Option(
            names = "--targets",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "kvasir-direct,kvasir-router",
            description =
                    "kvasir-direct, kvasir-router, kvasir-dynamodb, etcd, cassandra,"
                            + " postgresql, grpc-echo.")
    private List<String> targets = List.of();

    @Mixin private LoadOptions load = new LoadOptions();

    @Mixin private WorkFolder folder = new WorkFolder();

    public CompareCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = load.plan();
        Path place = folder.path("kvasir-bench");
        List<Target> chosen = chosen(place);
        folder.during(
                place,
                () -> chosen.forEach(Comparison::stopQuietly),
                () ->
                        load.show(
                                screen,
                                new Comparison(plan, chosen, load.dice(), screen.err()::println)
                                        .run()));
        return 0;
    }

    private List<Target> chosen(Path place) {
        Site site =
                new Site(
                        place,
                        new LoopbackPorts(new SecureRandom()),
                        load.tokens(),
                        load.valueBytes());
        try {
            return new Targets(site).of(targets);
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }
}
