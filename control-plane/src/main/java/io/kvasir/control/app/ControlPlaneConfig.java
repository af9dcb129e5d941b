package io.kvasir.control.app;

import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.MergeLimits;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.runtime.settings.Settings;
import io.kvasir.runtime.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Everything one control plane can be told.
///
/// @param id its name among the control planes: 1 to 63 of `a-z 0-9 -`
/// @param host address to bind
/// @param grpcPort,raftPort,adminPort 0 lets the system choose, where it is the only member
/// @param data folder of its own: identity, log, snapshot
/// @param peers all members, this one included; empty: it is the only one
/// @param replicationFactor replicas of each partition
/// @param initialNodes nodes that must be alive before the first partitions are made
/// @param initialPartitions how many; 0: one for each node
/// @param nodeDeadAfter a node silent for longer counts as dead
/// @param electionTimeoutMin,electionTimeoutMax of the control plane's own group
/// @param elastic when partitions are divided and replicas moved without anybody asking
public record ControlPlaneConfig(
        String id,
        String host,
        int grpcPort,
        int raftPort,
        int adminPort,
        Path data,
        List<Peer> peers,
        int replicationFactor,
        int initialNodes,
        int initialPartitions,
        Duration nodeDeadAfter,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        ElasticLimits elastic) {
    static final int MEMBERS_MAX = 7;
    private static final int ACTIONS_PER_ROUND_MAX = 64;
    private static final int UNITS_MAX = 1_000_000_000;
    private static final int MOVES_MAX = 10_000;

    /// One control plane as the others reach it, `host:port` each.
    public record Peer(String id, String grpcAddress, String raftAddress) {
        /// From `id@grpc-host:port/raft-host:port`.
        ///
        /// @throws SettingsException where the text is not of that form
        public static Peer parse(String text) {
            int at = text.indexOf('@');
            int slash = text.indexOf('/', at + 1);
            if (at < 1 || slash < 0 || slash == text.length() - 1) {
                throw new SettingsException(
                        "peer '" + text + "' must have the form id@grpc-host:port/raft-host:port");
            }
            return new Peer(
                    text.substring(0, at),
                    text.substring(at + 1, slash),
                    text.substring(slash + 1));
        }
    }

    public ControlPlaneConfig {
        peers = List.copyOf(peers);
        new NodeId(id);
        if (peers.size() > MEMBERS_MAX) {
            throw new InvalidArgumentException(
                    "peers: " + peers.size() + " given; the limit is " + MEMBERS_MAX);
        }
        String self = id;
        if (!peers.isEmpty() && peers.stream().noneMatch(peer -> peer.id().equals(self))) {
            throw new InvalidArgumentException(
                    "peers must name this control plane too, and '" + id + "' is not among them");
        }
        if (peers.stream().map(Peer::id).distinct().count() != peers.size()) {
            throw new InvalidArgumentException("peers: two have the same id");
        }
        limits(replicationFactor, initialNodes, initialPartitions, elastic);
    }

    /// The only member, with the system's choice of ports: for development and tests.
    public static ControlPlaneConfig single(Path data, int replicationFactor, int initialNodes) {
        return new ControlPlaneConfig(
                "cp1",
                "127.0.0.1",
                0,
                0,
                0,
                data,
                List.of(),
                replicationFactor,
                initialNodes,
                0,
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                Duration.ofMillis(600),
                ElasticLimits.DEFAULT);
    }

    /// Reads the component's settings; unknown ones are the caller's to refuse.
    ///
    /// @throws SettingsException where one cannot be used
    public static ControlPlaneConfig from(Settings settings) {
        int replicationFactor = settings.integer("replication-factor", 3, 1, 7);
        return new ControlPlaneConfig(
                settings.text("id", "cp1"),
                settings.text("host", "127.0.0.1"),
                settings.port("grpc-port", 7500),
                settings.port("raft-port", 7501),
                settings.port("http-port", 7502),
                settings.path("data", Path.of("data", "control-plane")),
                settings.list("peers", List.of()).stream().map(Peer::parse).toList(),
                replicationFactor,
                settings.integer("initial-nodes", replicationFactor, replicationFactor, 10_000),
                settings.integer(
                        "initial-partitions", 0, 0, PlacementLimits.INITIAL_PARTITIONS_MAX),
                settings.duration("node-dead-after", Duration.ofSeconds(5)),
                settings.duration("election-timeout-min", Duration.ofSeconds(1)),
                settings.duration("election-timeout-max", Duration.ofSeconds(2)),
                elastic(settings));
    }

    private static ElasticLimits elastic(Settings settings) {
        ElasticLimits defaults = ElasticLimits.DEFAULT;
        return new ElasticLimits(
                settings.flag("automatic-split", defaults.automaticSplit()),
                settings.flag("automatic-balance", defaults.automaticBalance()),
                settings.bytes("split-size", defaults.splitBytes()),
                settings.integer("split-read-units", (int) defaults.splitReadUnits(), 1, UNITS_MAX),
                settings.integer(
                        "split-write-units", (int) defaults.splitWriteUnits(), 1, UNITS_MAX),
                settings.duration("split-settle", defaults.splitSettle()),
                settings.duration("repair-after", defaults.repairAfter()),
                settings.integer("moves-max", defaults.movesMax(), 1, MOVES_MAX),
                new MergeLimits(
                        settings.flag("automatic-merge", defaults.merge().automatic()),
                        settings.bytes("merge-size", defaults.merge().bytesMax()),
                        settings.duration("merge-after", defaults.merge().after())));
    }

    PlacementLimits limits() {
        return limits(replicationFactor, initialNodes, initialPartitions, elastic);
    }

    private static PlacementLimits limits(
            int replicationFactor, int initialNodes, int initialPartitions, ElasticLimits elastic) {
        return new PlacementLimits(
                replicationFactor, initialNodes, initialPartitions, ACTIONS_PER_ROUND_MAX, elastic);
    }
}
