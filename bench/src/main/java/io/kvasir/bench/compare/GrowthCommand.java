package io.kvasir.bench.compare;

import io.kvasir.bench.servers.KvasirServers;
import io.kvasir.bench.servers.Site;
import io.kvasir.bench.servers.Target;
import io.kvasir.bench.servers.Targets;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.model.error.InvalidArgumentException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whether a store stays as fast while it grows.
@Command(
        name = "growth",
        description = {
            "Starts three control planes, three nodes and a router on loopback, and measures them"
                    + " again and again: with ever more items in one partition, and then with these"
                    + " items divided among ever more partitions.",
            "With --rate the load is the same at each step."
        },
        mixinStandardHelpOptions = true)
public final class GrowthCommand implements Callable<Integer> {
    private final Screen screen;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            defaultValue = "kvasir-direct",
            description = "kvasir-direct, kvasir-router, kvasir-dynamodb (default: kvasir-direct).")
    private String target = "";

    @Option(
            names = "--then-items",
            split = ",",
            paramLabel = "N",
            description = "Items of the further steps, after --items.")
    private List<Long> thenItems = List.of();

    @Option(
            names = "--then-partitions",
            split = ",",
            paramLabel = "N",
            description = "Partitions that the items are divided among in the steps after those.")
    private List<Integer> thenPartitions = List.of();

    @Mixin private LoadOptions load = new LoadOptions();

    @Mixin private WorkFolder folder = new WorkFolder();

    public GrowthCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = load.plan();
        requireGrowth("then-items", plan.data().items(), thenItems);
        requireGrowth("then-partitions", 1, thenPartitions.stream().map(Long::valueOf).toList());
        Path place = folder.path("kvasir-growth");
        Site site =
                new Site(
                        place,
                        new LoopbackPorts(new SecureRandom()),
                        load.tokens(),
                        load.valueBytes());
        KvasirServers servers = new KvasirServers(place.resolve("kvasir"), site.ports());
        Target chosen = chosen(new Targets(site, servers));
        Growth growth = new Growth(plan, chosen, servers, load.dice(), screen.err()::println);
        folder.during(place, servers::stop, () -> show(growth.run(thenItems, thenPartitions)));
        return 0;
    }

    private Target chosen(Targets targets) {
        if (!target.startsWith("kvasir-")) {
            throw new InvalidArgumentException(
                    "target is '"
                            + target
                            + "'; it must be kvasir-direct, kvasir-router or kvasir-dynamodb");
        }
        try {
            return targets.of(List.of(target)).getFirst();
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }

    private static void requireGrowth(String option, long first, List<Long> then) {
        long before = first;
        for (long next : then) {
            if (next <= before) {
                throw new InvalidArgumentException(
                        option
                                + " has "
                                + next
                                + " after "
                                + before
                                + "; each step must be larger");
            }
            before = next;
        }
    }

    private void show(List<Growth.Step> steps) {
        if (load.json()) {
            screen.out()
                    .println(
                            JsonItems.written(json -> {
                                json.writeStartObject();
                                json.writeArrayFieldStart("results");
                                for (Growth.Step step : steps) {
                                    json.writeStartObject();
                                    json.writeNumberField("items", step.items());
                                    json.writeNumberField("partitions", step.partitions());
                                    Report.writeFields(json, step.result());
                                    json.writeEndObject();
                                }
                                json.writeEndArray();
                                json.writeEndObject();
                            }));
            return;
        }
        for (Growth.Step step : steps) {
            screen.out()
                    .printf(
                            Locale.ROOT,
                            "%,d items, %d partitions: %s%n",
                            step.items(),
                            step.partitions(),
                            Report.line(step.result()));
        }
    }
}
