package io.kvasir.chaos.fault;

import io.kvasir.chaos.cluster.Network;
import io.kvasir.chaos.cluster.OwnCluster;
import io.kvasir.cli.local.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Faults of the links between servers, and between clients and servers.
final class NetworkFaults {
    private static final long LASTS_MILLIS_MIN = 2_000;
    private static final long LASTS_MILLIS_MAX = 12_000;
    private static final int LOSS_PERCENT_MAX = 30;
    private static final int DELAY_MILLIS_MAX = 200;
    private static final int SLOW_KILOBYTES_PER_SECOND_MIN = 20;
    private static final int SLOW_KILOBYTES_PER_SECOND_MAX = 200;
    private static final int SLOW_BURST_BYTES = 16_000;
    private static final int SLOW_QUEUE_MILLIS = 400;
    private static final int FLAPS = 6;
    private static final long FLAP_MILLIS_MIN = 100;
    private static final long FLAP_MILLIS_MAX = 1_500;

    private final OwnCluster cluster;
    private final Aim aim;
    private final RandomGenerator dice;
    private final Network network;

    NetworkFaults(OwnCluster cluster, Aim aim, RandomGenerator dice, Network network) {
        this.cluster = cluster;
        this.aim = aim;
        this.dice = dice;
        this.network = network;
    }

    Fault make(FaultKind kind) {
        return switch (kind) {
            case ISOLATED_LEADER -> isolated(aim.leader());
            case ISOLATED_FOLLOWER -> isolated(aim.follower());
            case HALVES -> halves();
            case BRIDGE -> bridge();
            case DEAF_LEADER -> oneWay(aim.leader(), /* hears= */ false);
            case MUTE_LEADER -> oneWay(aim.leader(), /* hears= */ true);
            case CLIENTS_ONLY -> clientsOnly(aim.leader());
            case PEERS_ONLY -> peersOnly(aim.leader());
            case CONTROL_CUT_OFF -> controlCutOff();
            case PACKET_LOSS -> loss(aim.node());
            case PACKET_DELAY -> delay(aim.node());
            case SLOW_LINK -> slow(aim.leader());
            case FLAPPING_LINK -> flapping(aim.leader());
            default -> throw new IllegalArgumentException(kind + " is no fault of the network");
        };
    }

    private Fault fault(String target, Runnable cut) {
        return new Fault(
                target,
                Duration.ofMillis(dice.nextLong(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX)),
                () -> {
                    cut.run();
                    return "";
                },
                () -> {
                    network.healAll();
                    return "";
                });
    }

    private void both(String one, String other) {
        network.cut(one, other);
        network.cut(other, one);
    }

    /// Who is left for clients of the run itself: they are not cut off.
    private Fault isolated(ServerProcess server) {
        return fault(
                server.name(),
                () ->
                        cluster.all().stream()
                                .filter(other -> !other.name().equals(server.name()))
                                .forEach(other -> both(server.name(), other.name())));
    }

    private Fault halves() {
        List<ServerProcess> left = new ArrayList<>();
        List<ServerProcess> right = new ArrayList<>();
        for (ServerProcess server : cluster.all()) {
            (dice.nextBoolean() ? left : right).add(server);
        }
        return fault(
                ProcessFaults.names(left) + " | " + ProcessFaults.names(right),
                () -> left.forEach(one -> right.forEach(other -> both(one.name(), other.name()))));
    }

    private Fault bridge() {
        ServerProcess middle = aim.node();
        List<ServerProcess> ends = aim.nodesBut(middle);
        return fault(
                ProcessFaults.names(ends) + "; " + middle.name() + " hears all",
                () ->
                        ends.forEach(one ->
                                ends.forEach(other -> {
                                    if (!one.name().equals(other.name())) {
                                        network.cut(one.name(), other.name());
                                    }
                                })));
    }

    private Fault oneWay(ServerProcess leader, boolean hears) {
        return fault(
                leader.name(),
                () ->
                        aim.nodesBut(leader)
                                .forEach(other -> {
                                    if (hears) {
                                        network.cut(leader.name(), other.name());
                                    } else {
                                        network.cut(other.name(), leader.name());
                                    }
                                }));
    }

    private Fault clientsOnly(ServerProcess leader) {
        return fault(
                leader.name(),
                () -> aim.nodesBut(leader).forEach(other -> both(leader.name(), other.name())));
    }

    private Fault peersOnly(ServerProcess leader) {
        return fault(
                leader.name(),
                () -> {
                    cluster.routers().forEach(router -> both(leader.name(), router.name()));
                    both(leader.name(), Network.CLIENTS);
                });
    }

    private Fault controlCutOff() {
        List<ServerProcess> others = new ArrayList<>(cluster.nodes());
        others.addAll(cluster.routers());
        return fault(
                "nodes and routers | control planes",
                () ->
                        cluster.controlPlanes()
                                .forEach(control ->
                                        others.forEach(
                                                other -> both(control.name(), other.name()))));
    }

    private Fault delay(ServerProcess server) {
        int most = 5 + dice.nextInt(DELAY_MILLIS_MAX);
        return fault(
                server.name() + ", by up to " + most + " ms",
                () -> network.delay(server.name(), most / 2, most));
    }

    private Fault slow(ServerProcess server) {
        int speed = dice.nextInt(SLOW_KILOBYTES_PER_SECOND_MIN, SLOW_KILOBYTES_PER_SECOND_MAX);
        return fault(
                server.name() + ", " + speed + " kB/s",
                () -> network.slow(server.name(), speed, SLOW_BURST_BYTES, SLOW_QUEUE_MILLIS));
    }

    private Fault flapping(ServerProcess server) {
        List<Long> millis =
                dice.longs(2 * FLAPS, FLAP_MILLIS_MIN, FLAP_MILLIS_MAX).boxed().toList();
        return new Fault(
                server.name(),
                Duration.ZERO,
                () -> {
                    for (int i = 0; i < millis.size(); i += 2) {
                        aim.nodesBut(server).forEach(other -> both(server.name(), other.name()));
                        Thread.sleep(millis.get(i));
                        network.healAll();
                        Thread.sleep(millis.get(i + 1));
                    }
                    return FLAPS + " times";
                },
                () -> {
                    network.healAll();
                    return "";
                });
    }

    private Fault loss(ServerProcess server) {
        int percent = 1 + dice.nextInt(LOSS_PERCENT_MAX);
        return fault(
                server.name() + ", " + percent + "%", () -> network.lose(server.name(), percent));
    }
}
