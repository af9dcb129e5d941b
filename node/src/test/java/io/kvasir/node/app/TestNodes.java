package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.replica.Replica;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Assignment;
import io.kvasir.proto.internal.v1.HeartbeatResponse;
import io.kvasir.proto.internal.v1.PartitionRef;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.SplitOrder;
import io.kvasir.proto.internal.v1.StorageGrpc;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.replication.ReplicaStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Storage nodes in this process, with the test in the place of the control plane.
final class TestNodes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Epoch EPOCH = Epoch.FIRST;

    private static final int DAMAGED_AT = 40;

    private final Path folder;
    private final Duration electionMin;
    private final ConcurrentSkipListMap<String, StorageNode> running =
            new ConcurrentSkipListMap<>();
    private final TreeMap<String, Node> known = new TreeMap<>();
    private final ConcurrentSkipListMap<String, ManagedChannel> channels =
            new ConcurrentSkipListMap<>();
    private final Set<String> crashed = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private long version;

    TestNodes(Path folder) {
        this(folder, Duration.ofMillis(700));
    }

    /// @param electionMin how long a follower waits for its leader, and a request for one that is
    ///   about to be elected
    TestNodes(Path folder, Duration electionMin) {
        this.folder = folder;
        this.electionMin = electionMin;
    }

    void start(String name) {
        start(name, StorageNode.Hooks.NONE);
    }

    void start(String name, StorageNode.Hooks hooks) {
        crashed.remove(name);
        Node before = known.get(name);
        if (before != null) {
            awaitFree(before.raftAddress());
            awaitFree(before.storageAddress());
        }
        NodeConfig config =
                new NodeConfig(
                        new NodeId(name),
                        "127.0.0.1",
                        0,
                        0,
                        0,
                        folder.resolve(name),
                        "",
                        List.of(),
                        new NodeConfig.Memory(32 << 20, 8 << 20),
                        new NodeConfig.Timing(
                                Duration.ofMillis(200),
                                Duration.ofSeconds(5),
                                electionMin,
                                electionMin.multipliedBy(2)),
                        NodeConfig.COPY_BYTES_PER_SECOND_DEFAULT);
        StorageNode node =
                StorageNode.start(
                        config,
                        (message, cause) -> {
                            if (!crashed.contains(name)) {
                                faults.add(message + ": " + cause);
                            }
                        },
                        hooks);
        running.put(name, node);
        known.put(name, node.node());
        ManagedChannel old =
                channels.put(
                        name,
                        NettyChannelBuilder.forTarget("dns:///" + node.storageAddress())
                                .usePlaintext()
                                .build());
        if (old != null) {
            old.shutdownNow();
        }
    }

    /// While a node is down the system may give its ports to connections, also to those of others
    /// that try to reach it.
    private static void awaitFree(String address) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(BindException.class)
                .until(() -> {
                    try (ServerSocket socket = new ServerSocket()) {
                        socket.setReuseAddress(true);
                        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                        return true;
                    }
                });
    }

    /// What goes wrong in it from now on is of no account.
    void expectCrash(String name) {
        crashed.add(name);
    }

    void stop(String name) {
        Objects.requireNonNull(running.remove(name)).close();
    }

    /// Several at once.
    void stop(Set<String> names) {
        List<Thread> stops =
                names.stream().map(name -> Thread.ofPlatform().start(() -> stop(name))).toList();
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Flips a bit in the first block of every table file of a node.
    void damageTables(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".sst")).toList()) {
                try (RandomAccessFile table = new RandomAccessFile(file.toFile(), "rw")) {
                    table.seek(DAMAGED_AT);
                    int before = table.read();
                    table.seek(DAMAGED_AT);
                    table.write(before ^ 1);
                }
            }
        }
    }

    void wipe(String name) {
        delete(folder.resolve(name));
    }

    /// Deletes a part of a node's folder.
    void lose(String name, String part) {
        delete(folder.resolve(name).resolve(part));
    }

    private static void delete(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StorageNode node(String name) {
        return Objects.requireNonNull(running.get(name));
    }

    Replica replicaOf(String name, PartitionId partition) {
        return Objects.requireNonNull(node(name).replicas().get(partition));
    }

    void bootstrap(PartitionId partition, String... members) {
        order(partition, true, List.of(), members);
    }

    void assign(PartitionId partition, String... members) {
        order(partition, false, List.of(), members);
    }

    void drop(PartitionId partition, KeyspaceId keyspace) {
        order(partition, false, List.of(keyspace), "n1", "n2", "n3");
    }

    /// Orders the partition, founded under the first epoch, to be divided at a global key.
    void split(PartitionId partition, PartitionId child, Bytes at, String... members) {
        order(
                partition,
                false,
                List.of(),
                Optional.of(
                        SplitOrder.newBuilder()
                                .setChild(child.value())
                                .setEpoch(EPOCH.value())
                                .setAt(ItemCodec.toWire(at))
                                .build()),
                members);
    }

    /// What a node is told of one partition.
    Assignment.Builder assignment(
            PartitionId partition, KeyRange range, boolean bootstrap, String... members) {
        List<ReplicaId> replicas = replicas(members);
        Assignment.Builder assignment =
                Assignment.newBuilder()
                        .setPartition(
                                ClusterCodec.toWire(
                                        new Partition(
                                                partition,
                                                EPOCH,
                                                range,
                                                replicas,
                                                Optional.empty())))
                        .setBootstrap(bootstrap);
        replicas.forEach(replica -> assignment.addMembers(replica.toString()));
        return assignment;
    }

    /// Tells all nodes: each what concerns it, and what is gone.
    void tell(Set<PartitionId> gone, Assignment... assignments) {
        version++;
        running.forEach((name, node) -> {
            HeartbeatResponse.Builder response = HeartbeatResponse.newBuilder().setVersion(version);
            known.values().forEach(each -> response.addNodes(ClusterCodec.toWire(each)));
            gone.forEach(each -> response.addGonePartitions(each.value()));
            for (Assignment each : assignments) {
                if (each.getPartition().getReplicasList().contains(node.self().toString())) {
                    response.addAssignments(each);
                }
            }
            node.assign(response.build());
        });
    }

    private List<ReplicaId> replicas(String... members) {
        List<ReplicaId> replicas = new ArrayList<>();
        for (String member : members) {
            Node node = Objects.requireNonNull(known.get(member));
            replicas.add(new ReplicaId(node.id(), node.storageId()));
        }
        return replicas;
    }

    /// A node's replica, while the node runs and has one.
    Optional<Replica> replica(String name, PartitionId partition) {
        return Optional.ofNullable(running.get(name)).map(node -> node.replicas().get(partition));
    }

    Set<String> running() {
        return Set.copyOf(running.keySet());
    }

    private void order(
            PartitionId partition, boolean bootstrap, List<KeyspaceId> dropped, String... members) {
        order(partition, bootstrap, dropped, Optional.empty(), members);
    }

    private void order(
            PartitionId partition,
            boolean bootstrap,
            List<KeyspaceId> dropped,
            Optional<SplitOrder> split,
            String... members) {
        Assignment.Builder assignment = assignment(partition, KeyRange.ALL, bootstrap, members);
        split.ifPresent(assignment::setSplit);
        dropped.forEach(keyspace -> assignment.addDropKeyspaces(keyspace.value()));
        HeartbeatResponse.Builder response =
                HeartbeatResponse.newBuilder().setVersion(++version).addAssignments(assignment);
        known.values().forEach(node -> response.addNodes(ClusterCodec.toWire(node)));
        running.values().forEach(node -> node.assign(response.build()));
    }

    String leader(PartitionId partition) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> leaderNow(partition), Optional::isPresent)
                .orElseThrow();
    }

    Optional<String> leaderNow(PartitionId partition) {
        return running.entrySet().stream()
                .filter(each -> {
                    Replica replica = each.getValue().replicas().get(partition);
                    return replica != null && replica.leadership().ready();
                })
                .map(Map.Entry::getKey)
                .findFirst();
    }

    String follower(PartitionId partition) {
        String leader = leader(partition);
        return running.keySet().stream()
                .filter(name -> !name.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    /// Waits until a node's replica has applied what the leader had committed by now.
    void awaitCaughtUp(PartitionId partition, String name) {
        long committed = replicaOf(leader(partition), partition).status().commitIndex();
        await().atMost(PATIENCE)
                .until(() -> {
                    Replica replica = node(name).replicas().get(partition);
                    return replica != null
                            && replica.status().role() == ReplicaStatus.Role.FOLLOWER
                            && replica.state().applied().index() >= committed;
                });
    }

    /// Whoever it is: waits until its replica has applied what the leader had committed by now.
    void awaitReplicaCaughtUp(PartitionId partition, String name) {
        long committed = replicaOf(leader(partition), partition).status().commitIndex();
        await().atMost(PATIENCE)
                .until(() -> {
                    Replica replica = node(name).replicas().get(partition);
                    return replica != null && replica.state().applied().index() >= committed;
                });
    }

    WriteResult write(PartitionId partition, WriteOperation operation) {
        return writeAll(partition, List.of(operation)).getResults(0);
    }

    /// Writes at the leader, whoever that is by the time that one answers.
    WriteResponse writeAll(PartitionId partition, List<WriteOperation> operations) {
        WriteRequest request =
                WriteRequest.newBuilder()
                        .setPartition(reference(partition, EPOCH.value()))
                        .addAllOperations(operations)
                        .build();
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> stub(leader(partition)).write(request),
                        response ->
                                !isAgain(response.getError().getCode())
                                        && response.getResultsList().stream()
                                                .noneMatch(each ->
                                                        isAgain(each.getError().getCode())));
    }

    ReadResponse readLeader(PartitionId partition, ReadRequest request) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> read(leader(partition), partition, request),
                        response -> !isAgain(response.getError().getCode()));
    }

    ReadResponse readUntilAnswered(String name, PartitionId partition, ReadRequest request) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> read(name, partition, request), response -> !response.hasError());
    }

    ReadResponse read(String name, PartitionId partition, ReadRequest request) {
        return read(name, partition, request, EPOCH.value());
    }

    ReadResponse read(String name, PartitionId partition, ReadRequest request, long epoch) {
        return stub(name)
                .read(request.toBuilder().setPartition(reference(partition, epoch)).build());
    }

    private static boolean isAgain(int code) {
        return code == ErrorCode.NOT_LEADER.number()
                || code == ErrorCode.WRONG_PARTITION.number()
                || code == ErrorCode.REJECTED.number();
    }

    static PartitionRef reference(PartitionId partition, long epoch) {
        return PartitionRef.newBuilder().setId(partition.value()).setEpoch(epoch).build();
    }

    StorageGrpc.StorageBlockingStub stub(String name) {
        return StorageGrpc.newBlockingStub(Objects.requireNonNull(channels.get(name)))
                .withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        stop(running());
        assertThat(faults).isEmpty();
    }
}
