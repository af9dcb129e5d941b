package io.kvasir.router.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// The AWS SDK for Java as it comes: plain, asynchronous and enhanced clients, waiters, paginators.
class AwsSdkTest {
    private static LocalEndpoint endpoint;
    private static DynamoDbClient client;

    @BeforeAll
    static void start() {
        endpoint = new LocalEndpoint();
        client =
                DynamoDbClient.builder()
                        .endpointOverride(endpoint.uri())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials())
                        .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        endpoint.close();
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing"));
    }

    @BeforeEach
    @SuppressWarnings("unchecked") // The SDK's own varargs of consumers.
    void createTable() {
        client.createTable(table ->
                table.tableName("music")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                name ->
                                        name.attributeName("artist")
                                                .attributeType(ScalarAttributeType.S),
                                name ->
                                        name.attributeName("year")
                                                .attributeType(ScalarAttributeType.N))
                        .keySchema(
                                key -> key.attributeName("artist").keyType(KeyType.HASH),
                                key -> key.attributeName("year").keyType(KeyType.RANGE)));
        assertThat(
                        client.waiter()
                                .waitUntilTableExists(table -> table.tableName("music"))
                                .matched()
                                .response())
                .isPresent();
    }

    @AfterEach
    void deleteTable() {
        client.deleteTable(table -> table.tableName("music"));
        client.waiter().waitUntilTableNotExists(table -> table.tableName("music"));
    }

    @Test
    void aTableIsDescribedAsItWasMade() {
        var table = client.describeTable(request -> request.tableName("music")).table();

        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.tableArn())
                .isEqualTo("arn:aws:dynamodb:us-east-1:123456789012:table/music");
        assertThat(table.creationDateTime().toEpochMilli()).isPositive();
        assertThat(table.keySchema()).hasSize(2);
        assertThat(client.listTables().tableNames()).containsExactly("music");
        assertThatThrownBy(this::createTable)
                .isInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("Table already exists: music");
    }

    @Test
    void allTypesComeBackAsTheyWere() {
        Map<String, AttributeValue> item =
                Map.of(
                        "artist", text("Björk"),
                        "year", number("1997"),
                        "binary", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1})),
                        "flag", AttributeValue.fromBool(false),
                        "nothing", AttributeValue.fromNul(true),
                        "tags", AttributeValue.fromSs(List.of("a", "b")),
                        "numbers", AttributeValue.fromNs(List.of("1", "2.5")),
                        "list", AttributeValue.fromL(List.of(text(""), number("-1"))),
                        "map", AttributeValue.fromM(Map.of("k", AttributeValue.fromM(Map.of()))));

        client.putItem(put -> put.tableName("music").item(item));

        GetItemResponse got =
                client.getItem(get ->
                        get.tableName("music")
                                .key(key("Björk", 1997))
                                .consistentRead(true)
                                .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));
        assertThat(got.item()).isEqualTo(item);
        assertThat(got.consumedCapacity().capacityUnits()).isEqualTo(1.0);
        assertThat(got.consumedCapacity().table().capacityUnits()).isEqualTo(1.0);
        assertThat(client.getItem(get -> get.tableName("music").key(key("Björk", 1998))).hasItem())
                .isFalse();
    }

    @Test
    void aFailedConditionCarriesThePresentItem() {
        client.putItem(put -> put.tableName("music").item(key("Low", 1994)));

        ConditionalCheckFailedException failed =
                catchThrowableOfType(
                        ConditionalCheckFailedException.class,
                        () ->
                                client.putItem(put ->
                                        put.tableName("music")
                                                .item(key("Low", 1994))
                                                .conditionExpression("attribute_not_exists(artist)")
                                                .returnValuesOnConditionCheckFailure("ALL_OLD")));

        assertThat(failed.item()).isEqualTo(key("Low", 1994));
        assertThat(failed.awsErrorDetails().errorMessage())
                .isEqualTo("The conditional request failed");
        assertThat(failed.requestId()).matches("[0-9A-Z]{52}");
    }

    @Test
    void anUpdateReturnsWhatItWasAskedFor() {
        client.putItem(put -> put.tableName("music").item(key("Low", 1994)));

        var updated =
                client.updateItem(update ->
                        update.tableName("music")
                                .key(key("Low", 1994))
                                .updateExpression(
                                        "SET plays = if_not_exists(plays, :zero) + :one, #t = :t")
                                .expressionAttributeNames(Map.of("#t", "title"))
                                .expressionAttributeValues(
                                        Map.of(
                                                ":zero", number("0"),
                                                ":one", number("1"),
                                                ":t", text("I Could Live in Hope")))
                                .returnValues(ReturnValue.UPDATED_NEW));

        assertThat(updated.attributes())
                .isEqualTo(Map.of("plays", number("1"), "title", text("I Could Live in Hope")));
        assertThat(
                        client.deleteItem(delete ->
                                        delete.tableName("music")
                                                .key(key("Low", 1994))
                                                .returnValues(ReturnValue.ALL_OLD))
                                .attributes())
                .containsEntry("plays", number("1"));
    }

    @Test
    void paginatorsFollowEveryPage() {
        IntStream.range(1960, 2000)
                .forEach(year ->
                        client.putItem(put -> put.tableName("music").item(key("Dylan", year))));

        List<Map<String, AttributeValue>> queried =
                client
                        .queryPaginator(query ->
                                query.tableName("music")
                                        .limit(7)
                                        .scanIndexForward(false)
                                        .keyConditionExpression(
                                                "artist = :a AND #y BETWEEN :from AND :to")
                                        .expressionAttributeNames(Map.of("#y", "year"))
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":a", text("Dylan"),
                                                        ":from", number("1965"),
                                                        ":to", number("1990"))))
                        .items()
                        .stream()
                        .toList();
        List<Map<String, AttributeValue>> scanned = new ArrayList<>();
        for (int segment = 0; segment < 3; segment++) {
            int number = segment;
            client.scanPaginator(scan ->
                            scan.tableName("music").segment(number).totalSegments(3).limit(9))
                    .items()
                    .forEach(scanned::add);
        }

        assertThat(queried).hasSize(26).first().isEqualTo(key("Dylan", 1990));
        assertThat(scanned).hasSize(40);
        assertThat(
                        client.query(query ->
                                        query.tableName("music")
                                                .select("COUNT")
                                                .keyConditionExpression("artist = :a")
                                                .expressionAttributeValues(
                                                        Map.of(":a", text("Dylan"))))
                                .count())
                .isEqualTo(40);
    }

    @Test
    void batchesWriteAndReadManyItems() {
        List<WriteRequest> writes =
                IntStream.range(0, 25)
                        .mapToObj(year ->
                                WriteRequest.builder()
                                        .putRequest(put -> put.item(key("Can", 1969 + year)))
                                        .build())
                        .toList();

        var written =
                client.batchWriteItem(batch ->
                        batch.requestItems(Map.of("music", writes))
                                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        var read =
                client.batchGetItem(batch ->
                        batch.requestItems(
                                Map.of(
                                        "music",
                                        KeysAndAttributes.builder()
                                                .keys(List.of(key("Can", 1969), key("Can", 1900)))
                                                .projectionExpression("artist")
                                                .build())));

        assertThat(written.unprocessedItems()).isEmpty();
        assertThat(written.consumedCapacity().getFirst().capacityUnits()).isEqualTo(25.0);
        assertThat(read.responses())
                .isEqualTo(Map.of("music", List.of(Map.of("artist", text("Can")))));
        assertThat(read.unprocessedKeys()).isEmpty();
    }

    @Test
    void errorsArriveAsTheirExceptions() {
        assertThatThrownBy(() -> client.getItem(get -> get.tableName("none").key(key("a", 1))))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageStartingWith("Requested resource not found (Service: DynamoDb");
        assertThatThrownBy(() ->
                        client.getItem(
                                get -> get.tableName("music").key(Map.of("artist", text("a")))))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageStartingWith("The provided key element does not match the schema");
    }

    @Test
    void theAsynchronousClientWorksAsWell() {
        try (DynamoDbAsyncClient async =
                DynamoDbAsyncClient.builder()
                        .endpointOverride(endpoint.uri())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials())
                        .build()) {
            async.putItem(put -> put.tableName("music").item(key("Neu!", 1972))).join();

            assertThat(
                            async.getItem(get -> get.tableName("music").key(key("Neu!", 1972)))
                                    .join()
                                    .item())
                    .isEqualTo(key("Neu!", 1972));
        }
    }

    @Test
    void theEnhancedClientMapsBeans() {
        DynamoDbTable<Song> songs =
                DynamoDbEnhancedClient.builder()
                        .dynamoDbClient(client)
                        .build()
                        .table("music", TableSchema.fromBean(Song.class));
        Song song = new Song();
        song.setArtist("Nico");
        song.setYear(1967);
        song.setGenres(List.of("folk", "rock"));

        songs.putItem(song);
        song.setGenres(List.of("folk"));
        songs.updateItem(song);

        Song read = songs.getItem(Key.builder().partitionValue("Nico").sortValue(1967).build());
        assertThat(read.getGenres()).containsExactly("folk");
        assertThat(
                        songs
                                .query(
                                        QueryConditional.keyEqualTo(
                                                key -> key.partitionValue("Nico")))
                                .items()
                                .stream()
                                .map(Song::getYear))
                .containsExactly(1967);
    }

    /// A bean as a user writes it.
    @DynamoDbBean
    public static class Song {
        private String artist = "";
        private int year;
        private List<String> genres = List.of();

        @DynamoDbPartitionKey
        public String getArtist() {
            return artist;
        }

        public void setArtist(String artist) {
            this.artist = artist;
        }

        @DynamoDbSortKey
        public int getYear() {
            return year;
        }

        public void setYear(int year) {
            this.year = year;
        }

        public List<String> getGenres() {
            return genres;
        }

        public void setGenres(List<String> genres) {
            this.genres = genres;
        }
    }

    private static Map<String, AttributeValue> key(String artist, int year) {
        return Map.of("artist", text(artist), "year", number(Integer.toString(year)));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(String value) {
        return AttributeValue.fromN(value);
    }
}
