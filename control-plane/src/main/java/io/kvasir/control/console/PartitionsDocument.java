package io.kvasir.control.console;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.reason.WhyNot;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The busiest, the largest or the first partitions, or one with all that is said of why no more is
/// done about it.
record PartitionsDocument(
        ClusterSnapshot snapshot, PlacementLimits limits, Plan plan, Question question)
        implements Json {
    private static final int TABLES_NAMED_MAX = 3;

    /// @param only one partition; 0: those that come first in the order
    record Question(Order order, int limit, long only) {}

    /// What comes first.
    enum Order {
        HEAT,
        SIZE,
        KEY
    }

    private record Shown(PartitionEntry entry, ReplicaLoad load, long bytes) {}

    @Override
    public void to(JsonGenerator json) throws IOException {
        TablesByKey tables = new TablesByKey(snapshot.state());
        json.writeStartObject();
        json.writeNumberField("count", snapshot.state().partitions().size());
        json.writeArrayFieldStart("partitions");
        for (Shown each : chosen()) {
            write(json, each, tables);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private List<Shown> chosen() {
        if (question.only() != 0) {
            return snapshot
                    .state()
                    .partition(new PartitionId(question.only()))
                    .map(this::shown)
                    .stream()
                    .toList();
        }
        List<Shown> all = new ArrayList<>();
        for (PartitionEntry entry : snapshot.state().overlapping(KeyRange.ALL)) {
            if (question.order() == Order.KEY && all.size() == question.limit()) {
                break;
            }
            all.add(shown(entry));
        }
        switch (question.order()) {
            case HEAT -> all.sort(Comparator.comparingDouble((Shown each) -> -units(each.load())));
            case SIZE -> all.sort(Comparator.comparingLong((Shown each) -> -each.bytes()));
            case KEY -> {}
        }
        return all.subList(0, Math.min(all.size(), question.limit()));
    }

    private static double units(ReplicaLoad load) {
        return load.readUnits() + load.writeUnits();
    }

    private Shown shown(PartitionEntry entry) {
        Optional<ReplicaReport> leader = snapshot.leaderReport(entry.id());
        return new Shown(
                entry,
                leader.map(ReplicaReport::load).orElse(ReplicaLoad.NONE),
                leader.map(ReplicaReport::storedBytes).orElse(0L));
    }

    private void write(JsonGenerator json, Shown each, TablesByKey tables) throws IOException {
        PartitionEntry entry = each.entry();
        KeyRange range = entry.range();
        json.writeStartObject();
        json.writeStringField("id", entry.id().toString());
        json.writeNumberField("epoch", entry.epoch().value());
        json.writeStringField("start", Keys.shown(range.start()));
        json.writeStringField("end", range.end() == null ? "" : Keys.shown(range.end()));
        writeAll(json, "tables", tables.in(range, TABLES_NAMED_MAX));
        json.writeNumberField("storedBytes", each.bytes());
        json.writeNumberField("readUnits", each.load().readUnits());
        json.writeNumberField("writeUnits", each.load().writeUnits());
        Optional<NodeId> leader = snapshot.group(entry.id()).map(GroupReport::leader);
        json.writeStringField("leader", leader.map(NodeId::value).orElse(""));
        json.writeBooleanField("settled", snapshot.isSettled(entry));
        json.writeArrayFieldStart("replicas");
        for (ReplicaId replica : entry.replicas()) {
            json.writeStartObject();
            json.writeStringField("node", replica.node().value());
            json.writeStringField("role", role(entry, replica));
            json.writeEndObject();
        }
        json.writeEndArray();
        writeAll(
                json,
                "whyNot",
                question.only() == 0
                        ? WhyNot.of(plan, entry)
                        : WhyNot.of(snapshot, limits, plan, entry));
        json.writeEndObject();
    }

    private String role(PartitionEntry entry, ReplicaId replica) {
        return snapshot.observed()
                .replica(replica.node(), entry.id())
                .map(report -> report.role().name().toLowerCase(Locale.ROOT))
                .orElse("not reported");
    }

    private static void writeAll(JsonGenerator json, String name, List<String> texts)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
