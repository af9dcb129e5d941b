package io.kvasir.cli.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.client.KvasirClient;
import io.kvasir.proto.v1.ControlPlaneMember;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.NodeStatus;
import io.kvasir.proto.v1.Operation;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows the cluster as a whole.
@Command(
        name = "cluster",
        description = "The cluster as a whole: status.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ClusterCommand {
    /// Of a node with memory for no more replicas than this, that is told.
    private static final int ROOM_SCARCE = 16;

    private final Screen screen;

    public ClusterCommand(Screen screen) {
        this.screen = screen;
    }

    @Command(
            name = "status",
            description = "Show nodes, control planes, counts, and what is under way.",
            mixinStandardHelpOptions = true)
    int status(@Mixin Connection connection, @Mixin Output output) {
        try (KvasirClient client = connection.open()) {
            DescribeClusterResponse cluster = client.describeCluster();
            List<Operation> running =
                    client.admin().operations().stream().filter(each -> !each.getEnded()).toList();
            if (output.isJson()) {
                screen.out()
                        .println(JsonItems.written(json -> write(json, cluster, running.size())));
            } else {
                print(cluster, running, output);
            }
        }
        return 0;
    }

    private void print(DescribeClusterResponse cluster, List<Operation> running, Output output) {
        TextTable nodes =
                new TextTable(
                        List.of(
                                "node",
                                "state",
                                "zone",
                                "replicas",
                                "leaders",
                                "stored",
                                "disk free",
                                "reads",
                                "writes"));
        for (NodeStatus each : cluster.getNodesList()) {
            nodes.row(
                    List.of(
                            each.getNode().getId(),
                            state(each),
                            each.getNode().getZone(),
                            Integer.toString(each.getReplicas()),
                            Integer.toString(each.getLeaders()),
                            Figures.bytes(each.getStoredBytes()),
                            each.getDiskBytes() == 0 ? "" : Figures.bytes(each.getDiskFreeBytes()),
                            Figures.rate(each.getReadUnits()),
                            Figures.rate(each.getWriteUnits())));
        }
        screen.out().print(nodes.rendered(screen.columns()));
        screen.out().println();
        for (ControlPlaneMember member : cluster.getControlPlanesList()) {
            screen.out()
                    .println(
                            "control plane "
                                    + member.getId()
                                    + " at "
                                    + member.getAddress()
                                    + (member.getLeader() ? ", leads" : ""));
        }
        screen.out()
                .println(
                        cluster.getPartitionsCount()
                                + " partitions, "
                                + cluster.getTablesCount()
                                + " tables, map version "
                                + cluster.getMapVersion());
        if (running.isEmpty()) {
            screen.out().println("nothing is under way");
        } else {
            screen.out().println();
            Operators.print(screen, output, running);
        }
    }

    private static String state(NodeStatus node) {
        String alive = node.getAlive() ? "alive" : "silent";
        String draining = node.getDraining() ? ", draining" : "";
        boolean scarce = node.hasReplicasRoom() && node.getReplicasRoom() <= ROOM_SCARCE;
        return alive
                + draining
                + (scarce ? ", memory for " + node.getReplicasRoom() + " more replicas" : "");
    }

    private static void write(JsonGenerator json, DescribeClusterResponse cluster, int running)
            throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("nodes");
        for (NodeStatus each : cluster.getNodesList()) {
            json.writeStartObject();
            json.writeStringField("id", each.getNode().getId());
            json.writeStringField("zone", each.getNode().getZone());
            json.writeBooleanField("alive", each.getAlive());
            json.writeBooleanField("draining", each.getDraining());
            json.writeNumberField("replicas", each.getReplicas());
            json.writeNumberField("leaders", each.getLeaders());
            json.writeNumberField("storedBytes", each.getStoredBytes());
            json.writeNumberField("diskBytes", each.getDiskBytes());
            json.writeNumberField("diskFreeBytes", each.getDiskFreeBytes());
            json.writeNumberField("readUnits", each.getReadUnits());
            json.writeNumberField("writeUnits", each.getWriteUnits());
            if (each.hasReplicasRoom()) {
                json.writeNumberField("replicasRoom", each.getReplicasRoom());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("controlPlanes");
        for (ControlPlaneMember member : cluster.getControlPlanesList()) {
            json.writeStartObject();
            json.writeStringField("id", member.getId());
            json.writeStringField("address", member.getAddress());
            json.writeBooleanField("leader", member.getLeader());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("partitions", cluster.getPartitionsCount());
        json.writeNumberField("tables", cluster.getTablesCount());
        json.writeNumberField("mapVersion", cluster.getMapVersion());
        json.writeNumberField("operationsUnderWay", running);
        json.writeEndObject();
    }
}
