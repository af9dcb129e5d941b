package io.kvasir.control.service;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.WatchMapRequest;

/// kvasir.v1.Cluster as it is generated, but for `WatchMap`: that one sends bytes that are encoded
/// already. On the wire nothing is different.
final class WatchMapMethod {
    private static final MethodDescriptor<WatchMapRequest, EncodedUpdate> METHOD =
            ClusterGrpc.getWatchMapMethod().toBuilder(
                            ClusterGrpc.getWatchMapMethod().getRequestMarshaller(),
                            EncodedUpdate.MARSHALLER)
                    .build();

    private WatchMapMethod() {}

    static ServerServiceDefinition in(
            ServerServiceDefinition generated,
            ServerCalls.ServerStreamingMethod<WatchMapRequest, EncodedUpdate> watch) {
        ServiceDescriptor from = generated.getServiceDescriptor();
        ServiceDescriptor.Builder service =
                ServiceDescriptor.newBuilder(from.getName())
                        .setSchemaDescriptor(from.getSchemaDescriptor())
                        .addMethod(METHOD);
        for (MethodDescriptor<?, ?> method : from.getMethods()) {
            if (!isWatch(method)) {
                service.addMethod(method);
            }
        }
        ServerServiceDefinition.Builder definition =
                ServerServiceDefinition.builder(service.build())
                        .addMethod(METHOD, ServerCalls.asyncServerStreamingCall(watch));
        for (ServerMethodDefinition<?, ?> method : generated.getMethods()) {
            if (!isWatch(method.getMethodDescriptor())) {
                definition.addMethod(method);
            }
        }
        return definition.build();
    }

    private static boolean isWatch(MethodDescriptor<?, ?> method) {
        return method.getFullMethodName().equals(METHOD.getFullMethodName());
    }
}
