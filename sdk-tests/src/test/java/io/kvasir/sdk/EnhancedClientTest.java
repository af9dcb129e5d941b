package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.ReadBatch;
import software.amazon.awssdk.enhanced.dynamodb.model.WriteBatch;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// The enhanced client, which makes its tables and expressions from annotations.
@ExtendWith(Cluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnhancedClientTest {
    private final DynamoDbClient plain;
    private final DynamoDbEnhancedClient client;
    private final DynamoDbTable<Song> songs;

    EnhancedClientTest(DynamoDbClient plain) {
        this.plain = plain;
        client = DynamoDbEnhancedClient.builder().dynamoDbClient(plain).build();
        songs = client.table("songs", TableSchema.fromBean(Song.class));
        songs.createTable();
        plain.waiter().waitUntilTableExists(request -> request.tableName("songs"));
    }

    @Test
    void aBeanComesBackAsItWasPut() {
        Song song = Song.of("bean", "Sinnerman");
        song.setTags(List.of("soul", "piano"));
        song.setRatings(Map.of("alice", 5, "bob", 4));
        song.setRecorded(Instant.parse("1965-10-01T00:00:00Z"));
        songs.putItem(song);

        Song read =
                songs.getItem(
                        request -> request.key(key("bean", "Sinnerman")).consistentRead(true));
        assertThat(read.getTags()).containsExactly("soul", "piano");
        assertThat(read.getRatings()).isEqualTo(Map.of("alice", 5, "bob", 4));
        assertThat(read.getRecorded()).isEqualTo(song.getRecorded());
        assertThat(read.getVersion()).isEqualTo(1);
    }

    @Test
    void twoWhoChangeTheSameVersionDoNotBothSucceed() {
        songs.putItem(Song.of("version", "a"));
        Song one = songs.getItem(key("version", "a"));
        Song other = songs.getItem(key("version", "a"));
        one.setPlays(1);
        assertThat(songs.updateItem(one).getVersion()).isEqualTo(2);
        other.setPlays(2);
        assertThatExceptionOfType(ConditionalCheckFailedException.class)
                .isThrownBy(() -> songs.updateItem(other));
    }

    @Test
    void queriesAndScansGiveBeans() {
        for (String title : List.of("Feeling Good", "Four Women", "Sinnerman")) {
            songs.putItem(Song.of("query", title));
        }
        assertThat(
                        songs
                                .query(request ->
                                        request.consistentRead(true)
                                                .queryConditional(
                                                        QueryConditional.sortBeginsWith(
                                                                key("query", "F")))
                                                .scanIndexForward(false))
                                .items()
                                .stream()
                                .map(Song::getTitle))
                .containsExactly("Four Women", "Feeling Good");
        assertThat(
                        songs
                                .scan(request ->
                                        request.consistentRead(true)
                                                .filterExpression(
                                                        Expression.builder()
                                                                .expression(
                                                                        "artist = :artist AND contains(title, :word)")
                                                                .putExpressionValue(
                                                                        ":artist",
                                                                        AttributeValue.fromS(
                                                                                "query"))
                                                                .putExpressionValue(
                                                                        ":word",
                                                                        AttributeValue.fromS("man"))
                                                                .build()))
                                .items()
                                .stream()
                                .map(Song::getTitle))
                .containsExactly("Sinnerman");
    }

    /// Versions are conditions, which batches cannot have.
    @Test
    void batchesAndTransactionsTakeBeans() {
        DynamoDbEnhancedClient unversioned =
                DynamoDbEnhancedClient.builder()
                        .dynamoDbClient(plain)
                        .extensions(List.of())
                        .build();
        DynamoDbTable<Song> songs = unversioned.table("songs", TableSchema.fromBean(Song.class));
        var batch =
                unversioned.batchWriteItem(request ->
                        request.addWriteBatch(
                                WriteBatch.builder(Song.class)
                                        .mappedTableResource(songs)
                                        .addPutItem(Song.of("batch", "a"))
                                        .addPutItem(Song.of("batch", "b"))
                                        .build()));
        assertThat(batch.unprocessedPutItemsForTable(songs)).isEmpty();
        assertThat(
                        client
                                .batchGetItem(request ->
                                        request.addReadBatch(
                                                ReadBatch.builder(Song.class)
                                                        .mappedTableResource(songs)
                                                        .addGetItem(key("batch", "a"))
                                                        .addGetItem(key("batch", "b"))
                                                        .addGetItem(key("batch", "c"))
                                                        .build()))
                                .resultsForTable(songs)
                                .stream()
                                .map(Song::getTitle))
                .containsExactlyInAnyOrder("a", "b");
        assertThatExceptionOfType(TransactionCanceledException.class)
                .isThrownBy(() ->
                        client.transactWriteItems(request ->
                                request.addDeleteItem(songs, key("batch", "a"))
                                        .addConditionCheck(
                                                songs,
                                                check ->
                                                        check.key(key("batch", "c"))
                                                                .conditionExpression(
                                                                        Expression.builder()
                                                                                .expression(
                                                                                        "attribute_exists(artist)")
                                                                                .build()))));
        assertThat(songs.getItem(request -> request.key(key("batch", "a")).consistentRead(true)))
                .isNotNull();
    }

    private static Key key(String artist, String title) {
        return Key.builder().partitionValue(artist).sortValue(title).build();
    }
}
