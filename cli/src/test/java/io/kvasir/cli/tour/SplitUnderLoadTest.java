package io.kvasir.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.server.Server;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.runtime.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Splits and merges that an operator orders while a checked workload runs, through all servers in
/// one process.
class SplitUnderLoadTest {
    private static final String TABLE = "Counters";
    private static final int SPLITS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private LocalCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster =
                LocalCluster.create(
                        folder,
                        new LocalLayout(1, 3, 1, 3, 0, 0, 0),
                        new LoopbackPorts(new SecureRandom()));
        for (ServerProcess server : cluster.servers()) {
            Settings settings = Settings.load(Optional.of(server.settings()), Map.of(), Map.of());
            running.push(
                    switch (server.role()) {
                        case CONTROL_PLANE -> Server.CONTROL_PLANE.startWith(settings);
                        case NODE -> Server.NODE.startWith(settings);
                        case ROUTER -> Server.ROUTER.startWith(settings);
                    });
        }
        cluster.servers().forEach(server -> server.awaitServing(PATIENCE));
    }

    @AfterEach
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }

    @Test
    void clientsSeeNoErrorAndNoWrongAnswerWhileThePartitionsDivideAndBecomeOneAgain() {
        try (KvasirClient client =
                KvasirClient.builder()
                        .endpoints(cluster.endpoints())
                        .timeout(Duration.ofSeconds(20))
                        .build()) {
            client.createTable(TABLE, KeySchema.of("id", KeyType.S));
            CheckedCounters counters = CheckedCounters.start(client, TABLE, 4, 16);
            try (counters) {
                await().atMost(PATIENCE).until(() -> counters.operations() > 200);
                for (int i = 0; i < SPLITS; i++) {
                    long begun = counters.operations();
                    counters.takeSlowestMillis();
                    divide(client);
                    await().atMost(PATIENCE).until(() -> counters.operations() > begun + 100);
                    System.out.println(
                            "split "
                                    + i
                                    + ": slowest operation "
                                    + counters.takeSlowestMillis()
                                    + " ms");
                }
                for (int i = 0; i < SPLITS; i++) {
                    long begun = counters.operations();
                    counters.takeSlowestMillis();
                    merge(client);
                    await().atMost(PATIENCE).until(() -> counters.operations() > begun + 100);
                    System.out.println(
                            "merge "
                                    + i
                                    + ": slowest operation "
                                    + counters.takeSlowestMillis()
                                    + " ms");
                }
            }
            assertThat(counters.errors()).isEmpty();
            assertThat(counters.violations()).isEmpty();
            assertThat(client.admin().operations())
                    .filteredOn(each -> each.getKind().name().equals("SPLIT"))
                    .hasSize(SPLITS);
            assertThat(client.admin().operations())
                    .filteredOn(each -> each.getKind().name().equals("MERGE"))
                    .hasSize(SPLITS)
                    .allMatch(each -> each.getEnded());
        }
    }

    /// The first two partitions that hold a part of the table become one.
    private static void merge(KvasirClient client) {
        DescribeClusterResponse before = client.describeCluster();
        PartitionStatus left =
                holding(before).stream()
                        .min(
                                Comparator.comparing(each ->
                                        ClusterCodec.fromWire(each.getPartition()).range().start()))
                        .orElseThrow();
        client.admin().merge(left.getPartition().getId());
        await().atMost(PATIENCE)
                .until(
                        () -> client.describeCluster(),
                        now ->
                                now.getPartitionsCount() == before.getPartitionsCount() - 1
                                        && client.admin().operations().stream()
                                                .allMatch(each -> each.getEnded()));
        PartitionMap.of(
                client.describeCluster().getPartitionsList().stream()
                        .map(each -> ClusterCodec.fromWire(each.getPartition()))
                        .toList());
    }

    /// Divides the partition of the table with the most items.
    private static void divide(KvasirClient client) {
        DescribeClusterResponse before = client.describeCluster();
        PartitionStatus largest = largest(before);
        await("partition that has formed")
                .atMost(PATIENCE)
                .until(() -> isTaken(client, largest.getPartition().getId()));
        await().atMost(PATIENCE)
                .until(
                        () -> client.describeCluster(),
                        now ->
                                now.getPartitionsCount() == before.getPartitionsCount() + 1
                                        && client.admin().operations().stream()
                                                .allMatch(each -> each.getEnded()));
        PartitionMap.of(
                client.describeCluster().getPartitionsList().stream()
                        .map(each -> ClusterCodec.fromWire(each.getPartition()))
                        .toList());
    }

    /// A cluster that has just begun divides nothing yet, and says so.
    private static boolean isTaken(KvasirClient client, long partition) {
        try {
            client.admin().split(partition, Optional.empty());
            return true;
        } catch (KvasirException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.REJECTED);
            return false;
        }
    }

    private static PartitionStatus largest(DescribeClusterResponse cluster) {
        return holding(cluster).stream()
                .max((a, b) -> Long.compare(a.getStoredBytes(), b.getStoredBytes()))
                .orElseThrow();
    }

    /// Partitions that hold a part of the table.
    private static List<PartitionStatus> holding(DescribeClusterResponse cluster) {
        int keyspace = cluster.getTables(0).getKeyspace();
        KeyRange table = GlobalKey.keyspaceRange(new KeyspaceId(keyspace));
        return cluster.getPartitionsList().stream()
                .filter(each -> ClusterCodec.fromWire(each.getPartition()).range().overlaps(table))
                .toList();
    }
}
