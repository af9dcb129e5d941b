package io.kvasir.bench.cost;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.local.FolderContent;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.terminal.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What a cluster costs beside its speed.
@Command(
        name = "cost",
        description = {
            "Starts three control planes, three nodes and a router on loopback and shows what they"
                    + " hold at rest, how much they write for each byte stored, and how long they"
                    + " need to come back.",
            "With several numbers of partitions, how that grows."
        },
        mixinStandardHelpOptions = true)
public final class CostCommand implements Callable<Integer> {
    private static final double BYTES_PER_GIGABYTE = 1 << 30;

    private final Screen screen;

    @Option(
            names = "--gb",
            paramLabel = "N",
            defaultValue = "0.25",
            description = "Gigabytes of items of 4 KB (default: 0.25); 0: only at rest.")
    private double gigabytes;

    @Option(
            names = "--partitions",
            split = ",",
            paramLabel = "N",
            defaultValue = "3",
            description = "That the key space begins with; several give several runs (default: 3).")
    private List<Integer> partitions = List.of();

    @Option(
            names = "--node-setting",
            paramLabel = "NAME=VALUE",
            description = "A setting of all nodes, as election-timeout-min=3s; may be repeated.")
    private Map<String, String> nodeSettings = Map.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "For the servers' data; removed at the end (default: a temporary one).")
    private @Nullable Path folder;

    public CostCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        Path work =
                folder == null
                        ? Files.createTempDirectory("kvasir-cost-")
                        : Files.createDirectories(folder);
        List<Map<String, Object>> results = new ArrayList<>();
        try {
            for (int count : partitions) {
                Path place = work.resolve("cost-" + count);
                results.add(
                        CostRun.run(
                                place,
                                new LoopbackPorts(new SecureRandom()),
                                (long) (gigabytes * BYTES_PER_GIGABYTE),
                                count,
                                nodeSettings,
                                screen.err()::println));
                FolderContent.delete(place);
            }
        } finally {
            if (folder == null) {
                FolderContent.delete(work);
            }
        }
        show(results);
        return 0;
    }

    private void show(List<Map<String, Object>> results) {
        if (!json) {
            results.forEach(figures ->
                    figures.forEach((name, value) -> screen.out().println(name + ": " + value)));
            return;
        }
        screen.out()
                .println(
                        JsonItems.written(writer -> {
                            writer.writeStartObject();
                            writer.writeArrayFieldStart("results");
                            for (Map<String, Object> figures : results) {
                                writer.writeStartObject();
                                for (var figure : figures.entrySet()) {
                                    writer.writeObjectField(figure.getKey(), figure.getValue());
                                }
                                writer.writeEndObject();
                            }
                            writer.writeEndArray();
                            writer.writeEndObject();
                        }));
    }
}
