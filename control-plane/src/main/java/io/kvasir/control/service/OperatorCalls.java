package io.kvasir.control.service;

import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.log.CommandLog;
import io.kvasir.control.operation.Operation;
import io.kvasir.control.operation.Operations;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.reason.WhyNot;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.control.reconcile.Reconciler;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.Reply;
import io.kvasir.control.state.SplitEntry;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.ChangeNodeRequest;
import io.kvasir.proto.v1.ListOperationsResponse;
import io.kvasir.proto.v1.MergePartitionsRequest;
import io.kvasir.proto.v1.MovePartitionRequest;
import io.kvasir.proto.v1.OperationResponse;
import io.kvasir.proto.v1.SplitPartitionRequest;
import io.kvasir.proto.v1.TransferLeaderRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What operators order: each becomes a command, and from then on it is the reconciling that
/// carries it out.
public final class OperatorCalls {
    private final LiveCluster cluster;
    private final LeaderGate gate;
    private final CommandLog commands;
    private final Reconciler reconciler;
    private final InstantSource clock;

    public OperatorCalls(
            LiveCluster cluster,
            LeaderGate gate,
            CommandLog commands,
            Reconciler reconciler,
            InstantSource clock) {
        this.cluster = cluster;
        this.gate = gate;
        this.commands = commands;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    OperationResponse split(SplitPartitionRequest request) throws InterruptedException {
        Reply reply =
                Calls.run(
                        commands,
                        gate,
                        new Command.SplitPartition(
                                new PartitionId(request.getPartition()),
                                request.getAt().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(ItemCodec.fromWire(request.getAt())),
                                /* byLoad= */ true,
                                "ordered by an operator",
                                clock.instant()));
        if (reply instanceof Reply.OfSplit(SplitEntry split)) {
            return response(Operations.of(cluster.snapshot(), split));
        }
        throw new IllegalStateException("a split was answered with " + reply);
    }

    OperationResponse merge(MergePartitionsRequest request) throws InterruptedException {
        ClusterSnapshot snapshot = cluster.snapshot();
        PartitionEntry left = entry(snapshot, request.getLeft());
        PartitionEntry right =
                request.getRight() == 0
                        ? rightNeighbour(snapshot, left)
                        : entry(snapshot, request.getRight());
        long bytesMax = reconciler.limits().elastic().mergedBytesMax();
        long bytes = snapshot.storedBytes(left.id()) + snapshot.storedBytes(right.id());
        if (bytes > bytesMax) {
            throw new InvalidArgumentException(
                    left.id()
                            + " and "
                            + right.id()
                            + " hold "
                            + bytes
                            + " bytes together; the limit, by merge-size and split-size, is "
                            + bytesMax);
        }
        Reply reply =
                Calls.run(
                        commands,
                        gate,
                        new Command.MergePartitions(
                                left.id(),
                                right.id(),
                                bytesMax,
                                "ordered by an operator",
                                clock.instant()));
        if (reply instanceof Reply.OfMerge(MergeEntry merge)) {
            return response(Operations.of(cluster.snapshot(), merge));
        }
        throw new IllegalStateException("a merge was answered with " + reply);
    }

    private static PartitionEntry rightNeighbour(ClusterSnapshot snapshot, PartitionEntry left) {
        Bytes end = left.range().end();
        if (end == null) {
            throw new InvalidArgumentException(
                    left.id() + " is the last partition and has no right neighbour");
        }
        return snapshot.state().overlapping(new KeyRange(end, null)).getFirst();
    }

    OperationResponse move(MovePartitionRequest request) throws InterruptedException {
        ClusterSnapshot snapshot = cluster.snapshot();
        PartitionEntry entry = entry(snapshot, request.getPartition());
        NodeId from = new NodeId(request.getFromNode());
        Node to = placeable(snapshot, new NodeId(request.getToNode()));
        if (!entry.isOn(from) || entry.isOn(to.id())) {
            throw new InvalidArgumentException(
                    entry.id()
                            + " is on "
                            + entry.replicas()
                            + ": it can move from one of them to another node");
        }
        Overview overview = Overview.of(snapshot, entry);
        if (!overview.mayReceive(to.id(), entry)) {
            throw new RequestFailedException(
                    RequestFailure.of(
                            ErrorCode.UNAVAILABLE,
                            "node "
                                    + to.id()
                                    + " still holds what it had of "
                                    + entry.id()
                                    + "; it can receive it again once that is gone"));
        }
        if (overview.room(to.id()) == 0) {
            throw new RequestFailedException(
                    ErrorCode.REJECTED, "node " + to.id() + " has memory for no more replicas");
        }
        List<ReplicaId> replicas = new ArrayList<>();
        for (ReplicaId replica : entry.replicas()) {
            replicas.add(
                    replica.node().equals(from) ? new ReplicaId(to.id(), to.storageId()) : replica);
        }
        Optional<NodeId> preferred =
                entry.preferredLeader().map(node -> node.equals(from) ? to.id() : node);
        Calls.run(
                commands,
                gate,
                new Command.ChangeReplicas(entry.id(), entry.replicas(), replicas, preferred));
        return response(
                operation(
                        Operation.Kind.MOVE,
                        entry.id().toString(),
                        "replicas on " + replicas.stream().map(ReplicaId::node).toList(),
                        to.id() + " receives its copy"));
    }

    OperationResponse transfer(TransferLeaderRequest request) throws InterruptedException {
        PartitionId partition = new PartitionId(request.getPartition());
        NodeId to = new NodeId(request.getToNode());
        Calls.run(commands, gate, new Command.PreferLeader(partition, to));
        return response(
                operation(
                        Operation.Kind.LEADER,
                        partition.toString(),
                        "node " + to + " leads",
                        "the leader is to hand it over"));
    }

    OperationResponse change(ChangeNodeRequest request) throws InterruptedException {
        NodeId node = new NodeId(request.getNode());
        Command command =
                switch (request.getChange()) {
                    case DRAIN -> new Command.MarkNode(node, true);
                    case UNDRAIN -> new Command.MarkNode(node, false);
                    case REMOVE -> removal(node);
                    case CHANGE_UNSPECIFIED, UNRECOGNIZED ->
                            throw new InvalidArgumentException(
                                    "the request names no change of node " + node);
                };
        Calls.run(commands, gate, command);
        return response(
                operation(
                        Operation.Kind.DRAIN,
                        node.toString(),
                        request.getChange() == ChangeNodeRequest.Change.UNDRAIN
                                ? "takes its share again"
                                : "holds nothing",
                        "ordered"));
    }

    private Command removal(NodeId node) {
        if (cluster.snapshot().health(node) == NodeHealth.ALIVE) {
            throw new RequestFailedException(
                    ErrorCode.REJECTED, "node " + node + " still reports; stop it first");
        }
        return new Command.RemoveNode(node);
    }

    ListOperationsResponse operations() {
        ListOperationsResponse.Builder wire = ListOperationsResponse.newBuilder();
        var history = reconciler.operations();
        history.running().values().forEach(each -> wire.addOperations(toWire(each)));
        history.ended().forEach(each -> wire.addOperations(toWire(each)));
        return wire.build();
    }

    /// What the last plan left of a partition, and why.
    List<String> whyNot(PartitionEntry entry) {
        return WhyNot.of(reconciler.lastPlan(), entry);
    }

    /// All that can be said of why no more is done about a partition.
    List<String> explain(ClusterSnapshot snapshot, PartitionEntry entry) {
        return WhyNot.of(snapshot, reconciler.limits(), reconciler.lastPlan(), entry);
    }

    private static PartitionEntry entry(ClusterSnapshot snapshot, long partition) {
        PartitionId id = new PartitionId(partition);
        return snapshot.state()
                .partition(id)
                .orElseThrow(() -> new InvalidArgumentException("there is no partition " + id));
    }

    private static Node placeable(ClusterSnapshot snapshot, NodeId id) {
        Node node =
                snapshot.state()
                        .node(id)
                        .orElseThrow(() -> new InvalidArgumentException("there is no node " + id));
        if (snapshot.health(id) != NodeHealth.ALIVE) {
            throw new RequestFailedException(ErrorCode.REJECTED, "node " + id + " does not report");
        }
        return node;
    }

    private Operation operation(Operation.Kind kind, String subject, String goal, String step) {
        return new Operation(kind, subject, goal, step, clock.instant(), Optional.empty(), 0, 0);
    }

    private OperationResponse response(Operation operation) {
        return OperationResponse.newBuilder().setOperation(toWire(operation)).build();
    }

    private io.kvasir.proto.v1.Operation toWire(Operation operation) {
        return io.kvasir.proto.v1.Operation.newBuilder()
                .setKind(io.kvasir.proto.v1.Operation.Kind.valueOf(operation.kind().name()))
                .setSubject(operation.subject())
                .setGoal(operation.goal())
                .setStep(operation.step())
                .setEnded(operation.endedAt().isPresent())
                .setBegunAtMs(operation.begunAt().toEpochMilli())
                .setEndedAtMs(operation.endedAt().map(at -> at.toEpochMilli()).orElse(0L))
                .setBytesDone(operation.bytesDone())
                .setBytesTotal(operation.bytesTotal())
                .setEtaMs(operation.etaMillis(clock.instant()))
                .build();
    }
}
