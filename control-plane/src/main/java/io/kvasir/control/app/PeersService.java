package io.kvasir.control.app;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.control.console.Answer;
import io.kvasir.control.console.Console;
import io.kvasir.control.log.ControlStateMachine;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.proto.internal.v1.ControlPeersGrpc;
import io.kvasir.proto.internal.v1.IdentifyRequest;
import io.kvasir.proto.internal.v1.IdentifyResponse;
import io.kvasir.proto.internal.v1.PullStateChunk;
import io.kvasir.proto.internal.v1.PullStateRequest;
import io.kvasir.proto.internal.v1.ShowConsoleRequest;
import io.kvasir.proto.internal.v1.ShowConsoleResponse;
import io.kvasir.replication.Member;
import java.util.List;

/// kvasir.internal.v1.ControlPeers: tells other control planes who this one is, and gives them the
/// state.
final class PeersService extends ControlPeersGrpc.ControlPeersImplBase {
    private static final int CHUNK_BYTES = 256 << 10;

    private final ReplicaId self;
    private final LateLog log;
    private final ControlStateMachine stateMachine;
    private final Console console;
    private volatile List<Member> initialMembers = List.of();

    PeersService(ReplicaId self, LateLog log, ControlStateMachine stateMachine, Console console) {
        this.self = self;
        this.log = log;
        this.stateMachine = stateMachine;
        this.console = console;
    }

    /// What this member has formed the group with; the log knows it only once it has a leader.
    void formedWith(List<Member> members) {
        initialMembers = members;
    }

    @Override
    public void identify(IdentifyRequest request, StreamObserver<IdentifyResponse> reply) {
        List<Member> known = log.status().members();
        IdentifyResponse.Builder answer =
                IdentifyResponse.newBuilder()
                        .setId(self.node().value())
                        .setStorageId(self.storage().value())
                        .setRunning(log.isSet());
        for (Member member : known.isEmpty() ? initialMembers : known) {
            answer.addMembers(member.replica().toString());
        }
        reply.onNext(answer.build());
        reply.onCompleted();
    }

    @Override
    public void pullState(PullStateRequest request, StreamObserver<PullStateChunk> reply) {
        long applied = stateMachine.applied().position().index();
        if (applied < request.getAppliedIndexMin()) {
            reply.onError(
                    Status.FAILED_PRECONDITION
                            .withDescription(
                                    "applied is index "
                                            + applied
                                            + ", asked for is "
                                            + request.getAppliedIndexMin())
                            .asRuntimeException());
            return;
        }
        byte[] copy = stateMachine.copy();
        ServerCallStreamObserver<PullStateChunk> stream =
                (ServerCallStreamObserver<PullStateChunk>) reply;
        Chunks chunks = new Chunks(copy, stream);
        stream.setOnCancelHandler(() -> {});
        stream.setOnReadyHandler(chunks::send);
    }

    @Override
    public void showConsole(ShowConsoleRequest request, StreamObserver<ShowConsoleResponse> reply) {
        Answer answer = console.answerPeer(request.getDocument(), request.getQueryMap());
        reply.onNext(
                ShowConsoleResponse.newBuilder()
                        .setStatus(answer.status())
                        .setJson(UnsafeByteOperations.unsafeWrap(answer.json().array()))
                        .build());
        reply.onCompleted();
    }

    /// Sends as the receiver takes. gRPC runs the handler on one thread at a time.
    private static final class Chunks {
        private final byte[] copy;
        private final ServerCallStreamObserver<PullStateChunk> stream;
        private int sent;

        Chunks(byte[] copy, ServerCallStreamObserver<PullStateChunk> stream) {
            this.copy = copy;
            this.stream = stream;
        }

        void send() {
            while (stream.isReady() && sent < copy.length) {
                int size = Math.min(CHUNK_BYTES, copy.length - sent);
                stream.onNext(
                        PullStateChunk.newBuilder()
                                .setBytes(UnsafeByteOperations.unsafeWrap(copy, sent, size))
                                .build());
                sent += size;
                if (sent == copy.length) {
                    stream.onCompleted();
                }
            }
        }
    }
}
