package io.kvasir.chaos.fault;

import io.kvasir.chaos.cluster.ClusterWatch;
import io.kvasir.chaos.cluster.CpuQuota;
import io.kvasir.chaos.cluster.FakeClock;
import io.kvasir.chaos.cluster.LoopDisks;
import io.kvasir.chaos.cluster.OwnCluster;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Aims faults at the cluster as it is now.
final class FaultMaker {
    private static final int REPLICATION = 3;

    private final OwnCluster cluster;
    private final Aim aim;
    private final ProcessFaults processes;
    private final MachineFaults machine;
    private final Orders orders;
    private final Optional<NetworkFaults> network;

    FaultMaker(OwnCluster cluster, ClusterWatch watch, RandomGenerator dice) {
        this.cluster = cluster;
        this.aim = new Aim(cluster, watch, dice);
        this.processes = new ProcessFaults(cluster, watch, aim, dice);
        this.machine = new MachineFaults(aim, dice);
        this.orders = new Orders(cluster, watch, dice);
        this.network =
                cluster.backend()
                        .network()
                        .map(links -> new NetworkFaults(cluster, aim, dice, links));
    }

    /// Why a fault cannot be made here; empty where it can.
    static Optional<String> missing(FaultKind kind, OwnCluster cluster) {
        return switch (kind.needs()) {
            case NOTHING -> Optional.empty();
            case NETWORK ->
                    cluster.backend().network().isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    "the backend '"
                                            + cluster.backend().name()
                                            + "' has no network of its own; use --backend"
                                            + " namespaces or containers");
            case SPARE_NODE ->
                    cluster.nodes().size() > REPLICATION
                            ? Optional.empty()
                            : Optional.of(
                                    "every node has a replica of every partition; use --nodes 4");
            case CGROUPS -> CpuQuota.missing();
            case FAKETIME -> FakeClock.missing();
            case LOOP_DISKS ->
                    cluster.disks().isPresent()
                            ? Optional.empty()
                            : Optional.of(LoopDisks.missing().orElse("no disks were made"));
        };
    }

    private LoopDisks disks() {
        return cluster.disks().orElseThrow();
    }

    Fault make(FaultKind kind) {
        return switch (kind) {
            case KILL_FOLLOWER -> processes.killed(List.of(aim.follower()));
            case KILL_LEADER -> processes.killed(List.of(aim.leader()));
            case KILL_MAJORITY -> processes.killed(aim.majority());
            case KILL_ALL_NODES -> processes.killed(cluster.nodes());
            case KILL_EVERYTHING -> processes.killed(cluster.all());
            case KILL_CONTROL_LEADER -> processes.killed(List.of(aim.controlPlaneLeader()));
            case KILL_CONTROL_PLANES -> processes.killed(cluster.controlPlanes());
            case KILL_ROUTER -> processes.killed(List.of(aim.router()));
            case PAUSE_LEADER -> processes.paused(List.of(aim.leader()));
            case PAUSE_FOLLOWER -> processes.paused(List.of(aim.follower()));
            case PAUSE_MAJORITY -> processes.paused(aim.majority());
            case PAUSE_CONTROL_LEADER -> processes.paused(List.of(aim.controlPlaneLeader()));
            case PAUSE_ROUTER -> processes.paused(List.of(aim.router()));
            case RESTART -> processes.restarted(aim.node());
            case ROLLING_RESTART -> processes.rolling();
            case WIPE -> processes.wiped(aim.node());
            case COPY_DISTURBED -> processes.wipedAndDisturbed(aim.follower());
            case TORN_LOG -> processes.tornLog();
            case FLIPPED_LOG -> processes.flippedLog();
            case LOST_LOG -> processes.lostLog();
            case FLIPPED_TABLE -> processes.flippedTable();
            case ISOLATED_LEADER,
                    ISOLATED_FOLLOWER,
                    HALVES,
                    BRIDGE,
                    DEAF_LEADER,
                    MUTE_LEADER,
                    CLIENTS_ONLY,
                    PEERS_ONLY,
                    CONTROL_CUT_OFF,
                    PACKET_LOSS,
                    PACKET_DELAY,
                    SLOW_LINK,
                    FLAPPING_LINK ->
                    network.orElseThrow().make(kind);
            case SPLIT -> orders.split();
            case MERGE -> orders.merge();
            case TRANSFER -> orders.transfer();
            case MOVE -> orders.move();
            case DRAIN -> orders.drain(aim.node());
            case CPU_STARVED -> machine.starved();
            case CLOCK_JUMP -> machine.jumping();
            case CLOCK_DRIFT -> machine.drifting();
            case DISK_FULL -> machine.full(disks());
            case DISK_READ_ONLY -> machine.readOnly(disks());
            case DISK_SLOW -> machine.slow(disks());
            case DISK_STALLED -> machine.stalled(disks());
            case DISK_FAILING -> machine.failing(disks());
            case POWER_CUT -> machine.powerCut(disks(), List.of(aim.node()));
            case POWER_CUT_ALL -> machine.powerCut(disks(), cluster.nodes());
        };
    }
}
