package io.kvasir.chaos.fault;

import io.kvasir.model.error.InvalidArgumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What can be done to a cluster, by the word of `--faults`.
public enum FaultKind {
    KILL_FOLLOWER(Needs.NOTHING, "kill -9 of a node that follows"),
    KILL_LEADER(Needs.NOTHING, "kill -9 of the leader of a partition"),
    KILL_MAJORITY(Needs.NOTHING, "kill -9 of two nodes of three"),
    KILL_ALL_NODES(Needs.NOTHING, "kill -9 of every storage node"),
    KILL_EVERYTHING(Needs.NOTHING, "kill -9 of every process"),
    KILL_CONTROL_LEADER(Needs.NOTHING, "kill -9 of the leading control plane"),
    KILL_CONTROL_PLANES(Needs.NOTHING, "kill -9 of all control planes"),
    KILL_ROUTER(Needs.NOTHING, "kill -9 of a router"),
    PAUSE_LEADER(Needs.NOTHING, "SIGSTOP and SIGCONT of the leader of a partition"),
    PAUSE_FOLLOWER(Needs.NOTHING, "SIGSTOP and SIGCONT of a node that follows"),
    PAUSE_MAJORITY(Needs.NOTHING, "SIGSTOP and SIGCONT of two nodes of three"),
    PAUSE_CONTROL_LEADER(Needs.NOTHING, "SIGSTOP and SIGCONT of the leading control plane"),
    PAUSE_ROUTER(Needs.NOTHING, "SIGSTOP and SIGCONT of a router"),
    RESTART(Needs.NOTHING, "a node stops as it is asked to, and starts again"),
    ROLLING_RESTART(Needs.NOTHING, "all nodes, one after the other, stop and start"),
    WIPE(Needs.NOTHING, "a node loses its disk"),
    COPY_DISTURBED(
            Needs.NOTHING, "a node loses its disk, and a leader is killed while it gets copies"),
    TORN_LOG(Needs.NOTHING, "the end of a Raft log is cut off on a stopped node"),
    FLIPPED_LOG(Needs.NOTHING, "a bit of a Raft log flips on a stopped node"),
    LOST_LOG(Needs.NOTHING, "a replica's Raft log is gone when its node starts again"),
    FLIPPED_TABLE(Needs.NOTHING, "a bit of the store flips on a stopped node"),
    SPLIT(Needs.NOTHING, "an operator splits a partition"),
    MERGE(Needs.NOTHING, "an operator has two neighbouring partitions become one"),
    TRANSFER(Needs.NOTHING, "an operator hands the leadership of a partition over"),
    MOVE(Needs.SPARE_NODE, "an operator moves a replica to another node"),
    DRAIN(Needs.SPARE_NODE, "an operator drains a node, and takes it back"),
    CPU_STARVED(Needs.CGROUPS, "a node gets a tenth of a processor"),
    ISOLATED_LEADER(Needs.NETWORK, "the leader of a partition hears nobody and nobody hears it"),
    ISOLATED_FOLLOWER(Needs.NETWORK, "a node that follows is cut off"),
    HALVES(Needs.NETWORK, "all servers fall into two halves"),
    BRIDGE(Needs.NETWORK, "two nodes do not hear each other; the third hears both"),
    DEAF_LEADER(Needs.NETWORK, "the leader of a partition sends but hears no node"),
    MUTE_LEADER(Needs.NETWORK, "the leader of a partition hears but no node hears it"),
    CLIENTS_ONLY(Needs.NETWORK, "clients reach the leader of a partition, nodes do not"),
    PEERS_ONLY(Needs.NETWORK, "nodes reach the leader of a partition, clients do not"),
    CONTROL_CUT_OFF(Needs.NETWORK, "nodes and routers do not reach the control planes"),
    PACKET_LOSS(Needs.NETWORK, "a node loses packets"),
    PACKET_DELAY(Needs.NETWORK, "what a node sends comes late, unevenly"),
    SLOW_LINK(Needs.NETWORK, "what a node sends goes through a narrow link"),
    FLAPPING_LINK(Needs.NETWORK, "the leader of a partition is cut off again and again, briefly"),
    CLOCK_JUMP(Needs.FAKETIME, "the wall clock of a node jumps"),
    CLOCK_DRIFT(Needs.FAKETIME, "all clocks of a node run fast"),
    DISK_FULL(Needs.LOOP_DISKS, "the disk of a node is full"),
    DISK_READ_ONLY(Needs.LOOP_DISKS, "the disk of a node becomes read-only"),
    DISK_SLOW(Needs.LOOP_DISKS, "the disk of a node is slow"),
    DISK_STALLED(Needs.LOOP_DISKS, "no write to the disk of a node comes to its end for a while"),
    DISK_FAILING(Needs.LOOP_DISKS, "every write and sync of a node fails, and its process runs on"),
    POWER_CUT(Needs.LOOP_DISKS, "a node loses power: what was not synced is gone"),
    POWER_CUT_ALL(Needs.LOOP_DISKS, "all nodes lose power at once");

    /// What a fault needs besides processes.
    public enum Needs {
        NOTHING,
        NETWORK,
        SPARE_NODE,
        CGROUPS,
        FAKETIME,
        LOOP_DISKS
    }

    private final Needs needs;
    private final String description;

    FaultKind(Needs needs, String description) {
        this.needs = needs;
        this.description = description;
    }

    public Needs needs() {
        return needs;
    }

    public String description() {
        return description;
    }

    /// `kill-leader`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether the other may come while this one lasts. Who starts one control plane again waits
    /// until that has a leader, and the others that were killed with it are started only
    /// afterwards.
    public boolean mayMeet(FaultKind other) {
        boolean noControlPlane = this == KILL_EVERYTHING || this == KILL_CONTROL_PLANES;
        return !destroys() && !(noControlPlane && other == KILL_CONTROL_LEADER);
    }

    /// It destroys what a replica holds: never while another replica may lack it too.
    public boolean destroys() {
        return switch (this) {
            case WIPE, COPY_DISTURBED, TORN_LOG, FLIPPED_LOG, LOST_LOG, FLIPPED_TABLE -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return word();
    }

    /// Reads `all`, `none`, or words with commas between them; a word may be a prefix, as `kill`,
    /// and `-word` takes out what was named before it.
    ///
    /// @throws InvalidArgumentException where a word fits no fault
    public static List<FaultKind> parse(String text) {
        LinkedHashSet<FaultKind> kinds = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            String word = part.strip().toLowerCase(Locale.ROOT);
            if (word.equals("none")) {
                continue;
            }
            boolean out = word.startsWith("-");
            String name = out ? word.substring(1) : word;
            List<FaultKind> named =
                    Arrays.stream(values())
                            .filter(kind ->
                                    name.equals("all")
                                            || kind.word().equals(name)
                                            || kind.word().startsWith(name + "-"))
                            .toList();
            if (named.isEmpty()) {
                throw new InvalidArgumentException(
                        "faults: '"
                                + part
                                + "' is no fault; there are: all, none, "
                                + Arrays.stream(values())
                                        .map(FaultKind::word)
                                        .collect(Collectors.joining(", ")));
            }
            if (out) {
                named.forEach(kinds::remove);
            } else {
                kinds.addAll(named);
            }
        }
        return new ArrayList<>(kinds);
    }
}
