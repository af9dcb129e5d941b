package io.kvasir.router.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.router.auth.Authenticator;
import io.kvasir.router.dynamodb.operation.Operations;
import io.kvasir.router.http.HelidonHttpServer;
import io.kvasir.router.http.HttpServer;
import io.kvasir.router.limit.RequestLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The HTTP side of the endpoint, over a real socket.
class DynamoDbEndpointTest {
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host, Signature=c";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static HttpServer server;

    @BeforeAll
    static void start() {
        DynamoDbEndpoint endpoint =
                new DynamoDbEndpoint(
                        Operations.standalone(),
                        Authenticator.accepting(Clock.systemUTC()),
                        "eu-west-1",
                        new RequestLimit(100),
                        (operation, outcome, nanos) -> {});
        server = HelidonHttpServer.start("127.0.0.1", 0, DynamoDbEndpoint.BODY_BYTES_MAX, endpoint);
    }

    @AfterAll
    static void stop() {
        server.close();
        CLIENT.close();
    }

    @Test
    void anOperationIsAnsweredWithItsHeaders() throws Exception {
        HttpResponse<String> reply = call("DescribeLimits", "{}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .isEqualTo(
                        "{\"AccountMaxReadCapacityUnits\":80000,\"AccountMaxWriteCapacityUnits\":80000,"
                                + "\"TableMaxReadCapacityUnits\":40000,\"TableMaxWriteCapacityUnits\":40000}");
        assertThat(header(reply, "content-type")).isEqualTo("application/x-amz-json-1.0");
        assertThat(header(reply, "x-amzn-requestid")).matches("[0-9A-Z]{52}");
        assertThat(header(reply, "x-amz-crc32")).isEqualTo(crc(reply.body()));
        assertThat(header(reply, "content-length"))
                .isEqualTo(Integer.toString(reply.body().length()));
    }

    @Test
    void endpointDiscoveryLeadsHere() throws Exception {
        assertThat(call("DescribeEndpoints", "{}").body())
                .isEqualTo(
                        "{\"Endpoints\":[{\"Address\":\"127.0.0.1:"
                                + server.port()
                                + "\",\"CachePeriodInMinutes\":1440}]}");
    }

    @Test
    void aGetIsAHealthCheck() throws Exception {
        HttpResponse<String> reply = send(request().GET());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("healthy: dynamodb.eu-west-1.amazonaws.com ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS"})
    void otherMethodsAreNotFound(String method) throws Exception {
        HttpResponse<String> reply = send(request().method(method, BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo("<UnknownOperationException/>\n");
        assertThat(header(reply, "x-amz-crc32")).isEqualTo("3552371480");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:3000, true",
        "http://127.0.0.1, true",
        "http://[::1]:80, true",
        "http://localhost.example.com, false",
        "https://example.com, false",
        "null, false",
        "not a uri, false"
    })
    void onlyThisMachinesPagesMayCallWhereAnyCredentialsPass(String origin, boolean allowed)
            throws Exception {
        HttpResponse<String> preflight =
                send(
                        request()
                                .header("origin", origin)
                                .header("access-control-request-method", "POST")
                                .header(
                                        "access-control-request-headers",
                                        "x-amz-target, x-amz-date")
                                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(allowed ? 200 : 404);
        Optional<String> none = Optional.empty();
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .isEqualTo(allowed ? Optional.of("*") : none);
        assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                .isEqualTo(allowed ? Optional.of("x-amz-target, x-amz-date") : none);
        assertThat(preflight.headers().firstValue("access-control-allow-methods"))
                .isEqualTo(allowed ? Optional.of("POST") : none);
        assertThat(
                        send(request().header("origin", origin).GET())
                                .headers()
                                .firstValue("access-control-allow-origin"))
                .isEqualTo(allowed ? Optional.of("*") : none);
    }

    @Test
    void everyPageMayCallWhereSignaturesAreChecked() throws Exception {
        DynamoDbEndpoint endpoint =
                new DynamoDbEndpoint(
                        Operations.standalone(),
                        Authenticator.verifying(
                                Map.of("id", "secret"), "dynamodb", Clock.systemUTC()),
                        "eu-west-1",
                        new RequestLimit(100),
                        (operation, outcome, nanos) -> {});
        try (HttpServer checked =
                HelidonHttpServer.start(
                        "127.0.0.1", 0, DynamoDbEndpoint.BODY_BYTES_MAX, endpoint)) {
            HttpResponse<String> reply =
                    send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + checked.port() + "/"))
                                    .header("origin", "https://example.com")
                                    .GET());
            assertThat(header(reply, "access-control-allow-origin")).isEqualTo("*");
        }
    }

    @Test
    void anotherContentTypeIsNotFound() throws Exception {
        HttpResponse<String> reply =
                send(
                        request()
                                .header("content-type", "text/plain")
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(reply.statusCode()).isEqualTo(404);
    }

    @Test
    void plainJsonIsAnsweredInKind() throws Exception {
        HttpResponse<String> reply =
                send(
                        request()
                                .header("content-type", " application/json ; charset=utf-8")
                                .header("authorization", AUTHORIZATION)
                                .header("x-amz-date", "20260101T000000Z")
                                .header("x-amz-target", "DynamoDB_20120810.DescribeLimits")
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "content-type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whatever",
                "DynamoDB_20120810.ListTable",
                "DynamoDB_20120810.",
                "DynamoDB_20111205.ListTables",
                "DynamoDB_20120810.SearchVectors"
            })
    void anUnknownTargetIsAnUnknownOperation(String target) throws Exception {
        HttpResponse<String> reply =
                send(
                        request()
                                .header("content-type", "application/x-amz-json-1.0")
                                .header("x-amz-target", target)
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .isEqualTo("{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}");
        assertThat(header(reply, "x-amz-crc32")).isEqualTo("1368724161");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hi", "{"})
    void aBodyThatIsNoJsonIsASerializationFault(String body) throws Exception {
        HttpResponse<String> reply = call("DescribeLimits", body);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .isEqualTo("{\"__type\":\"com.amazon.coral.service#SerializationException\"}");
        assertThat(header(reply, "x-amz-crc32")).isEqualTo("3948637019");
    }

    @Test
    void anUnsignedRequestIsRefused() throws Exception {
        HttpResponse<String> reply =
                send(
                        request()
                                .header("content-type", "application/x-amz-json-1.0")
                                .header("x-amz-target", "DynamoDB_20120810.DescribeLimits")
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .isEqualTo(
                        "{\"__type\":\"com.amazon.coral.service#MissingAuthenticationTokenException\","
                                + "\"message\":\"Request is missing Authentication Token\"}");
        assertThat(header(reply, "x-amz-crc32")).isEqualTo("2088342776");
    }

    @Test
    void aBodyOfSixteenMegabytesIsRead() throws Exception {
        String most = " ".repeat(DynamoDbEndpoint.BODY_BYTES_MAX - 2) + "{}";

        assertThat(call("DescribeLimits", most).statusCode()).isEqualTo(200);
    }

    @Test
    void aLongerBodyIsRefusedUnread() throws Exception {
        String head =
                String.join(
                        "\r\n",
                        "POST / HTTP/1.1",
                        "host: here",
                        "content-type: application/x-amz-json-1.0",
                        "content-length: 16777217",
                        "",
                        "");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();

            String reply =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(reply)
                    .startsWith("HTTP/1.1 413 ")
                    .contains("longer than the limit of 16777216 bytes");
        }
    }

    private static HttpResponse<String> call(String operation, String body) throws Exception {
        return send(
                request()
                        .header("content-type", "application/x-amz-json-1.0")
                        .header("authorization", AUTHORIZATION)
                        .header("x-amz-date", "20260101T000000Z")
                        .header("x-amz-target", "DynamoDB_20120810." + operation)
                        .POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }

    private static String crc(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return Long.toString(crc.getValue());
    }
}
