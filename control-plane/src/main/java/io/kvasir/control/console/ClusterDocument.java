package io.kvasir.control.console;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.operation.History;
import io.kvasir.control.operation.Operation;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.plan.Rejection;
import io.kvasir.model.cluster.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The cluster as a whole: members, totals, nodes, tables, what is under way, and what the last
/// plan left. Bounded: of more nodes, tables or operations than shown, the fullest or latest come.
record ClusterDocument(
        ClusterSnapshot snapshot, History operations, Plan plan, Duration planning, Members members)
        implements Json {
    private static final int NODES_SHOWN_MAX = 500;
    private static final int OPERATIONS_SHOWN_MAX = 100;
    private static final int REJECTIONS_SHOWN_MAX = 100;

    /// The control planes.
    ///
    /// @param self the one that answers
    record Members(String self, Optional<String> leader, List<String> all) {}

    private record Shown(Node node, NodeHealth health, Figures figures, long silentMillis) {}

    private record Figures(
            int replicas,
            int leaders,
            long stored,
            long disk,
            long free,
            double reads,
            double writes) {
        static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0);

        static Figures of(NodeReport report) {
            int leaders = 0;
            long stored = 0;
            double reads = 0;
            double writes = 0;
            for (ReplicaReport replica : report.replicas()) {
                leaders += replica.isLeader() ? 1 : 0;
                stored += replica.storedBytes();
                reads += replica.load().readUnits();
                writes += replica.load().writeUnits();
            }
            return new Figures(
                    report.replicas().size(),
                    leaders,
                    stored,
                    report.diskBytes(),
                    report.diskFreeBytes(),
                    reads,
                    writes);
        }
    }

    @Override
    public void to(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("at", snapshot.now().toEpochMilli());
        json.writeStringField("answeredBy", members.self());
        json.writeStringField("leader", members.leader().orElse(""));
        json.writeArrayFieldStart("controlPlanes");
        for (String member : members.all()) {
            json.writeString(member);
        }
        json.writeEndArray();
        json.writeNumberField("mapVersion", snapshot.state().version());
        json.writeNumberField("partitions", snapshot.state().partitions().size());
        writeNodes(json);
        new TablesDocument(snapshot).to(json);
        writeOperations(json);
        writePlan(json);
        json.writeEndObject();
    }

    private void writeNodes(JsonGenerator json) throws IOException {
        List<Shown> nodes = new ArrayList<>();
        int alive = 0;
        for (Node node : snapshot.state().nodes().values()) {
            NodeHealth health = snapshot.health(node.id());
            alive += health == NodeHealth.ALIVE ? 1 : 0;
            Optional<NodeReport> report = snapshot.observed().report(node.id());
            nodes.add(
                    new Shown(
                            node,
                            health,
                            report.map(Figures::of).orElse(Figures.NONE),
                            report.map(this::silentMillis).orElse(-1L)));
        }
        json.writeNumberField("nodeCount", nodes.size());
        json.writeNumberField("nodesAlive", alive);
        if (nodes.size() > NODES_SHOWN_MAX) {
            // What needs eyes comes first.
            nodes.sort(
                    Comparator.comparing((Shown each) -> each.health() == NodeHealth.ALIVE)
                            .thenComparingLong(each -> -each.figures().stored()));
        }
        json.writeArrayFieldStart("nodes");
        for (Shown each : nodes.subList(0, Math.min(nodes.size(), NODES_SHOWN_MAX))) {
            write(json, each);
        }
        json.writeEndArray();
    }

    private long silentMillis(NodeReport report) {
        return Duration.ofNanos(snapshot.nowNanos() - report.atNanos()).toMillis();
    }

    private void write(JsonGenerator json, Shown each) throws IOException {
        Figures figures = each.figures();
        json.writeStartObject();
        json.writeStringField("id", each.node().id().value());
        json.writeStringField("zone", each.node().zone());
        json.writeStringField("address", each.node().storageAddress());
        json.writeStringField("health", each.health().name().toLowerCase(Locale.ROOT));
        json.writeBooleanField("draining", snapshot.state().draining().contains(each.node().id()));
        json.writeNumberField("silentMs", each.silentMillis());
        json.writeNumberField("replicas", figures.replicas());
        json.writeNumberField("leaders", figures.leaders());
        json.writeNumberField("storedBytes", figures.stored());
        json.writeNumberField("diskBytes", figures.disk());
        json.writeNumberField("diskFreeBytes", figures.free());
        json.writeNumberField("readUnits", figures.reads());
        json.writeNumberField("writeUnits", figures.writes());
        json.writeEndObject();
    }

    private void writeOperations(JsonGenerator json) throws IOException {
        json.writeNumberField("operationsRunning", operations.running().size());
        json.writeArrayFieldStart("operations");
        int left = OPERATIONS_SHOWN_MAX;
        for (Operation each : operations.running().sequencedValues()) {
            if (left-- > 0) {
                write(json, each);
            }
        }
        for (Operation each : operations.ended()) {
            if (left-- > 0) {
                write(json, each);
            }
        }
        json.writeEndArray();
    }

    private void write(JsonGenerator json, Operation each) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", each.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("subject", each.subject());
        json.writeStringField("goal", each.goal());
        json.writeStringField("step", each.step());
        json.writeNumberField("begunAt", each.begunAt().toEpochMilli());
        if (each.endedAt().isPresent()) {
            json.writeNumberField("endedAt", each.endedAt().get().toEpochMilli());
        }
        json.writeNumberField("bytesDone", each.bytesDone());
        json.writeNumberField("bytesTotal", each.bytesTotal());
        json.writeNumberField("etaMs", each.etaMillis(snapshot.now()));
        json.writeEndObject();
    }

    private void writePlan(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("plan");
        json.writeNumberField("tookMs", planning.toNanos() / 1e6);
        json.writeNumberField("actions", plan.actions().size());
        json.writeNumberField("rejections", plan.rejections().size());
        json.writeArrayFieldStart("whyNot");
        for (Rejection each : plan.rejections().stream().limit(REJECTIONS_SHOWN_MAX).toList()) {
            json.writeStartObject();
            json.writeStringField("subject", each.subject());
            json.writeStringField("candidate", each.candidate());
            json.writeStringField("reason", each.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
