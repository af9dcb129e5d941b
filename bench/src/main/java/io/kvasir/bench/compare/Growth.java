package io.kvasir.bench.compare;

import io.kvasir.bench.servers.KvasirServers;
import io.kvasir.bench.servers.Target;
import io.kvasir.bench.store.KvasirStore;
import io.kvasir.bench.store.Store;
import io.kvasir.bench.workload.Workload;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.PartitionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.jspecify.annotations.Nullable;

/// One cluster, measured again and again while it grows.
final class Growth {
    private static final long POLL_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Plan plan;
    private final Target target;
    private final KvasirServers servers;
    private final SplittableGenerator dice;
    private final Consumer<String> told;
    private final List<Step> steps = new ArrayList<>();

    /// @param partitions that hold the items
    record Step(long items, int partitions, Result result) {}

    Growth(
            Plan plan,
            Target target,
            KvasirServers servers,
            SplittableGenerator dice,
            Consumer<String> told) {
        this.plan = plan;
        this.target = target;
        this.servers = servers;
        this.dice = dice;
        this.told = told;
    }

    /// Starts the servers, and lets them run.
    List<Step> run(List<Long> thenItems, List<Integer> thenPartitions) throws Exception {
        target.start();
        try (Store store = target.connect()) {
            store.prepare();
        }
        long items = plan.data().items();
        fill(items, 0);
        measure(items, 1);
        for (long more : thenItems) {
            fill(more, items);
            items = more;
            measure(items, 1);
        }
        for (int partitions : thenPartitions) {
            divide(partitions);
            measure(items, partitions);
        }
        return List.copyOf(steps);
    }

    private void fill(long items, long known) throws Exception {
        long start = System.nanoTime();
        try (Store store = target.connect()) {
            new Loading(plan.withItems(items).data(), store).run(plan.workloads(), known);
        }
        told.accept(
                String.format(
                        Locale.ROOT,
                        "%,d items after %.1f s more",
                        items,
                        (System.nanoTime() - start) / 1e9));
    }

    private void measure(long items, int partitions) throws Exception {
        Measuring measuring = new Measuring(plan.withItems(items), dice.split(), told);
        for (Workload workload : plan.workloads()) {
            for (int concurrency : plan.concurrencies()) {
                @Nullable Result result = null;
                for (int round = 0; round < plan.rounds(); round++) {
                    try (Store store = target.connect()) {
                        Result next = measuring.of(target, store, workload, concurrency);
                        result = result == null ? next : result.plus(next);
                    }
                }
                steps.add(new Step(items, partitions, Objects.requireNonNull(result)));
            }
        }
    }

    /// Halves partitions, the fullest first, as often as it takes.
    private void divide(int wanted) throws InterruptedException {
        long start = System.nanoTime();
        try (KvasirClient client = KvasirClient.builder().endpoints(servers.routers()).build()) {
            List<PartitionStatus> now = partitions(client.describeCluster());
            while (now.size() < wanted) {
                now.stream()
                        .sorted(
                                Comparator.comparingLong(PartitionStatus::getStoredBytes)
                                        .reversed())
                        .limit(wanted - now.size())
                        .forEach(each ->
                                client.admin()
                                        .split(each.getPartition().getId(), Optional.empty()));
                now = awaitDivided(client, now.size());
            }
        }
        told.accept(
                String.format(
                        Locale.ROOT,
                        "%d partitions after %.1f s more",
                        wanted,
                        (System.nanoTime() - start) / 1e9));
    }

    private static List<PartitionStatus> partitions(DescribeClusterResponse cluster) {
        KeyRange table =
                cluster.getTablesList().stream()
                        .filter(each -> each.getName().equals(KvasirStore.ITEMS))
                        .map(each -> GlobalKey.keyspaceRange(new KeyspaceId(each.getKeyspace())))
                        .findFirst()
                        .orElseThrow();
        return cluster.getPartitionsList().stream()
                .filter(each ->
                        ClusterCodec.fromWire(each.getPartition().getRange()).overlaps(table))
                .toList();
    }

    /// Until there are more than before, nothing is under way and all have leaders. What was just
    /// ordered may not be seen at once.
    private static List<PartitionStatus> awaitDivided(KvasirClient client, int before)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                boolean isBusy =
                        client.admin().operations().stream().anyMatch(each -> !each.getEnded());
                DescribeClusterResponse now = client.describeCluster();
                if (!isBusy
                        && partitions(now).size() > before
                        && now.getPartitionsList().stream()
                                .noneMatch(each -> each.getPartition().getLeader().isEmpty())) {
                    return partitions(now);
                }
            } catch (KvasirException e) {
                // Asked again below, for as long as there is patience.
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%d partitions were not divided in %s".formatted(before, PATIENCE));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
