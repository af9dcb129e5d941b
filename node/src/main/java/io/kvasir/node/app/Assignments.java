package io.kvasir.node.app;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.assignment.Desired;
import io.kvasir.node.assignment.MergeOrder;
import io.kvasir.node.assignment.Origin;
import io.kvasir.node.assignment.SplitOrder;
import io.kvasir.node.partition.Merging;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Assignment;
import io.kvasir.proto.internal.v1.HeartbeatResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the control plane said last. Kept on disk for the nodes' addresses in it: a node that
/// starts without a control plane finds its peers, and acts on no order until it hears a fresh one.
final class Assignments {
    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);
    private static final String FILE = "assignments.pb";

    private final DataFolder folder;
    private HeartbeatResponse kept;
    private @Nullable HeartbeatResponse fresh;
    private long freshNanos;
    private volatile Map<NodeId, Node> nodes;

    Assignments(DataFolder folder) {
        this.folder = folder;
        this.kept = folder.read(FILE).map(Assignments::parse).orElse(empty());
        this.nodes = nodes(kept);
    }

    private static HeartbeatResponse parse(byte[] bytes) {
        try {
            return HeartbeatResponse.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("{} is damaged and is left out of account until the next order", FILE, e);
            return empty();
        }
    }

    private static HeartbeatResponse empty() {
        return HeartbeatResponse.getDefaultInstance();
    }

    /// Takes in an answer, unless one made from a later state came before it.
    synchronized void accept(HeartbeatResponse response) {
        if (response.getVersion() < kept.getVersion()) {
            LOG.info(
                    "an order of version {} is older than the last one, {}",
                    response.getVersion(),
                    kept.getVersion());
            return;
        }
        boolean changed = !withoutVersion(response).equals(withoutVersion(kept));
        fresh = response;
        freshNanos = System.nanoTime();
        kept = response;
        if (changed) {
            nodes = nodes(response);
            folder.write(FILE, response.toByteArray());
        }
    }

    private static HeartbeatResponse withoutVersion(HeartbeatResponse response) {
        return response.toBuilder().clearVersion().build();
    }

    /// What this node should hold; empty before the first order since the start.
    synchronized Optional<SequencedMap<PartitionId, Desired>> desired() {
        if (fresh == null) {
            return Optional.empty();
        }
        SequencedMap<PartitionId, Desired> desired = new LinkedHashMap<>();
        for (Assignment assignment : fresh.getAssignmentsList()) {
            Desired each = desired(assignment);
            desired.put(each.partition().id(), each);
        }
        return Optional.of(desired);
    }

    /// Partitions that were absorbed by others, of those that this node reported.
    synchronized Set<PartitionId> gone() {
        Set<PartitionId> gone = new TreeSet<>();
        if (fresh != null) {
            fresh.getGonePartitionsList().forEach(id -> gone.add(new PartitionId(id)));
        }
        return gone;
    }

    /// Since the last order came.
    synchronized long ageNanos(long nowNanos) {
        return nowNanos - freshNanos;
    }

    private static Desired desired(Assignment wire) {
        return new Desired(
                ClusterCodec.fromWire(wire.getPartition()),
                wire.getBootstrap(),
                wire.getPreferredLeader().isEmpty()
                        ? Optional.empty()
                        : Optional.of(preferred(wire.getPreferredLeader())),
                wire.getMembersList().stream().map(ReplicaId::parse).toList(),
                wire.getDropKeyspacesList().stream().map(KeyspaceId::new).toList(),
                wire.hasSplit() ? Optional.of(split(wire.getSplit())) : Optional.empty(),
                wire.hasOrigin()
                        ? Optional.of(
                                new Origin(
                                        new PartitionId(wire.getOrigin().getParent()),
                                        new Epoch(wire.getOrigin().getParentEpoch())))
                        : Optional.empty(),
                wire.hasMerge() ? Optional.of(merge(wire.getMerge())) : Optional.empty(),
                wire.hasUnseal()
                        ? Optional.of(
                                new Merging.Sealed(
                                        new PartitionId(wire.getUnseal().getInto()),
                                        new Epoch(wire.getUnseal().getIntoEpoch())))
                        : Optional.empty(),
                wire.getReleased());
    }

    private static MergeOrder merge(io.kvasir.proto.internal.v1.MergeOrder wire) {
        return new MergeOrder(
                new Epoch(wire.getEpoch()),
                ClusterCodec.fromWire(wire.getRight()),
                wire.getBytesMax(),
                wire.getAbandon());
    }

    private static SplitOrder split(io.kvasir.proto.internal.v1.SplitOrder wire) {
        return new SplitOrder(
                new PartitionId(wire.getChild()),
                new Epoch(wire.getEpoch()),
                wire.getAt().isEmpty()
                        ? Optional.empty()
                        : Optional.of(ItemCodec.fromWire(wire.getAt())),
                wire.getByLoad());
    }

    /// A replica, `node.storage`, or a node alone.
    private static NodeId preferred(String text) {
        return text.indexOf('.') < 0 ? new NodeId(text) : ReplicaId.parse(text).node();
    }

    private static Map<NodeId, Node> nodes(HeartbeatResponse response) {
        Map<NodeId, Node> nodes = new TreeMap<>();
        response.getNodesList().stream()
                .map(ClusterCodec::fromWire)
                .forEach(node -> nodes.put(node.id(), node));
        return nodes;
    }

    Optional<Node> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }
}
