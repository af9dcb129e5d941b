package io.kvasir.control.service;

import io.grpc.stub.StreamObserver;
import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.health.NodeReport;
import io.kvasir.control.log.CommandLog;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.reconcile.Assignment;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.control.state.Command;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.proto.internal.v1.ControlPlaneGrpc;
import io.kvasir.proto.internal.v1.HeartbeatRequest;
import io.kvasir.proto.internal.v1.HeartbeatResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/// kvasir.internal.v1.ControlPlane: hears nodes and tells them what they should hold.
public final class HeartbeatService extends ControlPlaneGrpc.ControlPlaneImplBase {
    private final LiveCluster cluster;
    private final CommandLog commands;
    private final LeaderGate gate;
    private final Counter heartbeats;

    public HeartbeatService(
            LiveCluster cluster, CommandLog commands, LeaderGate gate, MeterRegistry meters) {
        this.cluster = cluster;
        this.commands = commands;
        this.gate = gate;
        this.heartbeats =
                Counter.builder("kvasir.control.heartbeats")
                        .description("Heartbeats that this control plane answered as leader")
                        .register(meters);
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    gate.requireLeading();
                    NodeReport report = NodeReports.fromWire(request, cluster.nowNanos());
                    register(report.node());
                    cluster.hear(report);
                    heartbeats.increment();
                    ClusterSnapshot snapshot = cluster.snapshot();
                    return NodeReports.toWire(snapshot, report, Assignment.of(snapshot, report));
                });
    }

    private void register(Node node) throws InterruptedException {
        ClusterSnapshot snapshot = cluster.snapshot();
        Optional<Node> known = snapshot.state().node(node.id());
        if (known.isPresent() && known.get().equals(node)) {
            return;
        }
        refuseTwin(snapshot, node);
        Calls.run(commands, gate, new Command.RegisterNode(node));
    }

    /// Two processes under one id would each look like the other, wiped, and their replicas be
    /// replaced for ever. The one that was there stays until it has been silent.
    private static void refuseTwin(ClusterSnapshot snapshot, Node node) {
        Optional<NodeReport> heard = snapshot.observed().report(node.id());
        boolean twin =
                heard.isPresent()
                        && !heard.get().node().storageId().equals(node.storageId())
                        && snapshot.health(node.id()) == NodeHealth.ALIVE;
        if (twin) {
            throw new RequestFailedException(
                    ErrorCode.REJECTED,
                    "node id "
                            + node.id()
                            + " is in use: its storage id was "
                            + heard.get().node().storageId()
                            + " a moment ago and is now "
                            + node.storageId()
                            + "; a node that was wiped is let in once the other is silent");
        }
    }
}
