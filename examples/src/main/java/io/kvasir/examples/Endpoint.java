package io.kvasir.examples;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// What all examples need: a client, a table, values.
final class Endpoint {
    private Endpoint() {}

    /// @param arguments the endpoint's address; `kvasir dev`'s where there is none
    static DynamoDbClient client(String[] arguments) {
        URI address = URI.create(arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8000");
        return DynamoDbClient.builder()
                .endpointOverride(address)
                .region(Region.US_EAST_1)
                // `kvasir dev` takes any credentials, but the SDK wants some.
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("dev", "dev")))
                .build();
    }

    /// Makes a table unless it is there.
    ///
    /// @param keys the partition key's name and, if any, the sort key's, both text
    static void createTable(DynamoDbClient db, String name, String... keys) {
        AttributeDefinition[] definitions = new AttributeDefinition[keys.length];
        KeySchemaElement[] elements = new KeySchemaElement[keys.length];
        for (int i = 0; i < keys.length; i++) {
            definitions[i] =
                    AttributeDefinition.builder()
                            .attributeName(keys[i])
                            .attributeType(ScalarAttributeType.S)
                            .build();
            elements[i] =
                    KeySchemaElement.builder()
                            .attributeName(keys[i])
                            .keyType(i == 0 ? KeyType.HASH : KeyType.RANGE)
                            .build();
        }
        try {
            db.createTable(request ->
                    request.tableName(name)
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .attributeDefinitions(definitions)
                            .keySchema(elements));
        } catch (ResourceInUseException e) {
            return;
        }
        db.waiter().waitUntilTableExists(request -> request.tableName(name));
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    /// A text attribute that the item has.
    static String textOf(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name).s();
    }

    /// A whole number that the item has.
    static long numberOf(Map<String, AttributeValue> item, String name) {
        return number(Objects.requireNonNull(item.get(name), name));
    }

    /// A map that the item has; empty where it has not.
    static Map<String, AttributeValue> mapOf(Map<String, AttributeValue> item, String name) {
        return item.getOrDefault(name, AttributeValue.fromM(Map.of())).m();
    }

    static long number(AttributeValue value) {
        return Long.parseLong(value.n());
    }
}
