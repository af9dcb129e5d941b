package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

@ExtendWith(Cluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("unchecked") // The SDK takes its builders as generic varargs.
class PlainClientTest {
    private final DynamoDbClient client;
    private String table;

    PlainClientTest(DynamoDbClient client) {
        this.client = client;
    }

    @BeforeAll
    void createTable() {
        table = TableOf.textAndNumber(client);
    }

    @Test
    void aTableGoesThroughItsStatesAndWaitersSeeThem() {
        String name = TableOf.textAndNumber(client);
        TableDescription table = client.describeTable(request -> request.tableName(name)).table();
        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.tableArn()).endsWith(":table/" + name);
        assertThat(table.tableId()).isNotBlank();
        assertThat(table.creationDateTime()).isNotNull();
        assertThat(table.itemCount()).isZero();
        assertThat(table.billingModeSummary().billingModeAsString()).isEqualTo("PAY_PER_REQUEST");

        assertThatExceptionOfType(ResourceInUseException.class)
                .isThrownBy(() ->
                        client.createTable(request ->
                                request.tableName(name)
                                        .billingMode("PAY_PER_REQUEST")
                                        .attributeDefinitions(table.attributeDefinitions())
                                        .keySchema(table.keySchema())));
        assertThat(
                        client.deleteTable(request -> request.tableName(name))
                                .tableDescription()
                                .tableStatus())
                .isEqualTo(TableStatus.DELETING);
        client.waiter().waitUntilTableNotExists(request -> request.tableName(name));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> client.describeTable(request -> request.tableName(name)));
    }

    @Test
    void namesOfTablesArePaged() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            made.add(TableOf.textAndNumber(client));
        }
        List<String> names = new ArrayList<>();
        client.listTablesPaginator(request -> request.limit(2)).tableNames().forEach(names::add);
        assertThat(names).containsAll(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anItemIsPutUpdatedReadAndDeleted() {
        client.putItem(request -> request.tableName(table).item(item("crud", 1, "x")));
        Map<String, AttributeValue> updated =
                client.updateItem(request ->
                                request.tableName(table)
                                        .key(key("crud", 1))
                                        .updateExpression(
                                                "SET #n = if_not_exists(#n, :zero) + :one")
                                        .expressionAttributeNames(Map.of("#n", "count"))
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":zero", AttributeValue.fromN("0"),
                                                        ":one", AttributeValue.fromN("1")))
                                        .returnValues(ReturnValue.ALL_NEW))
                        .attributes();
        assertThat(updated.get("count").n()).isEqualTo("1");
        var read =
                client.getItem(request ->
                        request.tableName(table)
                                .key(key("crud", 1))
                                .consistentRead(true)
                                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        assertThat(read.item()).isEqualTo(updated);
        assertThat(read.consumedCapacity().capacityUnits()).isEqualTo(1.0);
        assertThat(
                        client.deleteItem(request ->
                                        request.tableName(table)
                                                .key(key("crud", 1))
                                                .returnValues(ReturnValue.ALL_OLD))
                                .attributes())
                .isEqualTo(updated);
        assertThat(
                        client.getItem(request -> request.tableName(table).key(key("crud", 1)))
                                .hasItem())
                .isFalse();
    }

    @Test
    void anEventualReadSeesWhatThisClientWrote() {
        for (int i = 0; i < 50; i++) {
            int at = i;
            client.putItem(request -> request.tableName(table).item(item("own", at, "x")));
            assertThat(
                            client.getItem(request -> request.tableName(table).key(key("own", at)))
                                    .hasItem())
                    .isTrue();
        }
    }

    @Test
    void aFailedConditionShowsTheItem() {
        client.putItem(request -> request.tableName(table).item(item("condition", 1, "there")));
        assertThatExceptionOfType(ConditionalCheckFailedException.class)
                .isThrownBy(() ->
                        client.putItem(request ->
                                request.tableName(table)
                                        .item(item("condition", 1, "new"))
                                        .conditionExpression("attribute_not_exists(id)")
                                        .returnValuesOnConditionCheckFailure("ALL_OLD")))
                .satisfies(e -> assertThat(e.item().get("text").s()).isEqualTo("there"));
    }

    @Test
    void paginatorsGoThroughPagesOfOneMegabyte() {
        String text = "x".repeat(300_000);
        for (int i = 0; i < 10; i++) {
            int at = i;
            client.putItem(request -> request.tableName(table).item(item("pages", at, text)));
        }
        var pages =
                client.queryPaginator(request ->
                        request.tableName(table)
                                .consistentRead(true)
                                .keyConditionExpression("id = :id")
                                .expressionAttributeValues(
                                        Map.of(":id", AttributeValue.fromS("pages"))));
        assertThat(pages.stream().map(page -> page.count())).containsExactly(4, 4, 2);
        assertThat(pages.items().stream().map(item -> item.get("at").n()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(Integer::toString).toList());
        Set<String> scanned = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            int segment = i;
            client.scanPaginator(request ->
                            request.tableName(table)
                                    .consistentRead(true)
                                    .segment(segment)
                                    .totalSegments(3)
                                    .filterExpression("id = :id")
                                    .projectionExpression("#at")
                                    .expressionAttributeNames(Map.of("#at", "at"))
                                    .expressionAttributeValues(
                                            Map.of(":id", AttributeValue.fromS("pages"))))
                    .items()
                    .forEach(item -> assertThat(scanned.add(item.get("at").n())).isTrue());
        }
        assertThat(scanned).hasSize(10);
    }

    @Test
    void batchesWriteAndRead() {
        List<WriteRequest> puts =
                IntStream.range(0, 25)
                        .mapToObj(i ->
                                WriteRequest.builder()
                                        .putRequest(put -> put.item(item("batch", i, "x")))
                                        .build())
                        .toList();
        assertThat(
                        client.batchWriteItem(request -> request.requestItems(Map.of(table, puts)))
                                .unprocessedItems())
                .isEmpty();
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        client.batchGetItemPaginator(request ->
                        request.requestItems(
                                Map.of(
                                        table,
                                        software.amazon.awssdk.services.dynamodb.model
                                                .KeysAndAttributes.builder()
                                                .consistentRead(true)
                                                .keys(
                                                        IntStream.range(0, 30)
                                                                .mapToObj(i -> key("batch", i))
                                                                .toList())
                                                .build())))
                .forEach(page -> found.addAll(page.responses().get(table)));
        assertThat(found).hasSize(25);
    }

    @Test
    void aTransactionIsAllOrNothingAndSaysWhy() {
        client.transactWriteItems(request ->
                request.transactItems(put("tx-a", 1), put("tx-b", 1)).clientRequestToken("token"));
        assertThatExceptionOfType(TransactionCanceledException.class)
                .isThrownBy(() ->
                        client.transactWriteItems(
                                request -> request.transactItems(put("tx-c", 1), put("tx-a", 1))))
                .satisfies(e ->
                        assertThat(e.cancellationReasons().stream().map(reason -> reason.code()))
                                .containsExactly("None", "ConditionalCheckFailed"));
        // The first one's token makes a repetition harmless.
        client.transactWriteItems(request ->
                request.transactItems(put("tx-a", 1), put("tx-b", 1)).clientRequestToken("token"));
        assertThat(
                        client
                                .transactGetItems(request ->
                                        request.transactItems(
                                                get ->
                                                        get.get(one ->
                                                                one.tableName(table)
                                                                        .key(key("tx-a", 1))),
                                                get ->
                                                        get.get(one ->
                                                                one.tableName(table)
                                                                        .key(key("tx-c", 1)))))
                                .responses()
                                .stream()
                                .map(response -> response.hasItem()))
                .containsExactly(true, false);
    }

    @Test
    void statementsWriteAndRead() {
        client.executeStatement(request ->
                request.statement(
                                "INSERT INTO \""
                                        + table
                                        + "\" VALUE {'id': ?, 'at': ?, 'text': 'a'}")
                        .parameters(AttributeValue.fromS("ql"), AttributeValue.fromN("1")));
        assertThat(
                        client.executeStatement(request ->
                                        request.statement(
                                                "UPDATE \""
                                                        + table
                                                        + "\" SET text = 'b' WHERE id = 'ql' AND"
                                                        + " at = 1 RETURNING ALL NEW *"))
                                .items())
                .singleElement()
                .satisfies(item -> assertThat(item.get("text").s()).isEqualTo("b"));
        assertThat(
                        client.executeStatement(request ->
                                        request.statement(
                                                        "SELECT text FROM \""
                                                                + table
                                                                + "\" WHERE id = 'ql'")
                                                .consistentRead(true))
                                .items())
                .containsExactly(Map.of("text", AttributeValue.fromS("b")));
    }

    @Test
    void errorsHaveTheServicesTypesAndTexts() {
        assertThatThrownBy(() ->
                        client.getItem(
                                request -> request.tableName("no-such-table").key(key("a", 1))))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageStartingWith("Requested resource not found");
        assertThatExceptionOfType(DynamoDbException.class)
                .isThrownBy(() ->
                        client.getItem(request ->
                                request.tableName(table)
                                        .key(Map.of("id", AttributeValue.fromS("a")))))
                .satisfies(e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("The provided key element does not match the schema");
                    assertThat(e.requestId()).isNotBlank();
                });
    }

    private TransactWriteItem put(String id, int at) {
        return TransactWriteItem.builder()
                .put(put ->
                        put.tableName(table)
                                .item(item(id, at, "x"))
                                .conditionExpression("attribute_not_exists(id)"))
                .build();
    }

    private static Map<String, AttributeValue> item(String id, int at, String text) {
        return Map.of(
                "id", AttributeValue.fromS(id),
                "at", AttributeValue.fromN(Integer.toString(at)),
                "text", AttributeValue.fromS(text));
    }

    private static Map<String, AttributeValue> key(String id, int at) {
        return Map.of(
                "id", AttributeValue.fromS(id), "at", AttributeValue.fromN(Integer.toString(at)));
    }
}
