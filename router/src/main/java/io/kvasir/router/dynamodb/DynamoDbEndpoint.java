package io.kvasir.router.dynamodb;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.router.auth.AuthResult;
import io.kvasir.router.auth.Authenticator;
import io.kvasir.router.dynamodb.error.DynamoDbError;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.RequestReader;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.operation.Call;
import io.kvasir.router.dynamodb.operation.Operation;
import io.kvasir.router.dynamodb.operation.Operations;
import io.kvasir.router.http.HttpHandler;
import io.kvasir.router.http.HttpReply;
import io.kvasir.router.http.HttpRequest;
import io.kvasir.router.limit.RequestLimit;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the service's HTTP requests: finds the operation, checks who asks, reads, checks and
/// runs the request, and words the reply. The order of these steps is the service's.
public final class DynamoDbEndpoint implements HttpHandler {
    /// The service's own limit of a request.
    public static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbEndpoint.class);
    private static final String TARGET_PREFIX = "DynamoDB_20120810.";
    private static final String DONE = "done";
    private static final String JSON = "application/json";
    private static final String AMZ_JSON = "application/x-amz-json-1.0";
    private static final String AMZ_JSON_1_1 = "application/x-amz-json-1.1";
    private static final String NO_OPERATION = "<UnknownOperationException/>\n";

    private final Operations operations;
    private final Authenticator authenticator;
    private final Origins origins;
    private final String healthy;
    private final RequestLimit limit;
    private final Requests requests;
    private final Supplier<String> requestIds = new RequestIds(ThreadLocalRandom::current);

    /// Hears of every request's end.
    @FunctionalInterface
    public interface Requests {
        /// @param operation a name of the service; empty where there was none
        /// @param outcome `done`, or the name of the error
        void ended(String operation, String outcome, long nanos);
    }

    /// @param region the region's name that the health check gives
    public DynamoDbEndpoint(
            Operations operations,
            Authenticator authenticator,
            String region,
            RequestLimit limit,
            Requests requests) {
        this.operations = operations;
        this.authenticator = authenticator;
        this.origins = new Origins(authenticator.isVerifying());
        this.limit = limit;
        this.requests = requests;
        // The space at the end is the service's.
        this.healthy = "healthy: dynamodb." + region + ".amazonaws.com ";
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        return origins.allow(request, handled(request));
    }

    private HttpReply handled(HttpRequest request) {
        if (origins.isPreflight(request)) {
            return reply(200, "text/plain", new byte[0]);
        }
        if (request.method().equals("GET")) {
            return reply(200, "text/plain", healthy.getBytes(StandardCharsets.UTF_8));
        }
        String mediaType = mediaType(request);
        boolean known =
                mediaType.equals(AMZ_JSON)
                        || mediaType.equals(AMZ_JSON_1_1)
                        || mediaType.equals(JSON);
        if (!request.method().equals("POST") || (!request.body().isEmpty() && !known)) {
            return reply(404, "text/plain", NO_OPERATION.getBytes(StandardCharsets.UTF_8));
        }
        return answered(request, known ? mediaType : JSON);
    }

    private HttpReply answered(HttpRequest request, String replyType) {
        long start = System.nanoTime();
        @Nullable Operation operation = operation(request);
        String outcome = DONE;
        try {
            return reply(200, replyType, admitted(request, operation));
        } catch (DynamoDbException e) {
            outcome = e.error().type().exceptionName();
            return reply(e.error().type().status(), replyType, JsonReply.error(e.error()));
        } catch (RuntimeException e) {
            LOG.error("request failed: target {}", request.header("x-amz-target"), e);
            DynamoDbError error =
                    DynamoDbError.of(
                            DynamoDbErrorType.INTERNAL_SERVER_ERROR,
                            "The request processing has failed because of an unknown error,"
                                    + " exception or failure.");
            outcome = error.type().exceptionName();
            return reply(error.type().status(), replyType, JsonReply.error(error));
        } finally {
            String name = operation == null ? "" : operation.name();
            requests.ended(name, outcome, System.nanoTime() - start);
        }
    }

    @Override
    public HttpReply refuseTooLong(long bodyBytesMax) {
        DynamoDbError error =
                DynamoDbError.of(
                        DynamoDbErrorType.REQUEST_ENTITY_TOO_LARGE,
                        "The request's body is longer than the limit of "
                                + bodyBytesMax
                                + " bytes");
        return reply(error.type().status(), JSON, JsonReply.error(error));
    }

    private byte[] admitted(HttpRequest request, @Nullable Operation operation) {
        try {
            limit.enter();
        } catch (RequestFailedException e) {
            throw DynamoDbException.of(DynamoDbErrorType.THROTTLING, e.failure().message());
        }
        try {
            return answer(request, operation);
        } finally {
            limit.leave();
        }
    }

    private byte[] answer(HttpRequest request, @Nullable Operation operation) {
        if (operation == null) {
            if (!request.body().isEmpty() && !RequestReader.isJson(request.body().array())) {
                throw DynamoDbException.serialization("");
            }
            throw DynamoDbException.of(DynamoDbErrorType.UNKNOWN_OPERATION, "");
        }
        if (authenticator.authenticate(request) instanceof AuthResult.Refused refused) {
            throw DynamoDbException.of(type(refused.reason()), refused.message());
        }
        Structure input = RequestReader.read(request.body().array(), operation.input());
        operation.checkConstraints(input);
        @Nullable String host = request.header("host");
        return operation.answer(input, new Call(host == null ? "" : host));
    }

    private @Nullable Operation operation(HttpRequest request) {
        @Nullable String target = request.header("x-amz-target");
        return target == null || !target.startsWith(TARGET_PREFIX)
                ? null
                : operations.find(target.substring(TARGET_PREFIX.length()));
    }

    private static DynamoDbErrorType type(AuthResult.Reason reason) {
        return switch (reason) {
            case MISSING_TOKEN -> DynamoDbErrorType.MISSING_AUTHENTICATION_TOKEN;
            case INCOMPLETE_SIGNATURE -> DynamoDbErrorType.INCOMPLETE_SIGNATURE;
            case INVALID_SIGNATURE -> DynamoDbErrorType.INVALID_SIGNATURE;
            case UNKNOWN_CLIENT -> DynamoDbErrorType.UNRECOGNIZED_CLIENT;
        };
    }

    private static String mediaType(HttpRequest request) {
        @Nullable String contentType = request.header("content-type");
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
    }

    private HttpReply reply(int status, String contentType, byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        SequencedMap<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amzn-RequestId", requestIds.get());
        headers.put("x-amz-crc32", Long.toString(crc.getValue()));
        headers.put("Content-Type", contentType);
        return new HttpReply(status, headers, Bytes.ofOwned(body));
    }
}
