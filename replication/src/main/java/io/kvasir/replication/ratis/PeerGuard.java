package io.kvasir.replication.ratis;

import java.util.EnumSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.util.ProtoUtils;
import org.jspecify.annotations.Nullable;

/// Turns away what is not meant for this replica. A node whose disk was replaced comes back at the
/// same address under another storage id: a vote or an entry for the voter that it was must not be
/// answered, or it would count for data that is gone. Ratis itself compares the group alone. Its
/// client and administration services are closed to the network as well. What appends to a group's
/// log and what elects goes in one at a time. Heartbeats of many groups at once come in beside it.
final class PeerGuard implements ServerInterceptor, GrpcServices.Customizer {
    private final ByteString self;
    private final Predicate<RaftGroupId> isOpening;
    private final GroupGate gate;
    private final HeartbeatService heartbeats;

    /// @param isOpening of a group here: it cannot be called yet. Ratis would take the call, and
    ///   fail to open the group for it
    /// @param server asked for with the first call
    PeerGuard(
            RatisConfig config,
            Predicate<RaftGroupId> isOpening,
            GroupGate gate,
            Supplier<RaftServer> server) {
        this.self = RatisNames.peer(config.self()).toByteString();
        this.isOpening = isOpening;
        this.gate = gate;
        this.heartbeats =
                new HeartbeatService(
                        request -> refusal(request) == null,
                        gate,
                        server,
                        config.electionTimeoutMin().toMillis() / 2);
    }

    @Override
    public NettyServerBuilder customize(
            NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
        return builder.intercept(this).addService(heartbeats.definition());
    }

    /// @return null: it is for this replica
    private @Nullable Status refusal(RaftRpcRequestProto request) {
        if (!request.getReplyId().equals(self)) {
            String to =
                    request.getReplyId().isEmpty() ? "nobody" : request.getReplyId().toStringUtf8();
            return Status.FAILED_PRECONDITION.withDescription(
                    "for " + to + ", but this is " + self.toStringUtf8());
        }
        RaftGroupId group = ProtoUtils.toRaftGroupId(request.getRaftGroupId());
        return isOpening.test(group)
                ? Status.UNAVAILABLE.withDescription(group + " is being opened")
                : null;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String service = call.getMethodDescriptor().getServiceName();
        if (HeartbeatService.NAME.equals(service)) {
            return next.startCall(call, headers);
        }
        if (!RaftServerProtocolServiceGrpc.SERVICE_NAME.equals(service)) {
            call.close(Status.PERMISSION_DENIED.withDescription("not served"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return new Checked<>(call, next.startCall(call, headers));
    }

    private final class Checked<Q, A> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, A> call;
        private boolean rejected;

        /// What the call is let into alone; null: it appends nothing and elects nobody.
        private @Nullable RaftGroupId entered;

        Checked(ServerCall<Q, A> call, ServerCall.Listener<Q> next) {
            super(next);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            RaftRpcRequestProto request = request(message);
            if (rejected) {
                return;
            }
            Status refusal = refusal(request);
            if (refusal != null) {
                reject(refusal);
                return;
            }
            entered =
                    appendsOrElects(message)
                            ? ProtoUtils.toRaftGroupId(request.getRaftGroupId())
                            : null;
            alone(() -> super.onMessage(message));
        }

        private void alone(Runnable next) {
            RaftGroupId group = entered;
            if (group == null) {
                next.run();
            } else if (!gate.runAlone(group, next)) {
                reject(Status.UNAVAILABLE.withDescription(group + " is busy"));
            }
        }

        private void reject(Status status) {
            rejected = true;
            call.close(status, new Metadata());
            super.onCancel();
        }

        @Override
        public void onHalfClose() {
            if (!rejected) {
                alone(super::onHalfClose);
            }
        }

        @Override
        public void onCancel() {
            if (!rejected) {
                super.onCancel();
            }
        }

        @Override
        public void onComplete() {
            if (!rejected) {
                super.onComplete();
            }
        }
    }

    private static boolean appendsOrElects(Object message) {
        return message instanceof AppendEntriesRequestProto
                || message instanceof RequestVoteRequestProto
                || message instanceof StartLeaderElectionRequestProto;
    }

    /// @return of what is not for a server: one to nobody
    private static RaftRpcRequestProto request(Object message) {
        return switch (message) {
            case AppendEntriesRequestProto append -> append.getServerRequest();
            case RequestVoteRequestProto vote -> vote.getServerRequest();
            case InstallSnapshotRequestProto install -> install.getServerRequest();
            case StartLeaderElectionRequestProto start -> start.getServerRequest();
            case ReadIndexRequestProto read -> read.getServerRequest();
            default -> RaftRpcRequestProto.getDefaultInstance();
        };
    }
}
