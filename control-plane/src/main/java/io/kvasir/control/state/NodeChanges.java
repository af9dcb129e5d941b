package io.kvasir.control.state;

import io.kvasir.control.state.StateRecord.NodeMarked;
import io.kvasir.control.state.StateRecord.NodeRemoved;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;

/// What operators want of nodes.
final class NodeChanges {
    private NodeChanges() {}

    static Evaluation mark(ClusterState state, Command.MarkNode mark) {
        if (state.node(mark.node()).isEmpty()) {
            return unknown(mark.node());
        }
        return state.draining().contains(mark.node()) == mark.draining()
                ? Evaluation.unchanged(new Reply.Done())
                : Evaluation.done(new NodeMarked(mark.node(), mark.draining()));
    }

    static Evaluation remove(ClusterState state, Command.RemoveNode remove) {
        if (state.node(remove.node()).isEmpty()) {
            return unknown(remove.node());
        }
        int replicas = state.replicasOn(remove.node());
        return replicas > 0
                ? Evaluator.refused(
                        ErrorCode.REJECTED,
                        "node "
                                + remove.node()
                                + " should hold "
                                + replicas
                                + " replicas; drain it first")
                : Evaluation.done(new NodeRemoved(remove.node()));
    }

    private static Evaluation unknown(NodeId node) {
        return Evaluator.refused(ErrorCode.INVALID_ARGUMENT, "there is no node " + node);
    }
}
