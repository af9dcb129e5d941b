package io.kvasir.replication.ratis;

import io.kvasir.model.Safeguard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.ThreadPool;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// Ratis's properties for a [RatisConfig]. Most defaults of Ratis are sized for a few large groups;
/// these are for hundreds of small ones. Each line that departs from a default for safety says why.
final class RatisSettings {
    /// Ratis's envelope around an entry: ids, term, index, tags. Generous.
    static final int ENTRY_OVERHEAD_BYTES = 4096;

    /// What one RPC may carry bounds the entry.
    static final int ENTRY_BYTES_LIMIT = 16 << 20;

    private static final int BUFFER_ROOM_BYTES = 64 << 10;

    /// Ratis would close the server after a longer pause of the process. No need: a leader steps
    /// down after seconds, reads ask a majority anew, and writes need one.
    private static final Duration JVM_PAUSE_FATAL = Duration.ofDays(365);

    private static final Duration RETRY_CACHE_EXPIRY = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT_MIN = Duration.ofSeconds(3);
    private static final Duration STAGING_TIMEOUT_MIN = Duration.ofSeconds(10);
    private static final Duration PAUSE_NOTICED = Duration.ofSeconds(1);

    private RatisSettings() {}

    /// @param scanned a folder without groups: Ratis opens every group it finds in its storage
    ///   folder when a server is built, and groups are opened here one by one
    static RaftProperties of(RatisConfig config, Path scanned) {
        RaftProperties properties = new RaftProperties();
        properties.set("raft.rpc.type", KvasirRpcType.class.getName());
        RaftServerConfigKeys.setStorageDir(properties, List.of(scanned.toFile()));
        transport(properties, config);
        timing(properties, config);
        threads(properties);
        log(properties, config);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
        // Only a cache for retries, which never come: each append has a call id of its own.
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, time(RETRY_CACHE_EXPIRY));
        // Reads never go through Ratis: its linearizable reads can be stale.
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.DEFAULT);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(properties, false);
        return properties;
    }

    private static void transport(RaftProperties properties, RatisConfig config) {
        GrpcConfigKeys.Server.setHost(properties, config.listenHost());
        GrpcConfigKeys.Server.setPort(properties, config.listenPort());
        // cached with a size above 0 would run ONE thread.
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolCached(properties, true);
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(properties, 0);
        GrpcConfigKeys.setMessageSizeMax(
                properties, SizeInBytes.valueOf(logEntryBytes(config) + (4L << 20)));
    }

    private static void timing(RaftProperties properties, RatisConfig config) {
        Duration min = config.electionTimeoutMin();
        Duration max = config.electionTimeoutMax();
        Rpc.setTimeoutMin(properties, time(min));
        Rpc.setTimeoutMax(properties, time(max));
        // Wide and early: after a restart of all, many groups elect at once.
        Rpc.setFirstElectionTimeoutMin(properties, time(min.dividedBy(2)));
        Rpc.setFirstElectionTimeoutMax(properties, time(max));
        Rpc.setRequestTimeout(properties, time(longer(REQUEST_TIMEOUT_MIN, max)));
        RaftServerConfigKeys.setStagingTimeout(
                properties, time(longer(STAGING_TIMEOUT_MIN, max.multipliedBy(5))));
        RaftServerConfigKeys.setSleepDeviationThreshold(
                properties, time(longer(PAUSE_NOTICED, min)));
        RaftServerConfigKeys.setCloseThreshold(properties, time(JVM_PAUSE_FATAL));
        // The default sleeps up to 5 s, deaf, before it tries a returned follower again.
        Log.Appender.setRetryPolicy(properties, "1ms,10, 100ms,50, 500ms,1000000");
    }

    private static void threads(RaftProperties properties) {
        ThreadPool.setProxyCached(properties, true);
        ThreadPool.setProxySize(properties, 0);
        ThreadPool.setServerCached(properties, true);
        ThreadPool.setServerSize(properties, 0);
        ThreadPool.setClientCached(properties, true);
        ThreadPool.setClientSize(properties, 0);
    }

    private static void log(RaftProperties properties, RatisConfig config) {
        int entryBytes = logEntryBytes(config);
        Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(entryBytes));
        Log.setWriteBufferSize(properties, SizeInBytes.valueOf(writeBufferBytes(config)));
        Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(4L << 20));
        Log.setSegmentCacheNumMax(properties, 2);
        Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(16L << 20));
        // Zeros written ahead of the entries are bytes written twice.
        Log.setPreallocatedSize(properties, SizeInBytes.valueOf(0));
        Log.setQueueElementLimit(properties, 1024);
        Log.setQueueByteLimit(properties, SizeInBytes.valueOf(8L << 20));
        Log.setPurgeGap(properties, config.purgeEntriesMin());
        Log.setPurgeUptoSnapshotIndex(properties, true);
        Log.setPurgePreservationLogNum(properties, config.entriesKept());
        Log.Appender.setWaitTimeMin(properties, TimeDuration.ZERO);
        // The default appends one more entry for each commit.
        Log.setLogMetadataEnabled(properties, false);
        // The default puts entries into the log on another thread, after their leader's term was
        // compared: see GroupGate.
        Log.setAppendEntriesComposeEnabled(properties, false);
        // A torn last entry must not stop the process; a log that lost more is refused on opening.
        Log.setCorruptionPolicy(properties, Log.CorruptionPolicy.WARN_AND_RETURN);
        // Either would acknowledge what no disk holds.
        Log.setAsyncFlushEnabled(properties, false);
        Log.setUnsafeFlushEnabled(properties, Safeguard.LOG_SYNC.isOff());
        // The state machine pulls its copies itself.
        Log.Appender.setInstallSnapshotEnabled(properties, false);
    }

    static int logEntryBytes(RatisConfig config) {
        return config.entryBytesMax() + ENTRY_OVERHEAD_BYTES;
    }

    /// Direct memory that each running group's log takes.
    static int writeBufferBytes(RatisConfig config) {
        return logEntryBytes(config) + BUFFER_ROOM_BYTES;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
