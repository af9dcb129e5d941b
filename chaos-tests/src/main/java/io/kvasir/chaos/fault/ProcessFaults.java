package io.kvasir.chaos.fault;

import io.kvasir.chaos.cluster.ClusterWatch;
import io.kvasir.chaos.cluster.OwnCluster;
import io.kvasir.chaos.cluster.Shell;
import io.kvasir.chaos.cluster.Supervision;
import io.kvasir.cli.local.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Faults that need nothing but signals and the servers' own folders.
final class ProcessFaults {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final long REBUILT_MILLIS_MAX = 45_000;
    private static final long DOWN_MILLIS_MIN = 500;
    private static final long DOWN_MILLIS_MAX = 6_000;
    private static final long PAUSE_MILLIS_MIN = 100;
    private static final long PAUSE_MILLIS_MAX = 20_000;

    private final OwnCluster cluster;
    private final ClusterWatch watch;
    private final Aim aim;
    private final RandomGenerator dice;
    private final FileDamage damage;

    ProcessFaults(OwnCluster cluster, ClusterWatch watch, Aim aim, RandomGenerator dice) {
        this.cluster = cluster;
        this.watch = watch;
        this.aim = aim;
        this.dice = dice;
        this.damage = new FileDamage(dice);
    }

    Fault killed(List<ServerProcess> servers) {
        return new Fault(
                names(servers),
                Duration.ofMillis(dice.nextLong(DOWN_MILLIS_MIN, DOWN_MILLIS_MAX)),
                () -> {
                    servers.forEach(ServerProcess::kill);
                    return "";
                },
                () -> started(servers));
    }

    /// Pauses are mostly short and sometimes long.
    Fault paused(List<ServerProcess> servers) {
        double share = dice.nextDouble();
        long millis =
                PAUSE_MILLIS_MIN
                        + (long) ((PAUSE_MILLIS_MAX - PAUSE_MILLIS_MIN) * share * share * share);
        return new Fault(
                names(servers),
                Duration.ofMillis(millis),
                () -> {
                    servers.forEach(server -> signal(server, "STOP"));
                    return "for " + millis + " ms";
                },
                () -> {
                    servers.forEach(server -> signal(server, "CONT"));
                    return "";
                });
    }

    private static void signal(ServerProcess server, String signal) {
        server.pid().ifPresent(pid -> Shell.run("/bin/sh", "-c", "kill -" + signal + " " + pid));
    }

    Fault restarted(ServerProcess server) {
        return new Fault(
                server.name(),
                Duration.ofMillis(dice.nextLong(DOWN_MILLIS_MIN)),
                () -> {
                    server.stop(STOP_PATIENCE);
                    return "";
                },
                () -> started(List.of(server)));
    }

    /// One node after the other; each is waited for.
    Fault rolling() {
        return new Fault(
                "all nodes, one after the other",
                Duration.ZERO,
                () -> {
                    for (ServerProcess node : cluster.nodes()) {
                        node.stop(STOP_PATIENCE);
                        started(List.of(node));
                    }
                    return "";
                },
                () -> "");
    }

    Fault wiped(ServerProcess node) {
        return new Fault(
                node.name(),
                Duration.ofMillis(dice.nextLong(DOWN_MILLIS_MIN)),
                () -> {
                    node.kill();
                    OwnCluster.wipe(node);
                    return "";
                },
                () -> started(List.of(node)));
    }

    /// Whoever leads may be the source of the copies. Nothing is lost: two of three hold it all,
    /// and the killed one keeps its disk.
    Fault wipedAndDisturbed(ServerProcess node) {
        return new Fault(
                node.name(),
                Duration.ofMillis(dice.nextLong(DOWN_MILLIS_MIN)),
                () -> {
                    node.kill();
                    OwnCluster.wipe(node);
                    started(List.of(node));
                    ServerProcess source = aim.leader();
                    if (source.name().equals(node.name())) {
                        return "it leads already";
                    }
                    source.kill();
                    return source.name() + " killed meanwhile";
                },
                () -> started(cluster.nodes()));
    }

    Fault tornLog() {
        return damaged(aim.node(), FileDamage.Kind.TORN_LOG);
    }

    Fault flippedLog() {
        return damaged(aim.node(), FileDamage.Kind.FLIPPED_LOG);
    }

    Fault lostLog() {
        return damaged(aim.node(), FileDamage.Kind.LOST_LOG);
    }

    Fault flippedTable() {
        return damaged(aim.node(), FileDamage.Kind.FLIPPED_TABLE);
    }

    /// The damaged node starts again; where it refuses to, or does not recover by itself, it gets
    /// an empty disk, as an operator would give it one.
    private Fault damaged(ServerProcess node, FileDamage.Kind kind) {
        return new Fault(
                node.name(),
                Duration.ofMillis(dice.nextLong(DOWN_MILLIS_MIN)),
                () -> {
                    node.kill();
                    return damage.inflict(kind, node.data());
                },
                () -> startedOrReplaced(node));
    }

    private String startedOrReplaced(ServerProcess node) throws IOException {
        Optional<String> lacks;
        try {
            started(List.of(node));
            lacks = watch.awaitWhole(REBUILT_MILLIS_MAX, FaultDriver.ENTRIES_BEHIND_MAX);
            if (lacks.isEmpty()) {
                return "recovered by itself";
            }
        } catch (IllegalStateException e) {
            if (node.isRunning()) {
                throw e;
            }
            lacks = Optional.of("it ended at its start");
        }
        node.kill();
        OwnCluster.wipe(node);
        started(List.of(node));
        return "the node did not recover (" + lacks.get() + ") and got an empty disk";
    }

    static String started(List<ServerProcess> servers) {
        return Supervision.started(servers);
    }

    static String names(List<ServerProcess> servers) {
        return servers.stream().map(ServerProcess::name).collect(Collectors.joining(", "));
    }
}
