package io.kvasir.replication.ratis;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogCorruptedException;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.ReplicationMetrics;
import io.kvasir.replication.ReplicationServer;
import io.kvasir.replication.StateMachine;
import io.kvasir.replication.ratis.GroupFiles.Entry;
import io.kvasir.replication.ratis.GroupFiles.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.ExitUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All replicas of one process on one Ratis server and one port. Groups are opened one by one, by
/// whoever has their state; Ratis itself would open every log it finds.
///
/// Loggers: `org.apache.ratis` tells each step of each group at INFO; run it at WARN.
public final class RatisReplicationServer implements ReplicationServer {
    private static final Logger LOG = LoggerFactory.getLogger(RatisReplicationServer.class);
    private static final long TICK_MILLIS_MIN = 10;
    private static final long TICK_MILLIS_MAX = 100;
    private static final long MARK_MILLIS = 1000;

    /// Heartbeats go so many ticks ahead: one tick may be late.
    private static final long HEARTBEAT_TICKS = 2;

    private final LogMemory memory;
    private final ServerContext context;
    final RaftServer server;
    private final GroupFiles files;
    private final GroupGate gate;
    private final HeartbeatCoalescer heartbeats;
    private final ExecutorService blocking;
    private final ScheduledExecutorService clock;
    private final ScheduledExecutorService marking;
    private final ConcurrentHashMap<RaftGroupId, RatisLog> opening = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<GroupId, RatisLog> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public RatisReplicationServer(RatisConfig config) throws IOException {
        this(config, FatalHandler.HALT, ReplicationMetrics.NONE);
    }

    /// Listens when this returns.
    ///
    /// @throws IOException where the port cannot be bound or the folder not be used
    public RatisReplicationServer(
            RatisConfig config, FatalHandler fatal, ReplicationMetrics metrics) throws IOException {
        this(config, fatal, metrics, LogMemory.ofProcess(config));
    }

    RatisReplicationServer(
            RatisConfig config, FatalHandler fatal, ReplicationMetrics metrics, LogMemory memory)
            throws IOException {
        this.memory = memory;
        // Ratis would end the process where a port is taken; now it throws.
        ExitUtils.disableSystemExit();
        files = new GroupFiles(config.directory());
        gate = new GroupGate(config.electionTimeoutMin());
        heartbeats =
                new HeartbeatCoalescer(
                        config,
                        tls(config).orElse(null),
                        HEARTBEAT_TICKS * tickMillis(config),
                        metrics);
        finishRemovals();
        RaftProperties properties = RatisSettings.of(config, files.none());
        server =
                RaftServer.newBuilder()
                        .setServerId(RatisNames.peer(config.self()))
                        .setStateMachineRegistry(this::adapter)
                        .setProperties(properties)
                        .setParameters(parameters(config))
                        .build();
        RaftServerConfigKeys.setStorageDir(properties, List.of(files.logs().toFile()));
        blocking =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("raft-order-", 0).factory());
        marking =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("raft-marks").factory());
        clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("raft-clock").factory());
        context =
                new ServerContext(
                        config,
                        server,
                        ClientId.randomId(),
                        new AtomicLong(),
                        files,
                        new SnapshotInstaller(
                                config.installsMax(), config.installPause(), fatal, metrics),
                        gate,
                        blocking,
                        fatal,
                        metrics);
        start(config);
    }

    /// An earlier run may have ended in the middle of one.
    private void finishRemovals() {
        for (GroupId group : files.stored()) {
            if (isBeingRemoved(group)) {
                files.deleteLog(group);
                files.deleteEntry(group);
            }
        }
    }

    private boolean isBeingRemoved(GroupId group) {
        return files.read(group).filter(entry -> entry.phase() == Phase.REMOVED).isPresent();
    }

    private void start(RatisConfig config) throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            close();
            throw new IOException("cannot listen on port " + config.listenPort(), e);
        }
        long tick = tickMillis(config);
        var _ = clock.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
        var _ =
                marking.scheduleWithFixedDelay(
                        () -> running.values().forEach(RatisLog::mark),
                        MARK_MILLIS,
                        MARK_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static long tickMillis(RatisConfig config) {
        return Math.clamp(
                config.electionTimeoutMin().toMillis() / 10, TICK_MILLIS_MIN, TICK_MILLIS_MAX);
    }

    private Parameters parameters(RatisConfig config) {
        Parameters parameters = new Parameters();
        GrpcConfigKeys.Server.setServicesCustomizer(
                parameters, new PeerGuard(config, opening::containsKey, gate, this::raft));
        tls(config).ifPresent(tls -> GrpcConfigKeys.TLS.setConf(parameters, tls));
        return parameters;
    }

    private static Optional<GrpcTlsConfig> tls(RatisConfig config) {
        return config.tls()
                .map(files ->
                        new GrpcTlsConfig(
                                files.privateKey().toFile(),
                                files.certificateChain().toFile(),
                                files.trust().toFile(),
                                true));
    }

    /// The port that the Raft transport listens on.
    public int port() {
        return server.getServerRpc().getInetSocketAddress().getPort();
    }

    RaftServer raft() {
        return server;
    }

    @Override
    public int room() {
        return memory.room();
    }

    private StateMachineAdapter adapter(RaftGroupId group) {
        RatisLog log = opening.get(group);
        if (log == null) {
            throw new IllegalStateException(group + " was not opened here");
        }
        return log.adapter();
    }

    @Override
    public synchronized ReplicatedLog create(
            GroupId group, List<Member> initialMembers, StateMachine stateMachine) {
        requireAbsent(group);
        if (!initialMembers.isEmpty()
                && initialMembers.stream()
                        .noneMatch(member -> member.replica().equals(context.config().self()))) {
            throw new InvalidArgumentException(
                    group
                            + " cannot be formed here by "
                            + initialMembers
                            + " without this replica");
        }
        if (isBeingRemoved(group)) {
            files.deleteLog(group);
        }
        if (files.isStored(group)) {
            throw new InvalidArgumentException(
                    group + " has a log here already: open or remove it");
        }
        requireMemory(group);
        long seed = stateMachine.durablePosition().index();
        files.write(group, new Entry(List.copyOf(initialMembers), seed, Phase.FORMING));
        try {
            RatisLog log = add(group, initialMembers, stateMachine, true);
            formed(group);
            return log;
        } catch (RuntimeException e) {
            files.write(group, new Entry(List.of(), 0, Phase.REMOVED));
            throw e;
        }
    }

    @Override
    public synchronized ReplicatedLog open(GroupId group, StateMachine stateMachine) {
        requireAbsent(group);
        requireMemory(group);
        GroupFiles.Entry entry =
                files.read(group)
                        .orElseThrow(
                                () -> new LogCorruptedException(group, "its record is missing"));
        if (entry.phase() == Phase.REMOVED || !files.hasLog(group)) {
            throw new LogCorruptedException(group, "its log is gone");
        }
        long durable = stateMachine.durablePosition().index();
        long last =
                LogScan.lastIndex(
                        group,
                        files.log(group),
                        RatisSettings.logEntryBytes(context.config()),
                        durable);
        if (entry.phase() == Phase.INSTALLING) {
            entry = entry.with(Math.max(durable, files.marked(group)), Phase.WHOLE);
            files.write(group, entry);
        }
        long known = Math.max(durable, files.marked(group));
        if (last < known && known > entry.base()) {
            throw new LogCorruptedException(
                    group,
                    "the log ends at " + last + ", but held all that is committed up to " + known);
        }
        RatisLog log = add(group, entry.formedWith(), stateMachine, false);
        formed(group);
        return log;
    }

    /// From now on, that the log is not there means that it was lost.
    private void formed(GroupId group) {
        files.update(
                group,
                entry ->
                        entry.phase() == Phase.FORMING
                                ? entry.with(entry.base(), Phase.WHOLE)
                                : entry);
    }

    private void requireAbsent(GroupId group) {
        if (closed) {
            throw new IllegalStateException("the server is closed");
        }
        if (running.containsKey(group)) {
            throw new InvalidArgumentException(group + " is running already");
        }
    }

    /// Ratis would fail half-way, and leave threads behind.
    private void requireMemory(GroupId group) {
        if (!memory.hasForOne()) {
            throw new IllegalStateException(
                    ("no direct memory is left for the log of %s: it takes %d bytes, and of %d, %d are"
                                    + " used; raise -XX:MaxDirectMemorySize")
                            .formatted(
                                    group,
                                    memory.groupBytes(),
                                    memory.limitBytes(),
                                    memory.usedBytes().getAsLong()));
        }
    }

    private RatisLog add(
            GroupId group, List<Member> members, StateMachine stateMachine, boolean format) {
        RaftGroupId id = RatisNames.group(group);
        RatisLog log = new RatisLog(group, stateMachine, context);
        opening.put(id, log);
        LogSyncMetrics.watch(memberName(id), nanos -> context.metrics().logSynced(group, nanos));
        try {
            manage(
                    GroupManagementRequest.newAdd(
                            context.client(),
                            context.self(),
                            context.callIds().incrementAndGet(),
                            RaftGroup.valueOf(id, RatisNames.peers(members)),
                            format));
            KeptSignal.replaceUpdaters(server.getDivision(id));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + group, e);
        } finally {
            opening.remove(id);
        }
        running.put(group, log);
        return log;
    }

    @Override
    public synchronized void remove(GroupId group) {
        RatisLog log = running.remove(group);
        if (files.isStored(group)) {
            files.noteRemoval(group);
            // A log deleted by half must not be opened again.
            files.update(group, entry -> entry.with(0, Phase.REMOVED));
        }
        if (log != null) {
            stop(log);
        }
        files.deleteLog(group);
        files.deleteEntry(group);
    }

    @Override
    public boolean isStored(GroupId group) {
        return files.isStored(group);
    }

    @Override
    public boolean wasRemoved(GroupId group) {
        return files.wasRemoved(group);
    }

    private String memberName(RaftGroupId group) {
        return RaftGroupMemberId.valueOf(context.self(), group).toString();
    }

    private void stop(RatisLog log) {
        log.closing();
        try {
            manage(
                    GroupManagementRequest.newRemove(
                            context.client(),
                            context.self(),
                            context.callIds().incrementAndGet(),
                            RatisNames.group(log.group()),
                            true,
                            false));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop " + log.group(), e);
        } finally {
            LogSyncMetrics.unwatch(memberName(RatisNames.group(log.group())));
            log.closed();
        }
    }

    private void manage(GroupManagementRequest request) throws IOException {
        RaftClientReply reply;
        try {
            reply = server.groupManagementAsync(request).join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        }
        if (!reply.isSuccess()) {
            throw new IOException(String.valueOf(reply.getException()));
        }
    }

    @Override
    public List<GroupId> stored() {
        return files.stored();
    }

    private void tick() {
        long now = System.nanoTime();
        for (RatisLog log : running.values()) {
            try {
                log.tick(now);
            } catch (RuntimeException e) {
                LOG.error("{}: the clock's work failed", log.group(), e);
            }
        }
        sendHeartbeats(now);
    }

    private void sendHeartbeats(long nowNanos) {
        try {
            heartbeats.send(
                    running.values().stream().flatMap(log -> log.followers().appenders()).toList(),
                    nowNanos);
        } catch (RuntimeException e) {
            LOG.error("heartbeats were not sent together", e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        running.values().forEach(RatisLog::closing);
        clock.shutdownNow();
        heartbeats.close();
        marking.shutdown();
        context.installer().close();
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("closing Ratis failed", e);
        }
        for (RatisLog log : running.values()) {
            LogSyncMetrics.unwatch(memberName(RatisNames.group(log.group())));
            log.closed();
        }
        blocking.shutdown();
    }
}
