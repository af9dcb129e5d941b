package io.kvasir.replication.ratis;

import io.kvasir.replication.ReplicationMetrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.util.ProtoUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the heartbeats that groups led here owe to followers on one server in one message, a
/// little before each is due. It is an optimisation alone: whatever it does not bring to a follower
/// and back in time goes as Ratis sends it.
final class HeartbeatCoalescer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatCoalescer.class);
    private static final long UNUSED_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

    private record Due(TappedLogAppender appender, AppendEntriesRequestProto heartbeat) {}

    private final @Nullable SslContext tls;
    private final ReplicationMetrics metrics;
    private final long aheadMillis;
    private final long answerNanosMax;
    private final long restNanos;

    /// By address; each heartbeat names the replica that it is for.
    private final Map<String, Peer> peers = new HashMap<>();

    private boolean closed;

    /// @param aheadMillis a heartbeat goes so long before it is due at most: some times what passes
    ///   between two calls
    HeartbeatCoalescer(
            RatisConfig config,
            @Nullable GrpcTlsConfig tls,
            long aheadMillis,
            ReplicationMetrics metrics) {
        this.metrics = metrics;
        this.tls = tls == null ? null : GrpcUtil.buildSslContextForClient(tls);
        this.aheadMillis = aheadMillis;
        this.answerNanosMax = config.electionTimeoutMin().toNanos();
        this.restNanos = config.electionTimeoutMax().toNanos();
    }

    /// @param appenders all that run
    synchronized void send(Collection<TappedLogAppender> appenders, long nowNanos) {
        if (closed) {
            return;
        }
        Map<Peer, Map<RaftGroupId, Due>> messages = new LinkedHashMap<>();
        for (TappedLogAppender appender : appenders) {
            String address = appender.getFollower().getPeer().getAddress();
            Peer peer = peers.computeIfAbsent(address, Peer::new);
            peer.usedNanos = nowNanos;
            var message = messages.computeIfAbsent(peer, _ -> new LinkedHashMap<>());
            if (peer.isReady(nowNanos) && message.size() < HeartbeatService.HEARTBEATS_MAX) {
                AppendEntriesRequestProto heartbeat = appender.takeHeartbeat(aheadMillis);
                if (heartbeat != null) {
                    message.put(appender.group(), new Due(appender, heartbeat));
                }
            }
        }
        messages.forEach(Peer::send);
        closeUnused(nowNanos);
    }

    private void closeUnused(long nowNanos) {
        peers.values()
                .removeIf(peer -> {
                    boolean unused = nowNanos - peer.usedNanos > UNUSED_NANOS_MAX;
                    if (unused) {
                        peer.channel.shutdownNow();
                    }
                    return unused;
                });
    }

    @Override
    public synchronized void close() {
        closed = true;
        peers.values().forEach(peer -> peer.channel.shutdownNow());
    }

    /// A server that follows. One message at a time is on its way to it.
    private final class Peer {
        private final String address;
        private final ManagedChannel channel;
        private long usedNanos;
        private volatile boolean waiting;

        /// It failed to answer, and is left to Ratis up to here; null: it has not.
        private volatile @Nullable Long restsUntilNanos;

        Peer(String address) {
            this.address = address;
            NettyChannelBuilder builder =
                    NettyChannelBuilder.forTarget(address).proxyDetector(_ -> null).disableRetry();
            this.channel = (tls == null ? builder.usePlaintext() : builder.sslContext(tls)).build();
        }

        boolean isReady(long nowNanos) {
            Long until = restsUntilNanos;
            return !waiting && (until == null || nowNanos - until >= 0);
        }

        void send(Map<RaftGroupId, Due> message) {
            if (message.isEmpty()) {
                return;
            }
            waiting = true;
            metrics.heartbeatsSent(message.size());
            var call =
                    channel.newCall(
                            HeartbeatService.METHOD,
                            CallOptions.DEFAULT.withDeadlineAfter(
                                    answerNanosMax, TimeUnit.NANOSECONDS));
            ClientCalls.asyncUnaryCall(
                    call,
                    message.values().stream().map(Due::heartbeat).toList(),
                    new Answer(this, message));
        }
    }

    private final class Answer implements StreamObserver<List<AppendEntriesReplyProto>> {
        private final Peer peer;
        private final Map<RaftGroupId, Due> asked;

        Answer(Peer peer, Map<RaftGroupId, Due> asked) {
            this.peer = peer;
            this.asked = asked;
        }

        @Override
        public void onNext(List<AppendEntriesReplyProto> replies) {
            for (AppendEntriesReplyProto reply : replies) {
                Due due =
                        asked.get(
                                ProtoUtils.toRaftGroupId(reply.getServerReply().getRaftGroupId()));
                if (due != null) {
                    due.appender().heartbeatAnswered(reply);
                }
            }
        }

        @Override
        public void onError(Throwable error) {
            LOG.debug("{} did not answer heartbeats", peer.address, error);
            peer.restsUntilNanos = System.nanoTime() + restNanos;
            peer.waiting = false;
        }

        @Override
        public void onCompleted() {
            peer.restsUntilNanos = null;
            peer.waiting = false;
        }
    }
}
