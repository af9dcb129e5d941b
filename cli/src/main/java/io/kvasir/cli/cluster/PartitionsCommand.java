package io.kvasir.cli.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.client.ClusterAdmin;
import io.kvasir.client.KvasirClient;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.PartitionStatus;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows the partitions.
@Command(
        name = "partitions",
        description = "Show the partitions: range, size, load, replicas, and why not more is done.",
        mixinStandardHelpOptions = true)
public final class PartitionsCommand implements Callable<Integer> {
    private static final int HOT_SHOWN = 20;

    private final Screen screen;

    @Mixin private Connection connection;
    @Mixin private Output output;

    @Option(names = "--hot", description = "Only the busiest twenty, busiest first.")
    private boolean hot;

    @Option(
            names = "--why",
            paramLabel = "ID",
            description = "Only this one, as p7, with all that is said of why no more is done.")
    private @Nullable String why;

    public PartitionsCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        List<PartitionStatus> partitions;
        try (KvasirClient client = connection.open()) {
            if (why != null) {
                return explain(client.admin(), why);
            }
            partitions = client.describeCluster().getPartitionsList();
        }
        List<PartitionStatus> shown =
                hot
                        ? partitions.stream()
                                .sorted(
                                        Comparator.comparingDouble(PartitionsCommand::load)
                                                .reversed())
                                .limit(HOT_SHOWN)
                                .toList()
                        : partitions.stream()
                                .sorted(Comparator.comparing(PartitionsCommand::start))
                                .toList();
        if (output.isJson()) {
            screen.out()
                    .println(
                            JsonItems.written(json -> {
                                json.writeStartArray();
                                for (PartitionStatus partition : shown) {
                                    write(json, partition);
                                }
                                json.writeEndArray();
                            }));
        } else {
            print(shown);
        }
        return 0;
    }

    private int explain(ClusterAdmin admin, String id) {
        PartitionStatus status =
                admin.explain(PartitionCommand.id(id))
                        .orElseThrow(
                                () -> new InvalidArgumentException("there is no partition " + id));
        if (output.isJson()) {
            screen.out().println(JsonItems.written(json -> write(json, status)));
            return 0;
        }
        print(List.of(status.toBuilder().clearWhyNot().build()));
        screen.out().println();
        status.getWhyNotList().forEach(screen.out()::println);
        return 0;
    }

    private void print(List<PartitionStatus> shown) {
        TextTable table =
                new TextTable(
                        List.of(
                                "partition",
                                "epoch",
                                "from",
                                "to",
                                "size",
                                "reads",
                                "writes",
                                "leader",
                                "replicas",
                                "why not"));
        for (PartitionStatus each : shown) {
            var partition = each.getPartition();
            table.row(
                    List.of(
                            "p" + partition.getId(),
                            Long.toString(partition.getEpoch()),
                            hex(start(each)),
                            hex(ItemCodec.fromWire(partition.getRange().getEnd())),
                            Figures.bytes(each.getStoredBytes()),
                            Figures.rate(each.getReadUnits()),
                            Figures.rate(each.getWriteUnits()),
                            partition.getLeader(),
                            String.join(
                                    " ",
                                    partition.getReplicasList().stream()
                                            .map(PartitionsCommand::node)
                                            .toList()),
                            String.join("; ", each.getWhyNotList())));
        }
        screen.out().print(table.rendered(screen.columns()));
    }

    private static void write(JsonGenerator json, PartitionStatus status) throws IOException {
        var partition = status.getPartition();
        json.writeStartObject();
        json.writeStringField("id", "p" + partition.getId());
        json.writeNumberField("epoch", partition.getEpoch());
        json.writeStringField("start", start(status).toString());
        json.writeStringField("end", ItemCodec.fromWire(partition.getRange().getEnd()).toString());
        json.writeNumberField("storedBytes", status.getStoredBytes());
        json.writeNumberField("readUnits", status.getReadUnits());
        json.writeNumberField("writeUnits", status.getWriteUnits());
        json.writeStringField("leader", partition.getLeader());
        json.writeArrayFieldStart("replicas");
        for (String replica : partition.getReplicasList()) {
            json.writeString(replica);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("whyNot");
        for (String reason : status.getWhyNotList()) {
            json.writeString(reason);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static double load(PartitionStatus status) {
        return status.getReadUnits() + status.getWriteUnits();
    }

    private static Bytes start(PartitionStatus status) {
        return ItemCodec.fromWire(status.getPartition().getRange().getStart());
    }

    private static String hex(Bytes key) {
        return key.isEmpty() ? "-" : key.toString();
    }

    private static String node(String replica) {
        return replica.substring(0, replica.indexOf('.'));
    }
}
