package io.kvasir.bench.cost;

import io.kvasir.bench.process.ServerCpu;
import io.kvasir.bench.process.ServerUse;
import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.client.BatchWrite;
import io.kvasir.client.GetItem;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PutItem;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.proto.v1.PartitionStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// One cluster on loopback: at rest, filled, one node killed, all nodes restarted.
final class CostRun {
    private static final String TABLE = "Cost";
    private static final String KEY = "id";
    private static final int SERVERS = 3;
    private static final int ITEM_BYTES = 4096;
    private static final int BATCH = 25;
    private static final int WRITERS = 16;
    private static final int SETTLE_SECONDS = 10;
    private static final int REST_SECONDS = 20;
    private static final double MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 200;

    private final LocalCluster cluster;
    private final long bytes;
    private final Consumer<String> log;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    private CostRun(LocalCluster cluster, long bytes, Consumer<String> log) {
        this.cluster = cluster;
        this.bytes = bytes;
        this.log = log;
    }

    /// @param bytes of items
    /// @param partitions that the key space begins with
    /// @param nodeSettings of all nodes, by name, instead of their defaults
    /// @return figures by name, the unit at the name's end; no server runs any more
    static Map<String, Object> run(
            Path folder,
            LoopbackPorts ports,
            long bytes,
            int partitions,
            Map<String, String> nodeSettings,
            Consumer<String> log)
            throws Exception {
        LocalCluster cluster =
                LocalCluster.create(folder, LocalLayout.of(SERVERS, SERVERS, 1), ports);
        for (ServerProcess control : cluster.servers(Role.CONTROL_PLANE)) {
            control.change("automatic-split", "false");
            control.change("initial-partitions", Integer.toString(partitions));
        }
        for (ServerProcess node : cluster.servers(Role.NODE)) {
            nodeSettings.forEach(node::change);
        }
        Thread onExit = Thread.ofPlatform().unstarted(cluster::killAll);
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            CostRun run = new CostRun(cluster, bytes, log);
            run.figures.put("partitions", partitions);
            run.measure();
            return run.figures;
        } finally {
            cluster.killAll();
            Runtime.getRuntime().removeShutdownHook(onExit);
        }
    }

    private void measure() throws Exception {
        long start = System.nanoTime();
        cluster.startAll();
        cluster.awaitReady(PATIENCE);
        figure("start_new_cluster_ms", millisSince(start));
        try (KvasirClient client =
                KvasirClient.builder().endpoints(cluster.endpoints()).timeout(PATIENCE).build()) {
            awaitLed(client);
            figure("start_until_all_partitions_are_led_ms", millisSince(start));
            var _ = client.createTable(TABLE, KeySchema.of(KEY, KeyType.S));
            write(client, 0);
            atRest("");
            if (bytes > 0) {
                fill(client);
                atRest("_filled");
                killed(client);
                restarted(client);
            }
        }
    }

    private void awaitLed(KvasirClient client) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<PartitionStatus> partitions = client.describeCluster().getPartitionsList();
            long led =
                    partitions.stream()
                            .filter(each -> !each.getPartition().getLeader().isEmpty())
                            .count();
            if (led > 0 && led == partitions.size()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "after %s only %d of %d partitions are led"
                                .formatted(PATIENCE, led, partitions.size()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /// Waits, so that what start and load have left behind is done, and then only looks.
    private void atRest(String when) throws InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        for (Role role : Role.values()) {
            List<Long> pids = pids(role);
            Duration before = ServerCpu.consumed(pids);
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(role == Role.NODE ? REST_SECONDS : SETTLE_SECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            Duration used = ServerCpu.consumed(pids).minus(before);
            ServerUse use = ServerUse.of(pids);
            String name = "each_" + role.command().replace('-', '_') + when;
            figure(name + "_memory_mib", rounded(use.memoryBytes() / MIB / pids.size()));
            figure(name + "_threads", use.threads() / pids.size());
            figure(
                    name + "_idle_cpu_percent",
                    rounded(used.toNanos() / 1e7 / seconds / pids.size()));
        }
    }

    private void fill(KvasirClient client) throws Exception {
        ServerUse before = ServerUse.of(pids(Role.NODE));
        long items = bytes / ITEM_BYTES;
        long start = System.nanoTime();
        AtomicLong next = new AtomicLong();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                running.add(
                        writers.submit(() -> {
                            for (long from = next.getAndAdd(BATCH);
                                    from < items;
                                    from = next.getAndAdd(BATCH)) {
                                put(client, from, Math.min(items, from + BATCH));
                            }
                        }));
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        figure("filled_mib", rounded(bytes / MIB));
        figure("filled_mib_per_s", rounded(bytes / MIB / seconds));
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        long written = ServerUse.of(pids(Role.NODE)).writtenBytes() - before.writtenBytes();
        // Each byte is stored three times, and would be written once each at the very least.
        figure("written_per_stored_byte", rounded((double) written / SERVERS / bytes));
    }

    private static void put(KvasirClient client, long from, long to) {
        List<BatchWrite.Write> batch = new ArrayList<>();
        for (long number = from; number < to; number++) {
            batch.add(new BatchWrite.Put(TABLE, item(number)));
        }
        while (!batch.isEmpty()) {
            List<BatchWrite.Write> left = new ArrayList<>();
            for (var each : client.batchWrite(BatchWrite.of(batch)).unprocessed()) {
                left.add(each.write());
            }
            batch = left;
        }
    }

    private static Item item(long number) {
        byte[] filling = new byte[ITEM_BYTES - 32];
        new SplittableRandom(number).nextBytes(filling);
        return Item.of(KEY, AttributeValue.of("item-" + number))
                .with("filling", AttributeValue.of(io.kvasir.model.Bytes.ofOwned(filling)));
    }

    private static void write(KvasirClient client, long number) {
        var _ = client.put(PutItem.into(TABLE, item(number)));
    }

    /// The leader of the table's first item, with `kill -9`, until a write of it is acknowledged.
    private void killed(KvasirClient client) {
        ServerProcess leader = leader(client);
        long start = System.nanoTime();
        leader.kill();
        write(client, 0);
        figure("kill_to_first_write_ms", millisSince(start));
        start = System.nanoTime();
        leader.start();
        leader.awaitReady(PATIENCE);
        figure("start_of_a_killed_node_ms", millisSince(start));
    }

    private ServerProcess leader(KvasirClient client) {
        List<PartitionStatus> partitions = client.describeCluster().getPartitionsList();
        PartitionStatus fullest = partitions.getFirst();
        for (PartitionStatus each : partitions) {
            fullest = each.getStoredBytes() > fullest.getStoredBytes() ? each : fullest;
        }
        return cluster.server(fullest.getPartition().getLeader());
    }

    private void restarted(KvasirClient client) {
        List<ServerProcess> nodes = cluster.servers(Role.NODE);
        nodes.forEach(ServerProcess::kill);
        long start = System.nanoTime();
        nodes.forEach(ServerProcess::start);
        nodes.forEach(node -> node.awaitReady(PATIENCE));
        var _ = client.get(GetItem.from(TABLE, Item.of(KEY, AttributeValue.of("item-0"))).strong());
        figure("restart_of_all_nodes_to_first_strong_read_ms", millisSince(start));
    }

    private List<Long> pids(Role role) {
        return cluster.servers(role).stream().flatMap(server -> server.pid().stream()).toList();
    }

    private void figure(String name, Object value) {
        figures.put(name, value);
        log.accept(name + ": " + value);
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
