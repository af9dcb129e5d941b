package io.kvasir.cli.tour;

import io.kvasir.cli.cluster.Figures;
import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.KvasirClient;
import io.kvasir.control.placement.balance.Holdings;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.NodeStatus;
import io.kvasir.proto.v1.PartitionStatus;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// The tour of a cluster that grows and shrinks: partitions divide under a load, nodes come, one is
/// lost for good, one is drained; all the while counters are checked that know every answer.
final class ElasticTour {
    private static final String COUNTERS = "Counters";
    private static final int NODES_AT_FIRST = 3;
    private static final int NODES_LATER = 6;
    private static final int REPLICATION = 3;
    private static final int PARTITIONS_WANTED = 8;
    private static final long SPLIT_BYTES_MIN = 1L << 20;
    private static final int WRITERS = 4;
    private static final int COUNTERS_EACH = 32;
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /// Fullest against mean.
    private static final double SPREAD_MAX = 1.15;

    /// Of less, partitions weigh more by being there than by what they hold.
    private static final long LITTLE_BYTES = 1L << 30;

    private final TourReport report;
    private final LocalCluster cluster;
    private final KvasirClient client;
    private final ClusterView view;
    private final long bytes;

    private ElasticTour(TourReport report, LocalCluster cluster, KvasirClient client, long bytes) {
        this.report = report;
        this.cluster = cluster;
        this.client = client;
        this.view = new ClusterView(client);
        this.bytes = bytes;
    }

    /// Runs the tour in a folder of its own; no server of it runs when this returns.
    ///
    /// @param bytes of items to load
    static TourReport run(Screen screen, Path folder, long bytes) throws Exception {
        TourReport report = new TourReport(screen);
        screen.err().println(Figures.bytes(bytes) + " of items; the cluster is in " + folder);
        LocalCluster cluster =
                LocalCluster.create(
                        folder.resolve("cluster"),
                        LocalLayout.of(1, NODES_LATER, 1),
                        new LoopbackPorts(new SecureRandom()));
        for (ServerProcess control : cluster.servers(Role.CONTROL_PLANE)) {
            control.change("initial-nodes", Integer.toString(NODES_AT_FIRST));
            control.change("split-size", Long.toString(splitBytes(bytes)));
            control.change("split-settle", "5s");
            control.change("repair-after", "30s");
        }
        Thread onExit = Thread.ofPlatform().unstarted(cluster::killAll);
        Runtime.getRuntime().addShutdownHook(onExit);
        try (KvasirClient client =
                KvasirClient.builder()
                        .endpoints(cluster.endpoints())
                        .timeout(REQUEST_TIMEOUT)
                        .build()) {
            new ElasticTour(report, cluster, client, bytes).run();
        } finally {
            cluster.killAll();
            Runtime.getRuntime().removeShutdownHook(onExit);
        }
        return report;
    }

    private static long splitBytes(long bytes) {
        return Math.max(SPLIT_BYTES_MIN, bytes / PARTITIONS_WANTED);
    }

    private void run() throws Exception {
        report.step("a control plane, three nodes and a router start", this::start);
        var _ = client.createTable(COUNTERS, KeySchema.of("id", KeyType.S));
        SkewedLoad load = SkewedLoad.create(client, bytes);
        CheckedCounters counters = CheckedCounters.start(client, COUNTERS, WRITERS, COUNTERS_EACH);
        try (counters) {
            report.step("skewed data is loaded", load::run);
            report.step("partitions divide by themselves, for their size", this::awaitDivided);
            slowest(counters, "slowestMsWhileDividing");
            MeasuredSplits splits =
                    new MeasuredSplits(client, view, COUNTERS, counters, this::isAtRest, PATIENCE);
            report.step(
                    "the counters' partitions are divided, one by one", () -> splits.run(report));
            report.check("three nodes come, and take their share", this::grow);
            slowest(counters, "slowestMsWhileGrowing");
            report.step("a node is lost for good, and its replicas are made elsewhere", this::lose);
            slowest(counters, "slowestMsWhileRepairing");
            report.step("a node is drained, and is empty", this::drain);
            slowest(counters, "slowestMsWhileDraining");
        }
        report.figure("checkedOperations", counters.operations());
        report.check("no client saw an error", counters::errors);
        report.check("no answer was wrong", counters::violations);
        report.check("every loaded item is there, once", load::differences);
        report.check("the map tiles the key space", this::tiling);
    }

    private void start() {
        for (ServerProcess server : cluster.servers()) {
            if (!laterNodes().contains(server)) {
                server.start();
            }
        }
        for (ServerProcess server : cluster.servers()) {
            if (!laterNodes().contains(server)) {
                server.awaitReady(PATIENCE);
            }
        }
        view.awaitWhole(REPLICATION, PATIENCE);
    }

    private List<ServerProcess> laterNodes() {
        return cluster.servers(Role.NODE).subList(NODES_AT_FIRST, NODES_LATER);
    }

    private void slowest(CheckedCounters counters, String figure) {
        report.figure(figure, counters.takeSlowestMillis());
    }

    private void awaitDivided() {
        view.await(
                "all partitions are below the size at which they divide",
                PATIENCE,
                now ->
                        now.getPartitionsCount() > NODES_AT_FIRST
                                && now.getPartitionsList().stream()
                                        .allMatch(each -> each.getStoredBytes() < splitBytes(bytes))
                                && isAtRest(now));
        report.figure("partitions", client.describeCluster().getPartitionsCount());
    }

    private List<String> grow() {
        laterNodes().forEach(ServerProcess::start);
        view.await(
                "the new nodes hold replicas, and all is at rest",
                PATIENCE,
                now ->
                        now.getNodesCount() == NODES_LATER
                                && now.getNodesList().stream()
                                        .allMatch(node -> node.getReplicas() > 0)
                                && isAtRest(now)
                                && spread(now, weight()) <= SPREAD_MAX
                                && areLeadersEven(now));
        DescribeClusterResponse now = client.describeCluster();
        double disk = spread(now, NodeStatus::getStoredBytes);
        double leaders = spread(now, NodeStatus::getLeaders);
        report.figure("fullestNodeToMean", rounded(disk));
        report.figure("mostLeadersToMean", rounded(leaders));
        return List.of();
    }

    /// What nodes are to be even in: bytes, or with little data what the planner takes for them.
    private ToLongFunction<NodeStatus> weight() {
        return bytes < LITTLE_BYTES
                ? node -> node.getStoredBytes() + node.getReplicas() * Holdings.PARTITION_BYTES
                : NodeStatus::getStoredBytes;
    }

    /// As even as whole partitions can be.
    private static boolean areLeadersEven(DescribeClusterResponse cluster) {
        long most = alive(cluster).mapToLong(NodeStatus::getLeaders).max().orElse(0);
        double mean = alive(cluster).mapToLong(NodeStatus::getLeaders).average().orElse(0);
        return most <= Math.max(Math.ceil(mean), SPREAD_MAX * mean);
    }

    private static Stream<NodeStatus> alive(DescribeClusterResponse cluster) {
        return cluster.getNodesList().stream().filter(NodeStatus::getAlive);
    }

    private static String rounded(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static double spread(
            DescribeClusterResponse cluster, ToLongFunction<NodeStatus> figure) {
        double mean = alive(cluster).mapToLong(figure).average().orElse(0);
        long max = alive(cluster).mapToLong(figure).max().orElse(0);
        return mean == 0 ? 1 : max / mean;
    }

    private void lose() {
        ServerProcess lost = cluster.servers(Role.NODE).get(1);
        lost.kill();
        view.await(
                "nothing is on " + lost.name() + " any more",
                PATIENCE,
                now -> isWithout(now, lost.name()) && isAtRest(now));
        client.admin().remove(lost.name());
    }

    private void drain() {
        String drained = cluster.servers(Role.NODE).getFirst().name();
        client.admin().drain(drained);
        view.await(
                drained + " is empty",
                PATIENCE,
                now ->
                        isWithout(now, drained)
                                && isAtRest(now)
                                && now.getNodesList().stream()
                                        .filter(node -> node.getNode().getId().equals(drained))
                                        .allMatch(node -> node.getReplicas() == 0));
    }

    private static boolean isWithout(DescribeClusterResponse cluster, String node) {
        return cluster.getPartitionsList().stream()
                .flatMap(each -> each.getPartition().getReplicasList().stream())
                .noneMatch(replica -> replica.startsWith(node + "."));
    }

    /// Nothing is under way, and each partition has a leader and all replicas where they should be.
    private boolean isAtRest(DescribeClusterResponse cluster) {
        return cluster.getPartitionsList().stream().allMatch(ElasticTour::isWhole)
                && client.admin().operations().stream().allMatch(each -> each.getEnded());
    }

    private static boolean isWhole(PartitionStatus partition) {
        return partition.getPartition().getReplicasCount() == REPLICATION
                && !partition.getPartition().getLeader().isEmpty();
    }

    private List<String> tiling() {
        List<String> differences = new ArrayList<>();
        try {
            PartitionMap.of(
                    client.describeCluster().getPartitionsList().stream()
                            .map(each -> ClusterCodec.fromWire(each.getPartition()))
                            .toList());
        } catch (IllegalArgumentException gap) {
            differences.add(String.valueOf(gap.getMessage()));
        }
        return differences;
    }
}
