package io.kvasir.cli.tour;

import io.kvasir.client.KvasirClient;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.Partition;
import io.kvasir.proto.v1.PartitionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Partitions of the counters' table are divided, one after the other: how long until both halves
/// have a leader, and what the writers of just these keys feel of it.
final class MeasuredSplits {
    private static final int SPLITS = 10;
    private static final Duration UNDISTURBED = Duration.ofSeconds(5);

    private final KvasirClient client;
    private final ClusterView view;
    private final String table;
    private final CheckedCounters counters;
    private final Predicate<DescribeClusterResponse> isAtRest;
    private final Duration patience;

    private final List<Long> servingMillis = new ArrayList<>();
    private final List<Long> slowestMillis = new ArrayList<>();

    /// @param table what the counters are in
    /// @param isAtRest where nothing else disturbs the next measurement
    MeasuredSplits(
            KvasirClient client,
            ClusterView view,
            String table,
            CheckedCounters counters,
            Predicate<DescribeClusterResponse> isAtRest,
            Duration patience) {
        this.client = client;
        this.view = view;
        this.table = table;
        this.counters = counters;
        this.isAtRest = isAtRest;
        this.patience = patience;
    }

    void run(TourReport report) throws InterruptedException {
        report.figure("slowestMsUndisturbed", undisturbed());
        for (int i = 0; i < SPLITS; i++) {
            divide();
        }
        report.figure("splitServingMs", sorted(servingMillis));
        report.figure("slowestMsInEachSplit", sorted(slowestMillis));
    }

    /// To compare with: a busy machine has slow operations of its own.
    private long undisturbed() throws InterruptedException {
        counters.takeSlowestMillis();
        TimeUnit.NANOSECONDS.sleep(UNDISTURBED.toNanos());
        return counters.takeSlowestMillis();
    }

    private void divide() {
        Partition parent = largest();
        counters.takeSlowestMillis();
        long begunNanos = System.nanoTime();
        var _ = client.admin().split(parent.getId(), Optional.empty());
        view.await(
                "both halves of p" + parent.getId() + " are led",
                patience,
                now -> halves(now, parent) > 1 && areLed(now, parent));
        servingMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
        view.await("the split of p" + parent.getId() + " is done", patience, isAtRest);
        slowestMillis.add(counters.takeSlowestMillis());
    }

    private Partition largest() {
        DescribeClusterResponse now = client.describeCluster();
        return ClusterView.partitionsOf(now, table)
                .max(Comparator.comparingLong(PartitionStatus::getStoredBytes))
                .orElseThrow(() -> new IllegalStateException(table + " has no partition"))
                .getPartition();
    }

    private static long halves(DescribeClusterResponse now, Partition parent) {
        return ClusterView.overlapping(now, parent).count();
    }

    private static boolean areLed(DescribeClusterResponse now, Partition parent) {
        return ClusterView.overlapping(now, parent)
                .noneMatch(each -> each.getPartition().getLeader().isEmpty());
    }

    private static List<Long> sorted(List<Long> values) {
        return values.stream().sorted().toList();
    }
}
