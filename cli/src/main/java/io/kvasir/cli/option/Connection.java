package io.kvasir.cli.option;

import io.kvasir.client.KvasirClient;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/// Where the cluster is and how long to wait for it.
public final class Connection {
    private static final long MILLIS_PER_SECOND = 1000;

    @Option(
            names = {"-e", "--endpoint"},
            split = ",",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:KVASIR_ENDPOINT:-127.0.0.1:7400}",
            description =
                    "gRPC ports of one or more routers (default: the variable KVASIR_ENDPOINT,"
                            + " else 127.0.0.1:7400).")
    private List<String> endpoints;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long a request may take, retries included (default: 30).")
    private double timeoutSeconds;

    public KvasirClient open() {
        return open(Duration.ofMillis((long) (timeoutSeconds * MILLIS_PER_SECOND)));
    }

    /// With a patience of the command's own.
    public KvasirClient open(Duration timeout) {
        return KvasirClient.builder().endpoints(endpoints).timeout(timeout).build();
    }
}
