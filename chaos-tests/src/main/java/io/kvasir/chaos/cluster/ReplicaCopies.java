package io.kvasir.chaos.cluster;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.internal.v1.PullReplicaRequest;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import io.kvasir.proto.internal.v1.ReplicaRecords;
import io.kvasir.proto.internal.v1.ReplicaTransferGrpc;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.NodeStatus;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.testkit.history.ReplicaChecksum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Reads whole replicas, as a peer that copies one does, and hashes every record: what replicas say
/// of themselves is not asked.
public final class ReplicaCopies implements AutoCloseable {
    private static final long PULL_SECONDS_MAX = 60;
    private static final int ROUNDS_MAX = 60;
    private static final long PAUSE_MILLIS = 500;

    private final Map<String, ManagedChannel> channels = new LinkedHashMap<>();
    private final ClusterWatch watch;

    public ReplicaCopies(ClusterWatch watch) {
        this.watch = watch;
    }

    /// Hashes all replicas, again and again while they move, until those of each partition were
    /// seen at one index.
    public List<ReplicaChecksum> atRest() throws InterruptedException {
        List<ReplicaChecksum> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Optional<DescribeClusterResponse> cluster = watch.now();
            if (cluster.isPresent()) {
                boolean level = true;
                for (PartitionStatus partition : cluster.get().getPartitionsList()) {
                    List<ReplicaChecksum> replicas = pull(cluster.get(), partition);
                    all.addAll(replicas);
                    level &= areLevel(replicas, partition.getPartition().getReplicasCount());
                }
                if (level) {
                    return all;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return all;
    }

    private static boolean areLevel(List<ReplicaChecksum> replicas, int wanted) {
        HashSet<Long> indexes = new HashSet<>();
        replicas.forEach(replica -> indexes.add(replica.appliedIndex()));
        return replicas.size() == wanted && indexes.size() == 1;
    }

    private List<ReplicaChecksum> pull(DescribeClusterResponse cluster, PartitionStatus partition) {
        List<ReplicaChecksum> replicas = new ArrayList<>();
        for (String replica : partition.getPartition().getReplicasList()) {
            for (NodeStatus node : cluster.getNodesList()) {
                String name = node.getNode().getId() + "." + node.getNode().getStorageId();
                if (name.equals(replica)) {
                    pull(
                                    node.getNode().getStorageAddress(),
                                    new PartitionId(partition.getPartition().getId()),
                                    replica)
                            .ifPresent(replicas::add);
                }
            }
        }
        return replicas;
    }

    private Optional<ReplicaChecksum> pull(String address, PartitionId partition, String replica) {
        ManagedChannel channel =
                channels.computeIfAbsent(
                        address,
                        target ->
                                NettyChannelBuilder.forTarget("dns:///" + target)
                                        .usePlaintext()
                                        .build());
        try {
            Iterator<ReplicaChunk> chunks =
                    ReplicaTransferGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(PULL_SECONDS_MAX, TimeUnit.SECONDS)
                            .pullReplica(
                                    PullReplicaRequest.newBuilder()
                                            .setPartition(partition.value())
                                            .build());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long index = 0;
            while (chunks.hasNext()) {
                ReplicaChunk chunk = chunks.next();
                switch (chunk.getChunkCase()) {
                    case HEADER -> index = chunk.getHeader().getIndex();
                    case RECORDS -> add(digest, chunk.getRecords());
                    case TRAILER, CHUNK_NOT_SET -> {}
                }
            }
            long checksum = ByteBuffer.wrap(digest.digest()).getLong();
            return Optional.of(new ReplicaChecksum(partition, replica, index, checksum));
        } catch (StatusRuntimeException e) {
            // It is being copied, or not there yet: the next round asks again.
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, ReplicaRecords records) {
        for (int i = 0; i < records.getKeysCount(); i++) {
            add(digest, records.getKeys(i));
            add(digest, records.getValues(i));
        }
    }

    private static void add(MessageDigest digest, ByteString bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.size()));
        digest.update(bytes.asReadOnlyByteBuffer());
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
