package io.kvasir.replication.ratis;

import com.google.errorprone.annotations.Immutable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.util.ProtoUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the heartbeats of many groups in one message, and answers them in one. What it does not
/// answer, for whatever reason, the leader sends again the way that Ratis does.
final class HeartbeatService {
    static final String NAME = "kvasir.replication.Heartbeats";

    /// In one message.
    static final int HEARTBEATS_MAX = 1024;

    /// Messages are written one after the other, each behind its length.
    static final MethodDescriptor<List<AppendEntriesRequestProto>, List<AppendEntriesReplyProto>>
            METHOD =
                    MethodDescriptor
                            .<List<AppendEntriesRequestProto>, List<AppendEntriesReplyProto>>
                                    newBuilder()
                            .setType(MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName(
                                    MethodDescriptor.generateFullMethodName(NAME, "Send"))
                            .setRequestMarshaller(
                                    new Delimited<>(AppendEntriesRequestProto.parser()))
                            .setResponseMarshaller(
                                    new Delimited<>(AppendEntriesReplyProto.parser()))
                            .build();

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatService.class);

    private final Predicate<RaftRpcRequestProto> isAdmitted;
    private final GroupGate gate;
    private final Supplier<RaftServer> server;
    private final long patienceMillis;

    /// @param isAdmitted whether this replica is meant, and can be called
    /// @param patienceMillis a group that has not answered after so long is left out of the answer
    HeartbeatService(
            Predicate<RaftRpcRequestProto> isAdmitted,
            GroupGate gate,
            Supplier<RaftServer> server,
            long patienceMillis) {
        this.isAdmitted = isAdmitted;
        this.gate = gate;
        this.server = server;
        this.patienceMillis = patienceMillis;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(NAME)
                .addMethod(METHOD, ServerCalls.asyncUnaryCall(this::take))
                .build();
    }

    private void take(
            List<AppendEntriesRequestProto> heartbeats,
            StreamObserver<List<AppendEntriesReplyProto>> answer) {
        List<CompletableFuture<@Nullable AppendEntriesReplyProto>> replies =
                heartbeats.stream()
                        .limit(HEARTBEATS_MAX)
                        .filter(each -> each.getEntriesCount() == 0)
                        .filter(each -> isAdmitted.test(each.getServerRequest()))
                        .map(this::take)
                        .toList();
        var _ =
                CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                        .completeOnTimeout(null, patienceMillis, TimeUnit.MILLISECONDS)
                        .whenComplete((_, _) -> {
                            answer.onNext(given(replies));
                            answer.onCompleted();
                        });
    }

    /// @return null where the group is busy, or cannot be asked
    private CompletableFuture<@Nullable AppendEntriesReplyProto> take(
            AppendEntriesRequestProto heartbeat) {
        CompletableFuture<@Nullable AppendEntriesReplyProto> reply = new CompletableFuture<>();
        RaftGroupId group = ProtoUtils.toRaftGroupId(heartbeat.getServerRequest().getRaftGroupId());
        if (!gate.runAloneNow(group, () -> take(heartbeat, reply))) {
            reply.complete(null);
        }
        return reply;
    }

    private void take(
            AppendEntriesRequestProto heartbeat,
            CompletableFuture<@Nullable AppendEntriesReplyProto> reply) {
        try {
            var _ =
                    server.get()
                            .appendEntriesAsync(heartbeat)
                            .whenComplete((given, _) -> reply.complete(given));
        } catch (IOException | RuntimeException e) {
            LOG.debug("a heartbeat was not taken", e);
            reply.complete(null);
        }
    }

    private static List<AppendEntriesReplyProto> given(
            List<CompletableFuture<@Nullable AppendEntriesReplyProto>> replies) {
        return replies.stream().map(each -> each.getNow(null)).filter(Objects::nonNull).toList();
    }

    @Immutable
    private record Delimited<M extends MessageLite>(@SuppressWarnings("Immutable") Parser<M> parser)
            implements MethodDescriptor.Marshaller<List<M>> {
        @Override
        public InputStream stream(List<M> messages) {
            try (ByteString.Output out = ByteString.newOutput()) {
                for (M each : messages) {
                    each.writeDelimitedTo(out);
                }
                return out.toByteString().newInput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<M> parse(InputStream in) {
            try {
                List<M> messages = new ArrayList<>();
                for (M each = parser.parseDelimitedFrom(in);
                        each != null;
                        each = parser.parseDelimitedFrom(in)) {
                    messages.add(each);
                }
                return messages;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
