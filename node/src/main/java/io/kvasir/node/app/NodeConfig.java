package io.kvasir.node.app;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.runtime.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Everything that a storage node can be told.
///
/// @param id its name, which outlives machine and disk
/// @param host name or address that it binds and that others reach it by
/// @param storagePort of the storage service; 0: any free one, kept for later starts
/// @param raftPort of the Raft server; likewise
/// @param adminPort of `/metrics`, `/healthz` and `/readyz`; 0: any free one
/// @param data its folder, used by no other process
/// @param zone failure domain; empty: none
/// @param controlPlanes `host:port` of each; empty: assignments come by hand
/// @param memory sizes of the store
/// @param timing of heartbeats, reads and elections
/// @param copyBytesPerSecond that copies of its replicas may take of its network
public record NodeConfig(
        NodeId id,
        String host,
        int storagePort,
        int raftPort,
        int adminPort,
        Path data,
        String zone,
        List<String> controlPlanes,
        Memory memory,
        Timing timing,
        long copyBytesPerSecond) {
    private static final int CONTROL_PLANES_MAX = 16;
    private static final int STORAGE_PORT_DEFAULT = 7600;
    private static final int RAFT_PORT_DEFAULT = 7601;
    private static final int HTTP_PORT_DEFAULT = 7602;
    static final long COPY_BYTES_PER_SECOND_DEFAULT = 64L << 20;

    /// @param blockCacheBytes of decompressed blocks; write buffers are charged to it
    /// @param writeBufferBytes of all partitions together
    public record Memory(long blockCacheBytes, long writeBufferBytes) {
        private static final long MIN = 1 << 20;
        public static final Memory DEFAULT = new Memory(256L << 20, 96L << 20);

        public Memory {
            if (writeBufferBytes < MIN || blockCacheBytes < writeBufferBytes) {
                throw new InvalidArgumentException(
                        "the block cache of "
                                + blockCacheBytes
                                + " bytes must hold the write buffers of "
                                + writeBufferBytes
                                + ", which are at least "
                                + MIN);
            }
        }
    }

    /// @param heartbeat how often the node reports
    /// @param stalenessMax bound of eventual reads that name none
    /// @param electionMin,electionMax a follower that heard no leader for a random time between
    ///   them starts an election
    public record Timing(
            Duration heartbeat, Duration stalenessMax, Duration electionMin, Duration electionMax) {
        public static final Timing DEFAULT =
                new Timing(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2));
    }

    public NodeConfig {
        controlPlanes = List.copyOf(controlPlanes);
        if (copyBytesPerSecond < 1) {
            throw new InvalidArgumentException(
                    "copy-rate is " + copyBytesPerSecond + " bytes a second; it must be positive");
        }
        if (controlPlanes.size() > CONTROL_PLANES_MAX) {
            throw new InvalidArgumentException(
                    "control-planes names "
                            + controlPlanes.size()
                            + " addresses; the limit is "
                            + CONTROL_PLANES_MAX);
        }
    }

    /// Reads the component's settings; unknown ones are the caller's to refuse.
    ///
    /// @throws io.kvasir.runtime.settings.SettingsException where one cannot be used
    public static NodeConfig from(Settings settings) {
        return new NodeConfig(
                new NodeId(settings.text("id", "node-1")),
                settings.text("host", "127.0.0.1"),
                settings.port("storage-port", STORAGE_PORT_DEFAULT),
                settings.port("raft-port", RAFT_PORT_DEFAULT),
                settings.port("http-port", HTTP_PORT_DEFAULT),
                settings.path("data", Path.of("data", "node")),
                settings.text("zone", ""),
                settings.list("control-planes", List.of("127.0.0.1:7500")),
                new Memory(
                        settings.bytes("block-cache", Memory.DEFAULT.blockCacheBytes()),
                        settings.bytes("write-buffer", Memory.DEFAULT.writeBufferBytes())),
                new Timing(
                        settings.duration("heartbeat", Timing.DEFAULT.heartbeat()),
                        settings.duration("staleness-max", Timing.DEFAULT.stalenessMax()),
                        settings.duration("election-timeout-min", Timing.DEFAULT.electionMin()),
                        settings.duration("election-timeout-max", Timing.DEFAULT.electionMax())),
                settings.bytes("copy-rate", COPY_BYTES_PER_SECOND_DEFAULT));
    }
}
