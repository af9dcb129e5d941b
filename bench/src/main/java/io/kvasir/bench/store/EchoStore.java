package io.kvasir.bench.store;

import com.google.protobuf.BytesValue;
import com.google.protobuf.Int32Value;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Workload;
import java.util.concurrent.TimeUnit;

/// No store: a server that answers with as many bytes as it is asked for. What no server that
/// speaks gRPC in Java can exceed.
public final class EchoStore implements Store {
    private static final long TIMEOUT_SECONDS = 10;
    private static final String SERVICE = "kvasir.bench.Echo";
    private static final MethodDescriptor<Int32Value, BytesValue> ECHO =
            MethodDescriptor.<Int32Value, BytesValue>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Echo"))
                    .setRequestMarshaller(ProtoUtils.marshaller(Int32Value.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
                    .build();

    private final ManagedChannel channel;
    private final Int32Value answerBytes;

    private EchoStore(ManagedChannel channel, Int32Value answerBytes) {
        this.channel = channel;
        this.answerBytes = answerBytes;
    }

    public static EchoStore connect(String endpoint, int answerBytes) {
        return new EchoStore(
                NettyChannelBuilder.forTarget("dns:///" + endpoint)
                        .usePlaintext()
                        .directExecutor()
                        .build(),
                Int32Value.of(answerBytes));
    }

    /// The server's side.
    public static BindableService service() {
        return () ->
                ServerServiceDefinition.builder(SERVICE)
                        .addMethod(
                                ECHO,
                                ServerCalls.asyncUnaryCall((request, reply) -> {
                                    byte[] answer = new byte[request.getValue()];
                                    reply.onNext(
                                            BytesValue.of(
                                                    com.google.protobuf.UnsafeByteOperations
                                                            .unsafeWrap(answer)));
                                    reply.onCompleted();
                                }))
                        .build();
    }

    @Override
    public String whyNot(Workload workload) {
        return workload == Workload.READ_EVENTUAL ? "" : "an echo reads only: read-eventual";
    }

    @Override
    public void prepare() {
        // There is nothing to hold.
    }

    @Override
    public void perform(Operation operation) {
        if (operation instanceof Operation.Get) {
            ClientCalls.blockingUnaryCall(
                    channel,
                    ECHO,
                    CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS),
                    answerBytes);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
