package io.kvasir.control.state;

import io.kvasir.model.cluster.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// A node gave a replica of a partition away for the balance of the cluster.
public record Departure(NodeId node, Instant at) {
    /// For so long balance does not bring the partition back.
    public static final Duration KEPT = Duration.ofHours(1);

    /// A partition remembers so many, the latest.
    public static final int KEPT_MAX = 8;

    public boolean isRecent(Instant now) {
        return Duration.between(at, now).abs().compareTo(KEPT) < 0;
    }

    /// Those that still count, and those of the nodes that give theirs away now.
    static List<Departure> add(List<Departure> known, List<NodeId> nodes, Instant now) {
        List<Departure> all = new ArrayList<>(known);
        all.removeIf(each -> !each.isRecent(now));
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        nodes.forEach(node -> all.add(new Departure(node, at)));
        return all.subList(Math.max(0, all.size() - KEPT_MAX), all.size());
    }
}
