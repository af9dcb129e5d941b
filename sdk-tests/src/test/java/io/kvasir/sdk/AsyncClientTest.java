package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/// The asynchronous client, many requests at once over few connections.
@ExtendWith(Cluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AsyncClientTest {
    private final DynamoDbAsyncClient client;
    private final String table;

    AsyncClientTest(DynamoDbClient blocking, URI endpoint) {
        table = TableOf.textAndNumber(blocking);
        client =
                DynamoDbAsyncClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(Cluster.CREDENTIALS)
                        .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(10))
                        .build();
    }

    @AfterAll
    void close() {
        client.close();
    }

    @Test
    void manyRequestsAtOnceAllEnd() {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String at = Integer.toString(i);
            writes.add(
                    client.putItem(request ->
                            request.tableName(table)
                                    .item(
                                            Map.of(
                                                    "id", AttributeValue.fromS("async"),
                                                    "at", AttributeValue.fromN(at)))));
        }
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();

        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        client.queryPaginator(request ->
                        request.tableName(table)
                                .consistentRead(true)
                                .limit(30)
                                .keyConditionExpression("id = :id")
                                .expressionAttributeValues(
                                        Map.of(":id", AttributeValue.fromS("async"))))
                .items()
                .subscribe(item -> seen.add(item.get("at").n()))
                .join();
        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(Integer::toString).toList());
    }

    @Test
    void failuresComeWithTheirType() {
        assertThatThrownBy(() ->
                        client.deleteTable(request -> request.tableName("no-such-table")).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void waitersOfItsOwnSeeTheTable() {
        try (var waiter = client.waiter()) {
            assertThat(
                            waiter.waitUntilTableExists(request -> request.tableName(table))
                                    .join()
                                    .matched()
                                    .response())
                    .isPresent();
        }
    }
}
