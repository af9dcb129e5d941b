package io.kvasir.sdk;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.testkit.reference.Answer;
import io.kvasir.testkit.reference.Condition;
import io.kvasir.testkit.reference.Operation;
import io.kvasir.testkit.reference.Operation.SortCondition;
import io.kvasir.testkit.reference.Substitutions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// Performs the reference's operations through an unmodified AWS SDK, and gives answers of the same
/// form.
final class SdkStore {
    private final DynamoDbClient client;

    SdkStore(DynamoDbClient client) {
        this.client = client;
    }

    void createTable(String name, KeySchema schema) {
        List<AttributeDefinition> definitions = new ArrayList<>();
        List<KeySchemaElement> elements = new ArrayList<>();
        addKey(schema.partitionKey(), KeyType.HASH, definitions, elements);
        schema.sortKey().ifPresent(sort -> addKey(sort, KeyType.RANGE, definitions, elements));
        client.createTable(request ->
                request.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(definitions)
                        .keySchema(elements));
        client.waiter().waitUntilTableExists(request -> request.tableName(name));
    }

    private static void addKey(
            KeySchema.KeyAttribute key,
            KeyType type,
            List<AttributeDefinition> definitions,
            List<KeySchemaElement> elements) {
        definitions.add(
                AttributeDefinition.builder()
                        .attributeName(key.name())
                        .attributeType(key.type().name())
                        .build());
        elements.add(KeySchemaElement.builder().attributeName(key.name()).keyType(type).build());
    }

    Answer perform(Operation operation) {
        try {
            return switch (operation) {
                case Operation.Get get -> get(get);
                case Operation.Put put -> put(put);
                case Operation.Delete delete -> delete(delete);
                case Operation.Modify modify -> modify(modify);
                case Operation.Check _ ->
                        throw new IllegalArgumentException("a check stands only in a transaction");
                case Operation.Query query -> query(query);
                case Operation.Scan scan -> scan(scan);
                case Operation.BatchGet batch -> batchGet(batch);
                case Operation.BatchWrite batch -> batchWrite(batch);
                case Operation.TransactGet get -> transactGet(get);
                case Operation.TransactWrite write -> transactWrite(write);
            };
        } catch (TransactionCanceledException e) {
            return new Answer.Canceled(
                    e.cancellationReasons().stream().map(SdkStore::reason).toList());
        } catch (ConditionalCheckFailedException e) {
            return new Answer.Refused(
                    ErrorCode.CONDITION_FAILED,
                    e.awsErrorDetails().errorMessage(),
                    present(e.hasItem() ? e.item() : null));
        } catch (ResourceNotFoundException e) {
            return new Answer.Refused(
                    ErrorCode.TABLE_NOT_FOUND,
                    e.awsErrorDetails().errorMessage(),
                    Optional.empty());
        } catch (DynamoDbException e) {
            if (!e.awsErrorDetails().errorCode().equals("ValidationException")) {
                throw e;
            }
            return new Answer.Refused(
                    ErrorCode.INVALID_ARGUMENT,
                    e.awsErrorDetails().errorMessage(),
                    Optional.empty());
        }
    }

    private static Optional<ErrorCode> reason(CancellationReason reason) {
        return switch (reason.code()) {
            case "None" -> Optional.empty();
            case "ConditionalCheckFailed" -> Optional.of(ErrorCode.CONDITION_FAILED);
            case "ValidationError" -> Optional.of(ErrorCode.INVALID_ARGUMENT);
            default -> throw new IllegalStateException("unexpected reason " + reason);
        };
    }

    private static Optional<Item> present(
            @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>
                    item) {
        return item == null || item.isEmpty()
                ? Optional.empty()
                : Optional.of(SdkValues.fromSdk(item));
    }

    private Answer get(Operation.Get get) {
        GetItemResponse response =
                client.getItem(request ->
                        request.tableName(get.table())
                                .key(SdkValues.toSdk(get.key()))
                                .consistentRead(true));
        return new Answer.One(response.hasItem() ? present(response.item()) : Optional.empty());
    }

    private Answer put(Operation.Put put) {
        Substitutions substitutions = new Substitutions();
        String condition = rendered(put.condition(), substitutions);
        var response =
                client.putItem(request ->
                        request.tableName(put.table())
                                .item(SdkValues.toSdk(put.item()))
                                .conditionExpression(condition)
                                .expressionAttributeNames(names(substitutions))
                                .expressionAttributeValues(values(substitutions))
                                .returnValues(put.returned().name())
                                .returnValuesOnConditionCheckFailure(
                                        onFailure(put.itemOnFailure())));
        return new Answer.One(
                response.hasAttributes() ? present(response.attributes()) : Optional.empty());
    }

    private Answer delete(Operation.Delete delete) {
        Substitutions substitutions = new Substitutions();
        String condition = rendered(delete.condition(), substitutions);
        var response =
                client.deleteItem(request ->
                        request.tableName(delete.table())
                                .key(SdkValues.toSdk(delete.key()))
                                .conditionExpression(condition)
                                .expressionAttributeNames(names(substitutions))
                                .expressionAttributeValues(values(substitutions))
                                .returnValues(delete.returned().name())
                                .returnValuesOnConditionCheckFailure(
                                        onFailure(delete.itemOnFailure())));
        return new Answer.One(
                response.hasAttributes() ? present(response.attributes()) : Optional.empty());
    }

    private Answer modify(Operation.Modify modify) {
        Substitutions substitutions = new Substitutions();
        String update = modify.update().render(substitutions);
        String condition = rendered(modify.condition(), substitutions);
        var response =
                client.updateItem(request ->
                        request.tableName(modify.table())
                                .key(SdkValues.toSdk(modify.key()))
                                .updateExpression(update)
                                .conditionExpression(condition)
                                .expressionAttributeNames(names(substitutions))
                                .expressionAttributeValues(values(substitutions))
                                .returnValues(ReturnValue.fromValue(modify.returned().name()))
                                .returnValuesOnConditionCheckFailure(
                                        onFailure(modify.itemOnFailure())));
        return new Answer.One(
                response.hasAttributes() ? present(response.attributes()) : Optional.empty());
    }

    private Answer query(Operation.Query query) {
        Substitutions substitutions = new Substitutions();
        String keyCondition = keyCondition(query, substitutions);
        String filter = rendered(query.filter(), substitutions);
        QueryRequest request =
                QueryRequest.builder()
                        .tableName(query.table())
                        .consistentRead(true)
                        .keyConditionExpression(keyCondition)
                        .filterExpression(filter)
                        .expressionAttributeNames(names(substitutions))
                        .expressionAttributeValues(values(substitutions))
                        .scanIndexForward(query.forward())
                        .limit(query.limit() > 0 ? query.limit() : null)
                        .build();
        if (query.limit() > 0) {
            QueryResponse page = client.query(request);
            return new Answer.Page(
                    SdkValues.fromSdk(page.items()),
                    page.scannedCount(),
                    page.hasLastEvaluatedKey());
        }
        List<Item> items = new ArrayList<>();
        int scanned = 0;
        for (QueryResponse page : client.queryPaginator(request)) {
            items.addAll(SdkValues.fromSdk(page.items()));
            scanned += page.scannedCount();
        }
        return new Answer.Page(items, scanned, false);
    }

    /// The generator names key attributes `id` and `at` in every table.
    private static String keyCondition(Operation.Query query, Substitutions to) {
        String partition =
                new Condition.Compare(
                                io.kvasir.testkit.reference.Path.of("id"),
                                Condition.Comparison.EQUAL,
                                query.partitionKey())
                        .render(to);
        return query.sort()
                .map(sort -> partition + " AND " + sortCondition(sort).render(to))
                .orElse(partition);
    }

    private static Condition sortCondition(SortCondition sort) {
        io.kvasir.testkit.reference.Path at = io.kvasir.testkit.reference.Path.of("at");
        return switch (sort) {
            case SortCondition.Compare(var comparison, AttributeValue value) ->
                    new Condition.Compare(at, comparison, value);
            case SortCondition.Between(AttributeValue low, AttributeValue high) ->
                    new Condition.Between(at, low, high);
            case SortCondition.BeginsWith(AttributeValue prefix) ->
                    new Condition.BeginsWith(at, prefix);
        };
    }

    private Answer scan(Operation.Scan scan) {
        List<Item> items = new ArrayList<>();
        for (int segment = 0; segment < scan.segments(); segment++) {
            int current = segment;
            Substitutions substitutions = new Substitutions();
            String filter = rendered(scan.filter(), substitutions);
            client.scanPaginator(request ->
                            request.tableName(scan.table())
                                    .consistentRead(true)
                                    .segment(current)
                                    .totalSegments(scan.segments())
                                    .filterExpression(filter)
                                    .expressionAttributeNames(names(substitutions))
                                    .expressionAttributeValues(values(substitutions)))
                    .forEach(page -> items.addAll(SdkValues.fromSdk(page.items())));
        }
        return new Answer.Many(items);
    }

    private Answer batchGet(Operation.BatchGet batch) {
        List<Item> items = new ArrayList<>();
        Map<String, KeysAndAttributes> wanted =
                Map.of(
                        batch.table(),
                        KeysAndAttributes.builder()
                                .keys(batch.keys().stream().map(SdkValues::toSdk).toList())
                                .consistentRead(true)
                                .build());
        client.batchGetItemPaginator(request -> request.requestItems(wanted))
                .forEach(page ->
                        page.responses()
                                .values()
                                .forEach(found -> items.addAll(SdkValues.fromSdk(found))));
        return new Answer.Many(items);
    }

    private Answer batchWrite(Operation.BatchWrite batch) {
        List<WriteRequest> writes = new ArrayList<>();
        batch.puts()
                .forEach(item ->
                        writes.add(
                                WriteRequest.builder()
                                        .putRequest(put -> put.item(SdkValues.toSdk(item)))
                                        .build()));
        batch.deletes()
                .forEach(key ->
                        writes.add(
                                WriteRequest.builder()
                                        .deleteRequest(delete -> delete.key(SdkValues.toSdk(key)))
                                        .build()));
        Map<String, List<WriteRequest>> left = Map.of(batch.table(), writes);
        while (!left.isEmpty()) {
            Map<String, List<WriteRequest>> sent = left;
            left = client.batchWriteItem(request -> request.requestItems(sent)).unprocessedItems();
        }
        return new Answer.One(Optional.empty());
    }

    private Answer transactGet(Operation.TransactGet get) {
        List<TransactGetItem> gets =
                get.keys().stream()
                        .map(key ->
                                TransactGetItem.builder()
                                        .get(one ->
                                                one.tableName(get.table())
                                                        .key(SdkValues.toSdk(key)))
                                        .build())
                        .toList();
        List<ItemResponse> responses =
                client.transactGetItems(request -> request.transactItems(gets)).responses();
        return new Answer.Each(
                responses.stream()
                        .map(one -> one.hasItem() ? present(one.item()) : Optional.<Item>empty())
                        .toList());
    }

    private Answer transactWrite(Operation.TransactWrite transaction) {
        List<TransactWriteItem> writes =
                transaction.writes().stream().map(SdkStore::transactional).toList();
        client.transactWriteItems(request -> request.transactItems(writes));
        return new Answer.One(Optional.empty());
    }

    private static TransactWriteItem transactional(Operation.Write write) {
        Substitutions to = new Substitutions();
        return switch (write) {
            case Operation.Put put -> {
                String condition = rendered(put.condition(), to);
                yield TransactWriteItem.builder()
                        .put(one ->
                                one.tableName(put.table())
                                        .item(SdkValues.toSdk(put.item()))
                                        .conditionExpression(condition)
                                        .expressionAttributeNames(names(to))
                                        .expressionAttributeValues(values(to)))
                        .build();
            }
            case Operation.Delete delete -> {
                String condition = rendered(delete.condition(), to);
                yield TransactWriteItem.builder()
                        .delete(one ->
                                one.tableName(delete.table())
                                        .key(SdkValues.toSdk(delete.key()))
                                        .conditionExpression(condition)
                                        .expressionAttributeNames(names(to))
                                        .expressionAttributeValues(values(to)))
                        .build();
            }
            case Operation.Modify modify -> {
                String update = modify.update().render(to);
                String condition = rendered(modify.condition(), to);
                yield TransactWriteItem.builder()
                        .update(one ->
                                one.tableName(modify.table())
                                        .key(SdkValues.toSdk(modify.key()))
                                        .updateExpression(update)
                                        .conditionExpression(condition)
                                        .expressionAttributeNames(names(to))
                                        .expressionAttributeValues(values(to)))
                        .build();
            }
            case Operation.Check check -> {
                String condition = rendered(check.condition(), to);
                yield TransactWriteItem.builder()
                        .conditionCheck(one ->
                                one.tableName(check.table())
                                        .key(SdkValues.toSdk(check.key()))
                                        .conditionExpression(condition)
                                        .expressionAttributeNames(names(to))
                                        .expressionAttributeValues(values(to)))
                        .build();
            }
        };
    }

    private static @Nullable String rendered(Optional<Condition> condition, Substitutions to) {
        return condition.map(some -> some.render(to)).orElse(null);
    }

    private static @Nullable Map<String, String> names(Substitutions substitutions) {
        return substitutions.names().isEmpty() ? null : new LinkedHashMap<>(substitutions.names());
    }

    private static @Nullable
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>
            values(Substitutions substitutions) {
        return substitutions.values().isEmpty() ? null : SdkValues.toSdk(substitutions.values());
    }

    private static ReturnValuesOnConditionCheckFailure onFailure(boolean item) {
        return item
                ? ReturnValuesOnConditionCheckFailure.ALL_OLD
                : ReturnValuesOnConditionCheckFailure.NONE;
    }
}
