package io.kvasir.router.app;

import io.kvasir.router.grpc.Door;
import io.kvasir.runtime.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a router is started with. Ports of 0 let the system choose.
///
/// @param name tells routers apart in metrics
/// @param grpcPort of `kvasir.v1`
/// @param httpPort of metrics and health
/// @param dynamodbPort of the DynamoDB endpoint
/// @param controlPlanes `host:port` of the control planes' gRPC servers
/// @param mapCache file with the last map, so that a restart serves without a control plane
/// @param zone the router's own, whose replicas are near; empty: all are
/// @param requestTimeout for requests that bring no deadline
/// @param requestsMax under way at once; more are refused
/// @param dynamodb of the DynamoDB endpoint
public record RouterConfig(
        String name,
        String host,
        int grpcPort,
        int httpPort,
        int dynamodbPort,
        List<String> controlPlanes,
        Optional<Path> mapCache,
        String zone,
        Duration requestTimeout,
        int requestsMax,
        DynamoDbConfig dynamodb) {
    public static final int GRPC_PORT_DEFAULT = 7400;
    public static final int HTTP_PORT_DEFAULT = 7480;
    public static final int DYNAMODB_PORT_DEFAULT = 8000;
    public static final Duration REQUEST_TIMEOUT_DEFAULT = Duration.ofSeconds(10);
    public static final int REQUESTS_MAX_DEFAULT = 8192;
    private static final int REQUESTS_MAX_MAX = 1_000_000;

    public RouterConfig {
        controlPlanes = List.copyOf(controlPlanes);
        if (controlPlanes.isEmpty()) {
            throw new IllegalArgumentException(
                    "control-planes is empty; the address of at least one control plane is needed");
        }
    }

    /// All defaults.
    public static RouterConfig of(List<String> controlPlanes) {
        return new RouterConfig(
                "router",
                "127.0.0.1",
                GRPC_PORT_DEFAULT,
                HTTP_PORT_DEFAULT,
                DYNAMODB_PORT_DEFAULT,
                controlPlanes,
                Optional.empty(),
                "",
                REQUEST_TIMEOUT_DEFAULT,
                REQUESTS_MAX_DEFAULT,
                DynamoDbConfig.DEFAULT);
    }

    public static RouterConfig from(Settings settings) {
        String mapCache = settings.text("map-cache", "");
        return new RouterConfig(
                settings.text("id", "router"),
                settings.text("host", "127.0.0.1"),
                settings.port("grpc-port", GRPC_PORT_DEFAULT),
                settings.port("http-port", HTTP_PORT_DEFAULT),
                settings.port("dynamodb-port", DYNAMODB_PORT_DEFAULT),
                settings.list("control-planes", List.of("127.0.0.1:7500")),
                mapCache.isEmpty() ? Optional.empty() : Optional.of(Path.of(mapCache)),
                settings.text("zone", ""),
                settings.duration(
                        "request-timeout",
                        REQUEST_TIMEOUT_DEFAULT,
                        Duration.ofMillis(1),
                        Door.DEADLINE_MAX),
                settings.integer("requests-max", REQUESTS_MAX_DEFAULT, 1, REQUESTS_MAX_MAX),
                DynamoDbConfig.from(settings));
    }

    public RouterConfig withPorts(int grpc, int http, int dynamodbEndpoint) {
        return new RouterConfig(
                name,
                host,
                grpc,
                http,
                dynamodbEndpoint,
                controlPlanes,
                mapCache,
                zone,
                requestTimeout,
                requestsMax,
                dynamodb);
    }

    public RouterConfig withMapCache(Path file) {
        return new RouterConfig(
                name,
                host,
                grpcPort,
                httpPort,
                dynamodbPort,
                controlPlanes,
                Optional.of(file),
                zone,
                requestTimeout,
                requestsMax,
                dynamodb);
    }
}
