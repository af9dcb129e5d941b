package io.kvasir.router.dynamodb;

import io.kvasir.router.auth.Authenticator;
import io.kvasir.router.dynamodb.operation.Operations;
import io.kvasir.router.dynamodb.operation.TableArn;
import io.kvasir.router.http.HelidonHttpServer;
import io.kvasir.router.http.HttpServer;
import io.kvasir.router.limit.RequestLimit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;

/// The endpoint over a cluster in memory, on a real socket, and a client that sends it plain JSON.
final class LocalEndpoint implements AutoCloseable {
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host, Signature=c";

    private final HttpClient client = HttpClient.newHttpClient();
    private final MemoryCluster cluster = new MemoryCluster();
    private final HttpServer server =
            HelidonHttpServer.start(
                    "127.0.0.1",
                    0,
                    DynamoDbEndpoint.BODY_BYTES_MAX,
                    new DynamoDbEndpoint(
                            Operations.of(
                                    cluster, cluster, TableArn.DEFAULT, Duration.ofSeconds(10)),
                            Authenticator.accepting(Clock.systemUTC()),
                            "us-east-1",
                            new RequestLimit(100),
                            (operation, outcome, nanos) -> {}));

    MemoryCluster cluster() {
        return cluster;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /// The reply's body, whatever its status.
    String call(String operation, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(uri().resolve("/"))
                        .header("content-type", "application/x-amz-json-1.0")
                        .header("authorization", AUTHORIZATION)
                        .header("x-amz-date", "20260101T000000Z")
                        .header("x-amz-target", "DynamoDB_20120810." + operation)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
