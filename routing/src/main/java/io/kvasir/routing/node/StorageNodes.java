package io.kvasir.routing.node;

import io.grpc.ManagedChannel;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.routing.map.ClusterMap;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One connection to each storage node of the map, made when it is first needed and closed when the
/// node leaves the map or moves to another address.
public final class StorageNodes implements AutoCloseable {
    private final Function<String, ManagedChannel> connector;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<NodeId, NodeConnection> connections = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// @param connector makes the channel to a `host:port`
    public StorageNodes(Function<String, ManagedChannel> connector, LongSupplier nanoTime) {
        this.connector = connector;
        this.nanoTime = nanoTime;
    }

    /// Empty where the map does not have the node.
    public Optional<NodeConnection> connection(ClusterMap map, NodeId id) {
        @Nullable NodeConnection known = connections.get(id);
        Optional<Node> node = map.node(id);
        if (node.isEmpty() || closed) {
            return Optional.empty();
        }
        if (known != null && isAt(known, node.get())) {
            return Optional.of(known);
        }
        return Optional.ofNullable(
                connections.compute(
                        id,
                        (key, present) -> {
                            if (present != null && isAt(present, node.get())) {
                                return present;
                            }
                            if (present != null) {
                                present.close();
                            }
                            return new NodeConnection(
                                    node.get(),
                                    connector.apply(node.get().storageAddress()),
                                    nanoTime);
                        }));
    }

    /// Closes connections to nodes that are no longer in the map.
    public void keepOnly(ClusterMap map) {
        for (NodeId id : connections.keySet()) {
            if (map.node(id).isEmpty()) {
                @Nullable NodeConnection gone = connections.remove(id);
                if (gone != null) {
                    gone.close();
                }
            }
        }
    }

    public Collection<NodeConnection> connections() {
        return connections.values();
    }

    @Override
    public void close() {
        closed = true;
        connections.values().forEach(NodeConnection::close);
    }

    private static boolean isAt(NodeConnection connection, Node node) {
        return connection.node().storageAddress().equals(node.storageAddress());
    }
}
