package io.kvasir.chaos.fault;

import io.kvasir.chaos.cluster.CpuQuota;
import io.kvasir.chaos.cluster.FakeClock;
import io.kvasir.chaos.cluster.LoopDisks;
import io.kvasir.cli.local.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// Faults of what is around a process: disk, power, clocks, processor.
final class MachineFaults {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final long LASTS_MILLIS_MIN = 2_000;
    private static final long LASTS_MILLIS_MAX = 10_000;
    private static final int CPU_PERCENT = 10;
    private static final int SLOW_WRITES_PER_SECOND = 10;
    private static final List<String> JUMPS = List.of("+3600", "-3600", "+86400", "-86400", "+30");

    private final Aim aim;
    private final RandomGenerator dice;

    MachineFaults(Aim aim, RandomGenerator dice) {
        this.aim = aim;
        this.dice = dice;
    }

    private Duration lasts() {
        return Duration.ofMillis(dice.nextLong(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX));
    }

    Fault starved() {
        ServerProcess node = aim.leader();
        return new Fault(
                node.name(),
                lasts(),
                () -> {
                    CpuQuota.limit(node, CPU_PERCENT);
                    return CPU_PERCENT + "% of a processor";
                },
                () -> {
                    CpuQuota.free(node);
                    return ProcessFaults.started(List.of(node));
                });
    }

    /// The node starts again to have a clock that can be set, and once more to get rid of it.
    Fault jumping() {
        ServerProcess node = aim.leader();
        String jump = JUMPS.get(dice.nextInt(JUMPS.size()));
        return new Fault(
                node.name(),
                lasts(),
                () -> {
                    node.stop(STOP_PATIENCE);
                    FakeClock.wall(node);
                    ProcessFaults.started(List.of(node));
                    FakeClock.set(node, jump);
                    return "by " + jump + " s";
                },
                () -> rightAgain(node));
    }

    Fault drifting() {
        ServerProcess node = aim.leader();
        String speed = dice.nextBoolean() ? "1.5" : "1.05";
        return new Fault(
                node.name(),
                lasts(),
                () -> {
                    node.stop(STOP_PATIENCE);
                    FakeClock.drift(node, speed);
                    return ProcessFaults.started(List.of(node)) + speed + " times as fast";
                },
                () -> rightAgain(node));
    }

    private static String rightAgain(ServerProcess node) {
        node.stop(STOP_PATIENCE);
        FakeClock.right(node);
        return ProcessFaults.started(List.of(node));
    }

    Fault full(LoopDisks disks) {
        ServerProcess node = aim.node();
        return new Fault(
                node.name(),
                lasts(),
                () -> "after " + (disks.fill(node) >> 20) + " MiB more",
                () -> {
                    String ended = node.isRunning() ? "" : "the node had ended itself";
                    disks.free(node);
                    return ProcessFaults.started(List.of(node)) + ended;
                });
    }

    Fault slow(LoopDisks disks) {
        ServerProcess node = aim.leader();
        return new Fault(
                node.name(),
                lasts(),
                () ->
                        disks.throttle(node, SLOW_WRITES_PER_SECOND)
                                ? SLOW_WRITES_PER_SECOND + " writes a second"
                                : "this system cannot throttle: nothing was done",
                () -> {
                    disks.unthrottle(node);
                    return ProcessFaults.started(List.of(node));
                });
    }

    Fault stalled(LoopDisks disks) {
        ServerProcess node = aim.leader();
        return new Fault(
                node.name(),
                lasts(),
                () -> {
                    disks.freeze(node);
                    return "";
                },
                () -> {
                    disks.thaw(node);
                    return ProcessFaults.started(List.of(node));
                });
    }

    /// A power cut of the disk alone: the process meets the errors.
    Fault failing(LoopDisks disks) {
        ServerProcess node = aim.leader();
        return new Fault(
                node.name(),
                lasts(),
                () -> {
                    disks.cutPower(node);
                    return "";
                },
                () -> repaired(disks, List.of(node)));
    }

    Fault readOnly(LoopDisks disks) {
        ServerProcess node = aim.node();
        return new Fault(
                node.name(),
                lasts(),
                () -> {
                    disks.breakDown(node);
                    return "";
                },
                () -> repaired(disks, List.of(node)));
    }

    Fault powerCut(LoopDisks disks, List<ServerProcess> nodes) {
        return new Fault(
                ProcessFaults.names(nodes),
                Duration.ofMillis(dice.nextLong(LASTS_MILLIS_MIN)),
                () -> {
                    for (ServerProcess node : nodes) {
                        disks.cutPower(node);
                    }
                    nodes.forEach(ServerProcess::kill);
                    return "";
                },
                () -> repaired(disks, nodes));
    }

    private static String repaired(LoopDisks disks, List<ServerProcess> nodes) throws Exception {
        boolean ended = nodes.stream().noneMatch(ServerProcess::isRunning);
        for (ServerProcess node : nodes) {
            node.kill();
            disks.remount(node);
        }
        return ProcessFaults.started(nodes) + (ended ? "" : "it had not ended itself");
    }
}
