package io.kvasir.control.app;

import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.log.ControlStateMachine;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.control.reconcile.Reconciler;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/// What a control plane shows of itself and of the cluster. Nodes by health are the leader's view;
/// elsewhere none has been heard.
final class ControlMetrics {
    private ControlMetrics() {}

    static void bind(
            MeterRegistry meters,
            LiveCluster cluster,
            Reconciler reconciler,
            ControlStateMachine stateMachine,
            ReplicatedLog log) {
        Gauge.builder("kvasir.control.leading", log, each -> each.leadership().ready() ? 1 : 0)
                .description("1 on the control plane that leads")
                .register(meters);
        Gauge.builder("kvasir.map.version", stateMachine, each -> each.state().version())
                .description("Version of the partition map")
                .register(meters);
        Gauge.builder(
                        "kvasir.control.partitions",
                        stateMachine,
                        each -> each.state().partitions().size())
                .register(meters);
        Gauge.builder("kvasir.control.tables", stateMachine, each -> each.state().tables().size())
                .register(meters);
        for (NodeHealth health : NodeHealth.values()) {
            Gauge.builder("kvasir.control.nodes", cluster, each -> count(each, health))
                    .description("Registered nodes by what the leader hears of them")
                    .tags(Tags.of("health", health.name()))
                    .register(meters);
        }
        plan(meters, reconciler);
        Gauge.builder("kvasir.raft.commit.index", log, each -> each.status().commitIndex())
                .register(meters);
        Gauge.builder("kvasir.raft.applied.index", log, each -> each.status().appliedIndex())
                .register(meters);
        Gauge.builder("kvasir.raft.apply.lag", log, each -> lag(each.status()))
                .description("Entries committed, as far as known here, and not applied")
                .baseUnit("entries")
                .register(meters);
        Gauge.builder("kvasir.raft.leader.contact.age", log, ControlMetrics::contactAge)
                .description("Since the leader, or on it a majority, was heard")
                .baseUnit("seconds")
                .register(meters);
    }

    private static void plan(MeterRegistry meters, Reconciler reconciler) {
        Gauge.builder("kvasir.control.plan", reconciler, each -> each.planning().toNanos() / 1e9)
                .description("How long the last round of planning took")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("kvasir.control.plan.actions", reconciler, each -> actions(each))
                .description("What the last plan ordered")
                .register(meters);
        Gauge.builder("kvasir.control.plan.examined", reconciler, each -> examined(each))
                .description("Candidates that the last plan looked at")
                .register(meters);
    }

    private static double actions(Reconciler reconciler) {
        return reconciler.lastPlan().actions().size();
    }

    private static double examined(Reconciler reconciler) {
        return reconciler.lastPlan().examined();
    }

    private static double lag(ReplicaStatus status) {
        return Math.max(0, status.commitIndex() - status.appliedIndex());
    }

    private static double contactAge(ReplicatedLog log) {
        return log.status().leaderContactAgeNanos() / 1e9;
    }

    private static double count(LiveCluster cluster, NodeHealth health) {
        ClusterSnapshot snapshot = cluster.snapshot();
        int count = 0;
        for (NodeId node : snapshot.state().nodes().keySet()) {
            count += snapshot.health(node) == health ? 1 : 0;
        }
        return count;
    }
}
