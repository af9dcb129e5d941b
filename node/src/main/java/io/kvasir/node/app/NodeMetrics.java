package io.kvasir.node.app;

import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.replication.ReplicaStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// What the node measures of its replicas, over all of them.
final class NodeMetrics {
    private final Replicas replicas;

    private NodeMetrics(Replicas replicas) {
        this.replicas = replicas;
    }

    static void bind(MeterRegistry registry, Replicas replicas) {
        NodeMetrics metrics = new NodeMetrics(replicas);
        for (ReplicaStatus.Role role : ReplicaStatus.Role.values()) {
            Gauge.builder("kvasir.node.replicas", metrics, its -> its.count(role))
                    .description("Replicas on this node, by role")
                    .tag("role", role.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder("kvasir.node.replicas.quarantined", metrics, NodeMetrics::quarantined)
                .description("Replicas that found damage and do not serve")
                .strongReference(true)
                .register(registry);
        Gauge.builder("kvasir.node.replicas.room", replicas, Replicas::room)
                .description("Replicas that there is direct memory for beside those on this node")
                .strongReference(true)
                .register(registry);
        Gauge.builder("kvasir.raft.apply.lag.entries", metrics, NodeMetrics::applyLag)
                .description("Committed but not applied here, of the replica with most of it")
                .strongReference(true)
                .register(registry);
        Gauge.builder("kvasir.raft.follower.lag.entries", metrics, NodeMetrics::followerLag)
                .description(
                        "Committed but not known to be in a follower's log, of the farthest"
                                + " follower of a partition led here")
                .strongReference(true)
                .register(registry);
        Gauge.builder("kvasir.raft.committed.entries", metrics, NodeMetrics::committed)
                .description("Sum of the commit indexes of all replicas here")
                .strongReference(true)
                .register(registry);
        Gauge.builder("kvasir.proposer.queue.operations", metrics, NodeMetrics::waiting)
                .description("Operations that wait for their evaluation, over all partitions")
                .strongReference(true)
                .register(registry);
    }

    private long count(ReplicaStatus.Role role) {
        return replicas.all().stream().filter(each -> each.status().role() == role).count();
    }

    private long quarantined() {
        return replicas.all().stream().filter(each -> each.quarantine().isPresent()).count();
    }

    private long applyLag() {
        return max(status -> status.commitIndex() - status.appliedIndex());
    }

    private long followerLag() {
        return max(status ->
                status.followers().values().stream()
                        .mapToLong(follower -> status.commitIndex() - follower.matchIndex())
                        .max()
                        .orElse(0));
    }

    private long max(ToLongFunction<ReplicaStatus> of) {
        return replicas.all().stream()
                .map(Replica::status)
                .mapToLong(of)
                .map(lag -> Math.max(0, lag))
                .max()
                .orElse(0);
    }

    private long committed() {
        return replicas.all().stream().mapToLong(each -> each.status().commitIndex()).sum();
    }

    private long waiting() {
        return replicas.all().stream().mapToLong(each -> each.proposer().waiting()).sum();
    }
}
