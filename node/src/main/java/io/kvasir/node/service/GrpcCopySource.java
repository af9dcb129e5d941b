package io.kvasir.node.service;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.CopySource;
import io.kvasir.node.replica.SealedSource;
import io.kvasir.proto.internal.v1.PartitionRef;
import io.kvasir.proto.internal.v1.PullReplicaRequest;
import io.kvasir.proto.internal.v1.PullSealedRequest;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import io.kvasir.proto.internal.v1.ReplicaTransferGrpc;
import io.kvasir.proto.internal.v1.ReplicaTransferGrpc.ReplicaTransferBlockingStub;
import io.kvasir.runtime.rpc.RpcServer;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Pulls copies from other nodes' transfer services.
public final class GrpcCopySource implements CopySource, SealedSource {
    private static final long COPY_HOURS_MAX = 6;
    private static final long SEALED_SECONDS_MAX = 60;
    private static final long KEEPALIVE_SECONDS = 5;

    private final Function<NodeId, Optional<String>> addresses;

    /// @param addresses of nodes' storage services, `host:port`, as far as known
    public GrpcCopySource(Function<NodeId, Optional<String>> addresses) {
        this.addresses = addresses;
    }

    @Override
    public void pull(NodeId node, PartitionId partition, long appliedIndexMin, ChunkReader chunks)
            throws IOException {
        PullReplicaRequest request =
                PullReplicaRequest.newBuilder()
                        .setPartition(partition.value())
                        .setAppliedIndexMin(appliedIndexMin)
                        .build();
        take(
                node,
                partition,
                stub -> stub.withDeadlineAfter(COPY_HOURS_MAX, TimeUnit.HOURS).pullReplica(request),
                chunks);
    }

    @Override
    public void pull(NodeId node, Request request, ChunkReader chunks) throws IOException {
        PullSealedRequest wire =
                PullSealedRequest.newBuilder()
                        .setPartition(reference(request.partition(), request.epoch()))
                        .setInto(reference(request.seal().into(), request.seal().intoEpoch()))
                        .setBytesMax(request.bytesMax())
                        .build();
        take(
                node,
                request.partition(),
                stub ->
                        stub.withDeadlineAfter(SEALED_SECONDS_MAX, TimeUnit.SECONDS)
                                .pullSealed(wire),
                chunks);
    }

    private static PartitionRef reference(PartitionId partition, Epoch epoch) {
        return PartitionRef.newBuilder().setId(partition.value()).setEpoch(epoch.value()).build();
    }

    private void take(
            NodeId node,
            PartitionId partition,
            Function<ReplicaTransferBlockingStub, Iterator<ReplicaChunk>> ask,
            ChunkReader chunks)
            throws IOException {
        String address =
                addresses
                        .apply(node)
                        .orElseThrow(() ->
                                new IOException("the address of node " + node + " is unknown"));
        ManagedChannel channel =
                NettyChannelBuilder.forTarget("dns:///" + address)
                        .usePlaintext()
                        .maxInboundMessageSize(RpcServer.MESSAGE_BYTES_MAX)
                        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                        .build();
        try {
            Iterator<ReplicaChunk> stream = ask.apply(ReplicaTransferGrpc.newBlockingStub(channel));
            while (stream.hasNext()) {
                chunks.accept(stream.next());
            }
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
                throw new TooLargeException(String.valueOf(e.getStatus().getDescription()));
            }
            throw new IOException(
                    "the copy of partition " + partition + " from " + node + " failed: " + e, e);
        } finally {
            channel.shutdownNow();
        }
    }
}
