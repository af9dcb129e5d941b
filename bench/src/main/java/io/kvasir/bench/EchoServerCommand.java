package io.kvasir.bench;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.kvasir.bench.store.EchoStore;
import io.kvasir.cli.server.UntilStopped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The server of the target `grpc-echo`. Calls run on the thread that reads them: nothing a server
/// in Java does over gRPC costs less.
@Command(name = "echo-server", hidden = true, description = "Serves the target grpc-echo.")
public final class EchoServerCommand implements Callable<Integer> {
    @Option(names = "--port", required = true)
    private int port;

    @Override
    public Integer call() throws Exception {
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .directExecutor()
                        .addService(EchoStore.service())
                        .build()
                        .start();
        UntilStopped.run(() -> server.shutdownNow().awaitTermination(), () -> {});
        return 0;
    }
}
