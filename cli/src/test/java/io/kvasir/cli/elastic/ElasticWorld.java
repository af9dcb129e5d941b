package io.kvasir.cli.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.client.KvasirClient;
import io.kvasir.control.app.ControlPlane;
import io.kvasir.control.app.ControlPlaneConfig;
import io.kvasir.control.app.ControlPlaneConfig.Peer;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.MergeLimits;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.app.NodeConfig;
import io.kvasir.node.app.StorageNode;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.Operation;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.router.app.Router;
import io.kvasir.router.app.RouterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Three control planes, four storage nodes and a router, real ones in this process, each of which
/// can be stopped as if it had crashed, and started again on what it has on disk. Nothing happens
/// without an order.
final class ElasticWorld implements AutoCloseable {
    static final List<String> NODES = List.of("n1", "n2", "n3", "n4");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// What is left of an absorbed partition, and has no leader any more, goes after a minute.
    private static final Duration REST_PATIENCE = Duration.ofSeconds(150);

    private static final Duration SOON = Duration.ofMillis(20);
    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final ElasticLimits limits;
    private final int partitions;
    private final StepGate gate = new StepGate();
    private final Map<String, ControlPlaneConfig> controlConfigs = new TreeMap<>();
    private final Map<String, NodeConfig> nodeConfigs = new TreeMap<>();
    private final Map<String, ControlPlane> controls = new TreeMap<>();
    private final Map<String, StorageNode> nodes = new ConcurrentHashMap<>();
    private final Map<String, StepGate.Watched> watched = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final Router router;
    private final KvasirClient client;

    ElasticWorld(Path folder, int partitions, ElasticLimits limits) throws IOException {
        this.folder = folder;
        this.partitions = partitions;
        this.limits = limits;
        configure(new LoopbackPorts(new SecureRandom()));
        for (String control : controlConfigs.keySet()) {
            startControl(control);
        }
        NODES.forEach(this::startNode);
        List<String> addresses = controls.values().stream().map(ControlPlane::grpcAddress).toList();
        router = Router.start(RouterConfig.of(addresses).withPorts(0, 0, 0));
        client =
                KvasirClient.builder()
                        .endpoints(List.of(router.grpcAddress()))
                        .timeout(Duration.ofSeconds(30))
                        .build();
        await().atMost(PATIENCE).until(() -> router.notReady().isEmpty());
    }

    /// Of a world in which nobody but operators orders anything.
    static ElasticLimits byOrderOnly() {
        return byOrderOnly(new MergeLimits(false, 64 << 20, Duration.ofHours(1)));
    }

    /// As above, but for merges.
    static ElasticLimits byOrderOnly(MergeLimits merges) {
        ElasticLimits defaults = ElasticLimits.DEFAULT;
        return new ElasticLimits(
                false,
                false,
                defaults.splitBytes(),
                defaults.splitReadUnits(),
                defaults.splitWriteUnits(),
                defaults.splitSettle(),
                defaults.repairAfter(),
                defaults.movesMax(),
                merges);
    }

    private void configure(LoopbackPorts ports) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            peers.add(new Peer("cp" + i, HOST + ":" + ports.next(), HOST + ":" + ports.next()));
        }
        for (Peer peer : peers) {
            controlConfigs.put(
                    peer.id(),
                    new ControlPlaneConfig(
                            peer.id(),
                            HOST,
                            port(peer.grpcAddress()),
                            port(peer.raftAddress()),
                            0,
                            folder.resolve(peer.id()),
                            peers,
                            3,
                            NODES.size(),
                            partitions,
                            Duration.ofSeconds(5),
                            Duration.ofMillis(300),
                            Duration.ofMillis(600),
                            limits));
        }
        for (String name : NODES) {
            nodeConfigs.put(
                    name,
                    new NodeConfig(
                            new NodeId(name),
                            HOST,
                            ports.next(),
                            ports.next(),
                            0,
                            folder.resolve(name),
                            "",
                            peers.stream().map(Peer::grpcAddress).toList(),
                            new NodeConfig.Memory(32 << 20, 8 << 20),
                            new NodeConfig.Timing(
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(5),
                                    Duration.ofMillis(400),
                                    Duration.ofMillis(800)),
                            64 << 20));
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    StepGate gate() {
        return gate;
    }

    KvasirClient client() {
        return client;
    }

    /// The control plane that leads ends.
    ///
    /// @return its id
    String crashControlLeader() {
        String leader =
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(SOON)
                        .until(this::controlLeader, Optional::isPresent)
                        .orElseThrow();
        controls.remove(leader).close();
        return leader;
    }

    private Optional<String> controlLeader() {
        return controls.values().stream()
                .filter(ControlPlane::isLeading)
                .map(ControlPlane::id)
                .findFirst();
    }

    void startControl(String id) throws IOException {
        controls.put(id, ControlPlane.start(controlConfigs.get(id)));
    }

    private void startNode(String name) {
        StepGate.Watched now = gate.watched(name);
        watched.put(name, now);
        nodes.put(
                name,
                StorageNode.start(
                        nodeConfigs.get(name),
                        (message, cause) -> {
                            if (!now.isCrashed()) {
                                faults.add(name + ": " + message + ": " + cause);
                            }
                        },
                        now.hooks()));
    }

    /// Nodes end, all at once, with what they have on disk.
    void crash(Set<String> names) throws InterruptedException {
        List<Thread> stops = new ArrayList<>();
        for (String name : names) {
            watched.get(name).crash();
        }
        for (String name : names) {
            stops.add(Thread.ofPlatform().start(() -> nodes.remove(name).close()));
        }
        for (Thread stop : stops) {
            stop.join();
        }
    }

    void restart(Set<String> names) throws InterruptedException {
        List<Thread> starts = new ArrayList<>();
        for (String name : names) {
            starts.add(Thread.ofPlatform().start(() -> startNode(name)));
        }
        for (Thread start : starts) {
            start.join();
        }
        assertThat(nodes.keySet()).containsAll(names);
    }

    /// The node whose replica of the partition leads.
    String leader(long partition) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(SOON)
                .until(() -> leaderNow(new PartitionId(partition)), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> leaderNow(PartitionId partition) {
        return nodes.entrySet().stream()
                .filter(each -> {
                    Replica replica = each.getValue().replicas().get(partition);
                    return replica != null && replica.leadership().ready();
                })
                .map(Map.Entry::getKey)
                .findFirst();
    }

    List<Partition> map() {
        return client.describeCluster().getPartitionsList().stream()
                .map(each -> ClusterCodec.fromWire(each.getPartition()))
                .sorted((a, b) -> a.range().start().compareTo(b.range().start()))
                .toList();
    }

    /// The partition with the first keys of a table.
    Partition holding(KeyspaceId keyspace) {
        KeyRange table = GlobalKey.keyspaceRange(keyspace);
        return map().stream()
                .filter(each -> each.range().overlaps(table))
                .findFirst()
                .orElseThrow();
    }

    static Set<String> nodesOf(Partition partition) {
        Set<String> names = new TreeSet<>();
        partition.replicas().forEach(replica -> names.add(replica.node().value()));
        return names;
    }

    /// Waits until there are so many partitions, nothing is under way, and all that runs or lies on
    /// a disk is what the map has.
    void awaitRest(int count) {
        await().atMost(REST_PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(SOON)
                .untilAsserted(() -> requireRest(count));
    }

    private void requireRest(int count) {
        assertThat(faults).isEmpty();
        // Who leads is of no account: that is evened out every now and then.
        assertThat(client.admin().operations())
                .allMatch(each -> each.getEnded() || each.getKind() == Operation.Kind.LEADER);
        DescribeClusterResponse cluster = client.describeCluster();
        assertThat(cluster.getNodesList()).allMatch(node -> node.getAlive());
        List<Partition> map = map();
        PartitionMap.of(map);
        assertThat(map).hasSize(count);
        Map<String, Set<PartitionId>> wanted = new TreeMap<>();
        NODES.forEach(name -> wanted.put(name, new TreeSet<>()));
        for (Partition partition : map) {
            nodesOf(partition).forEach(name -> wanted.get(name).add(partition.id()));
            requireGroup(partition);
        }
        wanted.forEach(this::requireHeld);
    }

    private void requireGroup(Partition partition) {
        Optional<String> leader = leaderNow(partition.id());
        assertThat(leader).as("leader of %s", partition.id()).isPresent();
        Replica replica = nodes.get(leader.get()).replicas().get(partition.id());
        ReplicaStatus status = replica.status();
        List<ReplicaId> members = status.members().stream().map(Member::replica).toList();
        assertThat(members)
                .as("members of %s", partition.id())
                .containsExactlyInAnyOrderElementsOf(partition.replicas());
        for (String name : nodesOf(partition)) {
            Replica each = nodes.get(name).replicas().get(partition.id());
            assertThat(each).as("replica of %s on %s", partition.id(), name).isNotNull();
            assertThat(each.state().range()).isEqualTo(partition.range());
            assertThat(each.state().epoch()).isEqualTo(partition.epoch());
            assertThat(each.state().pendingSplits()).isEmpty();
            assertThat(each.state().merging()).isEmpty();
            assertThat(each.quarantine()).isEmpty();
        }
    }

    private boolean hasAppliedAll(Partition partition) {
        Replica leader = nodes.get(leader(partition.id().value())).replicas().get(partition.id());
        long committed = leader.status().commitIndex();
        return nodesOf(partition).stream()
                .map(name -> nodes.get(name).replicas().get(partition.id()))
                .allMatch(replica -> replica.state().applied().index() >= committed);
    }

    /// What runs, and what is on the disk, is what is wanted.
    private void requireHeld(String name, Set<PartitionId> wanted) {
        StorageNode node = nodes.get(name);
        List<PartitionId> running = node.replicas().all().stream().map(Replica::partition).toList();
        assertThat(running).as("held by %s", name).containsExactlyElementsOf(wanted);
        assertThat(node.replicas().stopped()).as("left in the store of %s", name).isEmpty();
        assertThat(count(folder.resolve(name).resolve("raft").resolve("log")))
                .as("logs of %s", name)
                .isEqualTo(wanted.size());
    }

    private static long count(Path in) {
        try (Stream<Path> files = Files.list(in)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// While nobody writes: the replicas of each partition have the same items, of its range alone.
    void requireAlike() {
        for (Partition partition : map()) {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(SOON)
                    .until(() -> hasAppliedAll(partition));
            Optional<Map<Bytes, Bytes>> first = Optional.empty();
            for (String name : nodesOf(partition)) {
                Map<Bytes, Bytes> items = items(nodes.get(name), partition);
                first.ifPresent(other ->
                        assertThat(items).as("%s on %s", partition.id(), name).isEqualTo(other));
                first = Optional.of(items);
            }
        }
    }

    private static Map<Bytes, Bytes> items(StorageNode node, Partition partition) {
        Map<Bytes, Bytes> items = new TreeMap<>();
        node.replicas()
                .get(partition.id())
                .store()
                .scan(
                        Space.ITEM.all(),
                        Direction.FORWARD,
                        Tier.DISK,
                        (key, value) -> {
                            items.put(key, value);
                            return true;
                        });
        assertThat(items.keySet())
                .as("keys of %s on %s", partition.id(), node.id())
                .allMatch(key -> partition.range().contains(Space.inner(key)));
        return items;
    }

    @Override
    public void close() {
        gate.goOn();
        client.close();
        router.close();
        watched.values().forEach(StepGate.Watched::crash);
        nodes.values().forEach(StorageNode::close);
        controls.values().forEach(ControlPlane::close);
    }
}
