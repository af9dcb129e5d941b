package io.kvasir.cli.tour;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What happens to the cluster during the import: at a third of it a node is killed, at two thirds
/// the leader of the table's partition, each with kill -9 and each started again a little later.
/// Writes go on meanwhile; only before the second kill the tour holds them until the first node is
/// back, so that never two of three replicas are away.
final class Disturbance {
    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);

    private final LocalCluster cluster;
    private final ClusterView view;
    private final String table;
    private final int replication;
    private final long records;
    private final WriteClock clock;
    private final List<String> kills = new ArrayList<>();

    private long acknowledged;
    private @Nullable CompletableFuture<Void> restart;

    Disturbance(
            LocalCluster cluster,
            ClusterView view,
            String table,
            int replication,
            long records,
            WriteClock clock) {
        this.cluster = cluster;
        this.view = view;
        this.table = table;
        this.replication = replication;
        this.records = records;
        this.clock = clock;
    }

    /// Called with each answer to the import; one caller at a time goes on.
    synchronized void acknowledged(long items) {
        acknowledged += items;
        clock.acknowledged(System.nanoTime());
        if (kills.isEmpty() && acknowledged >= records / 3) {
            String leader = view.leaderOf(table).orElse("");
            ServerProcess follower =
                    cluster.servers(Role.NODE).stream()
                            .filter(node -> !node.name().equals(leader))
                            .findFirst()
                            .orElseThrow();
            kill(follower, "a node");
        } else if (kills.size() == 1 && acknowledged >= records * 2 / 3) {
            clock.pause();
            awaitRestart();
            view.awaitWhole(replication, READY_PATIENCE);
            String leader =
                    view.leaderOf(table)
                            .orElseThrow(
                                    () -> new IllegalStateException("the table has no leader"));
            clock.resume(System.nanoTime());
            kill(cluster.server(leader), "the leader of the table's partition");
        }
    }

    private void kill(ServerProcess node, String what) {
        node.kill();
        kills.add(node.name() + " (" + what + ") after " + acknowledged + " records");
        restart =
                CompletableFuture.runAsync(
                        () -> {
                            node.start();
                            node.awaitReady(READY_PATIENCE);
                        },
                        CompletableFuture.delayedExecutor(
                                DOWN.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS));
    }

    /// Returns when no node is down any more.
    void awaitRestart() {
        CompletableFuture<Void> pending = restart;
        if (pending != null) {
            pending.join();
        }
    }

    synchronized List<String> kills() {
        return List.copyOf(kills);
    }
}
