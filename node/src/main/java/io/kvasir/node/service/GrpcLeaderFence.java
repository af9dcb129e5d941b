package io.kvasir.node.service;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.LeaderFence;
import io.kvasir.proto.internal.v1.PassFenceRequest;
import io.kvasir.proto.internal.v1.PassFenceResponse;
import io.kvasir.proto.internal.v1.ReplicaTransferGrpc;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Passes read fences at other nodes, over a connection kept to each.
public final class GrpcLeaderFence implements LeaderFence, AutoCloseable {
    private static final long ANSWER_MILLIS_MAX = 2_000;
    private static final int CONNECTIONS_MAX = 256;

    private final Function<NodeId, Optional<String>> addresses;
    private final SequencedMap<String, ManagedChannel> connections = new LinkedHashMap<>();

    /// @param addresses of nodes' storage services, `host:port`, as far as known
    public GrpcLeaderFence(Function<NodeId, Optional<String>> addresses) {
        this.addresses = addresses;
    }

    @Override
    public CompletableFuture<Long> pass(NodeId leader, PartitionId partition) {
        CompletableFuture<Long> index = new CompletableFuture<>();
        Optional<String> address = addresses.apply(leader);
        if (address.isEmpty()) {
            index.completeExceptionally(
                    new IllegalStateException("the address of node " + leader + " is unknown"));
            return index;
        }
        Futures.addCallback(
                ReplicaTransferGrpc.newFutureStub(connection(address.get()))
                        .withDeadlineAfter(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS)
                        .passFence(
                                PassFenceRequest.newBuilder()
                                        .setPartition(partition.value())
                                        .build()),
                new FutureCallback<PassFenceResponse>() {
                    @Override
                    public void onSuccess(PassFenceResponse response) {
                        index.complete(response.getAppliedIndex());
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        index.completeExceptionally(failure);
                    }
                },
                MoreExecutors.directExecutor());
        return index;
    }

    private synchronized ManagedChannel connection(String address) {
        @Nullable ManagedChannel known = connections.get(address);
        if (known == null) {
            known = NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().build();
            connections.put(address, known);
            if (connections.size() > CONNECTIONS_MAX) {
                connections.pollFirstEntry().getValue().shutdown();
            }
        }
        return known;
    }

    @Override
    public synchronized void close() {
        connections.values().forEach(ManagedChannel::shutdownNow);
    }
}
