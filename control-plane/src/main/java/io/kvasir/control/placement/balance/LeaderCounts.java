package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many partitions each node should lead that may hold some, and how many of them are enough.
final class LeaderCounts {
    private final Map<NodeId, Integer> byNode = new HashMap<>();
    private final LeaderShare share;

    LeaderCounts(Overview overview) {
        for (Node node : overview.placeableNodes()) {
            byNode.put(node.id(), 0);
        }
        for (Seen seen : overview.partitions()) {
            seen.entry()
                    .preferredLeader()
                    .ifPresent(node -> byNode.computeIfPresent(node, (_, count) -> count + 1));
        }
        share =
                LeaderShare.of(
                        byNode.values().stream().mapToInt(Integer::intValue).average().orElse(0));
    }

    LeaderShare share() {
        return share;
    }

    boolean isCounted(NodeId node) {
        return byNode.containsKey(node);
    }

    /// 0 of a node that is not counted.
    int of(NodeId node) {
        return byNode.getOrDefault(node, 0);
    }

    void move(NodeId from, NodeId to) {
        byNode.merge(from, -1, Integer::sum);
        byNode.merge(to, 1, Integer::sum);
    }

    /// Those with too many, beginning with the most.
    List<NodeId> tooMany() {
        return byNode.entrySet().stream()
                .filter(each -> each.getValue() > share.most())
                .sorted(
                        Map.Entry.<NodeId, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
