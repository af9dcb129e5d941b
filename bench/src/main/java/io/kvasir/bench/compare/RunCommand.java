package io.kvasir.bench.compare;

import io.kvasir.bench.servers.RunningTarget;
import io.kvasir.cli.terminal.Screen;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A cluster that runs already.
@Command(
        name = "run",
        description =
                "Measures a cluster that runs already. It writes to tables of its own, BenchItems"
                        + " and BenchCollections, which stay.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private final Screen screen;

    @Mixin private LoadOptions load = new LoadOptions();

    @Option(
            names = "--endpoint",
            split = ",",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7400",
            description = "Of routers (default: 127.0.0.1:7400).")
    private List<String> endpoints = List.of();

    @Option(
            names = "--direct",
            description = "The client holds the partition map and talks to the nodes itself.")
    private boolean direct;

    @Option(
            names = "--server-pids",
            split = ",",
            paramLabel = "PID",
            description = "The servers' processes on this machine, to see what they consume.")
    private List<Long> pids = List.of();

    public RunCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        RunningTarget target = new RunningTarget(endpoints, direct, load.tokens(), pids);
        load.show(
                screen,
                new Comparison(load.plan(), List.of(target), load.dice(), screen.err()::println)
                        .run());
        return 0;
    }
}
