package io.kvasir.control.console;

import io.kvasir.control.console.PartitionsDocument.Order;
import io.kvasir.control.console.PartitionsDocument.Question;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.control.reconcile.Reconciler;
import io.kvasir.control.service.LeaderGate;
import io.kvasir.model.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/// The leader's documents. Each is made at most once a second, and rests four times as long as it
/// took: however many browsers look on, they cost the leader the same.
public final class Documents {
    static final int PARTITIONS_MAX = 500;
    private static final int PARTITIONS_DEFAULT = 100;
    private static final int KEPT_MAX = 32;
    private static final long FRESH_NANOS = 1_000_000_000L;
    private static final int REST_SHARE = 4;

    private final LiveCluster cluster;
    private final Reconciler reconciler;
    private final HeatRecorder heat;
    private final LeaderGate gate;
    private final String self;
    private final List<String> members;
    private final LongSupplier nanoClock;
    private final SequencedMap<Asked, Kept> kept = new LinkedHashMap<>();

    private record Asked(String document, Question question) {}

    private record Kept(Bytes json, long untilNanos) {}

    /// @param self,members ids of this control plane, and of all
    public Documents(
            LiveCluster cluster,
            Reconciler reconciler,
            HeatRecorder heat,
            LeaderGate gate,
            String self,
            List<String> members,
            LongSupplier nanoClock) {
        this.cluster = cluster;
        this.reconciler = reconciler;
        this.heat = heat;
        this.gate = gate;
        this.self = self;
        this.members = List.copyOf(members);
        this.nanoClock = nanoClock;
    }

    /// @param document its path below `/console/api/`
    public Answer get(String document, Map<String, String> query) {
        Question question;
        try {
            question = question(query);
        } catch (IllegalArgumentException wrong) {
            return Answer.failed(400, String.valueOf(wrong.getMessage()));
        }
        return switch (document) {
            case "cluster", "heat", "partitions" ->
                    new Answer(200, made(new Asked(document, question)));
            default -> Answer.failed(404, "there is no document '" + document + "'");
        };
    }

    private static Question question(Map<String, String> query) {
        String order = query.getOrDefault("order", "heat");
        String limit = query.getOrDefault("limit", Integer.toString(PARTITIONS_DEFAULT));
        String id = query.getOrDefault("id", "p0");
        Optional<Order> known =
                List.of(Order.values()).stream()
                        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(order))
                        .findFirst();
        if (known.isEmpty()) {
            throw new IllegalArgumentException(
                    "order is '" + order + "'; it must be heat, size or key");
        }
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) > PARTITIONS_MAX) {
            throw new IllegalArgumentException(
                    "limit is '" + limit + "'; it must be from 0 to " + PARTITIONS_MAX);
        }
        if (!id.matches("p?[0-9]{1,18}")) {
            throw new IllegalArgumentException("id is '" + id + "'; it must be as p7");
        }
        long only = Long.parseLong(id.startsWith("p") ? id.substring(1) : id);
        return new Question(known.get(), Integer.parseInt(limit), only);
    }

    private synchronized Bytes made(Asked asked) {
        long begun = nanoClock.getAsLong();
        Kept known = kept.get(asked);
        if (known != null && known.untilNanos() - begun > 0) {
            return known.json();
        }
        Bytes json = make(asked).written();
        long now = nanoClock.getAsLong();
        long rest = Math.max(FRESH_NANOS, (now - begun) * REST_SHARE);
        kept.remove(asked);
        kept.put(asked, new Kept(json, now + rest));
        if (kept.size() > KEPT_MAX) {
            kept.pollFirstEntry();
        }
        return json;
    }

    private Json make(Asked asked) {
        ClusterSnapshot snapshot = cluster.snapshot();
        return switch (asked.document()) {
            case "heat" -> new HeatDocument(snapshot.state(), heat.history().columns());
            case "partitions" ->
                    new PartitionsDocument(
                            snapshot, reconciler.limits(), reconciler.lastPlan(), asked.question());
            default ->
                    new ClusterDocument(
                            snapshot,
                            reconciler.operations(),
                            reconciler.lastPlan(),
                            reconciler.planning(),
                            new ClusterDocument.Members(self, gate.leader(), members));
        };
    }
}
