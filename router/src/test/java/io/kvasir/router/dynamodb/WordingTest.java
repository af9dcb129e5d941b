package io.kvasir.router.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// In which words operations refuse the same fault, and what they tell as a reason rather than as
/// an error.
class WordingTest {
    private static final String ENVELOPE = "1 validation error detected: ";
    private static final String NO_NUMBER = "The parameter cannot be converted to a numeric value";

    private static LocalEndpoint endpoint;

    @BeforeAll
    static void start() {
        endpoint = new LocalEndpoint();
        call(
                "CreateTable",
                """
                {"TableName":"tab","BillingMode":"PAY_PER_REQUEST",
                 "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
                 "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
                """);
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    private static String call(String operation, String body) {
        return endpoint.call(operation, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    PutItem | {"TableName":"tab","Item":{"pk":{"S":"a"},"n":{"N":""}}}
                    UpdateItem | {"TableName":"tab","Key":{"pk":{"N":""}}}
                    DeleteItem | {"TableName":"tab","Key":{"pk":{"N":""}}}
                    """)
    void writesOfOneItemPutFaultsOfValuesInAnEnvelope(String operation, String body) {
        assertThat(call(operation, body)).contains('"' + ENVELOPE + NO_NUMBER + ": \"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    GetItem | {"TableName":"tab","Key":{"pk":{"N":""}}}
                    Query | {"TableName":"tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"N":""}}}
                    """)
    void readsTellThemBare(String operation, String body) {
        assertThat(call(operation, body)).contains('"' + NO_NUMBER + ": \"");
    }

    @Test
    void batchesAndTransactionsTellThemAsEver() {
        assertThat(
                        call(
                                "BatchWriteItem",
                                """
                                {"RequestItems":{"tab":[{"PutRequest":{"Item":{"pk":{"S":"a"},"n":{"N":""}}}}]}}\
                                """))
                .contains('"' + NO_NUMBER + '"');
        assertThat(
                        call(
                                "TransactWriteItems",
                                """
                                {"TransactItems":[{"Update":{"TableName":"tab","Key":{"pk":{"S":"a"}},
                                 "UpdateExpression":"SET s = :s",
                                 "ExpressionAttributeValues":{":s":{"SS":["b","a","b"]}}}}]}\
                                """))
                .contains(
                        "ExpressionAttributeValues contains invalid value: One or more parameter"
                                + " values were invalid: Input collection [b, a, b] contains"
                                + " duplicates. for key :s");
    }

    @Test
    void anUpdateWithoutExpressionMakesTheItem() {
        call("UpdateItem", "{\"TableName\":\"tab\",\"Key\":{\"pk\":{\"S\":\"bare\"}}}");
        assertThat(
                        call(
                                "GetItem",
                                "{\"TableName\":\"tab\",\"ConsistentRead\":true,\"Key\":{\"pk\":{\"S\":\"bare\"}}}"))
                .isEqualTo("{\"Item\":{\"pk\":{\"S\":\"bare\"}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "Put":{"TableName":"tab","Item":{"pk":{"N":"5"}}} | One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N
                    "Delete":{"TableName":"tab","Key":{"pk":{"N":"5"}}} | The provided key element does not match the schema
                    "Update":{"TableName":"tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"REMOVE pk"} | One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key
                    """)
    void aKeyThatDoesNotFitCancelsATransaction(String action, String reason) {
        String other = "{\"Put\":{\"TableName\":\"tab\",\"Item\":{\"pk\":{\"S\":\"b\"}}}}";
        assertThat(
                        call(
                                "TransactWriteItems",
                                "{\"TransactItems\":[" + other + ",{" + action + "}]}"))
                .contains("TransactionCanceledException", "[None, ValidationError]", reason);
    }

    @Test
    void anEmptyKeyFailsATransactionAsSuch() {
        assertThat(
                        call(
                                "TransactWriteItems",
                                "{\"TransactItems\":[{\"Delete\":{\"TableName\":\"tab\",\"Key\":{\"pk\":{\"S\":\"\"}}}}]}"))
                .contains("#ValidationException", "cannot contain an empty string value. Key: pk");
        assertThat(
                        call(
                                "TransactGetItems",
                                "{\"TransactItems\":[{\"Get\":{\"TableName\":\"tab\",\"Key\":{}}}]}"))
                .contains("TransactionCanceledException", "[ValidationError]");
    }

    @Test
    void aTransactionHasAtMostFourMegabytes() {
        StringBuilder puts = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            puts.append(i == 0 ? "" : ",")
                    .append("{\"Put\":{\"TableName\":\"tab\",\"Item\":{\"pk\":{\"S\":\"big")
                    .append(i)
                    .append("\"},\"text\":{\"S\":\"")
                    .append("x".repeat(350_000))
                    .append("\"}}}}");
        }
        assertThat(call("TransactWriteItems", "{\"TransactItems\":[" + puts + "]}"))
                .contains("#ValidationException", "it must not exceed 4194304");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-arn", "arn:aws:dynamodb:us-east-1:123456789012:tab"})
    void whatIsNoTablesArnIsInvalid(String arn) {
        assertThat(call("ListTagsOfResource", "{\"ResourceArn\":\"" + arn + "\"}"))
                .contains("#ValidationException", "Invalid ResourceArn provided as input " + arn);
    }

    @Test
    void anotherAccountsTableIsNotToBeSeen() {
        assertThat(
                        call(
                                "ListTagsOfResource",
                                "{\"ResourceArn\":\"arn:aws:dynamodb:us-east-1:000000000000:table/other\"}"))
                .contains("#AccessDeniedException");
        assertThat(
                        call(
                                "ListTagsOfResource",
                                "{\"ResourceArn\":\"arn:aws:dynamodb:us-east-1:123456789012:table/other\"}"))
                .contains("#ResourceNotFoundException");
    }

    @Test
    void indexesAreCheckedAndThenNotYetSupported() {
        String index =
                """
                {"IndexName":"idx","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
                 "Projection":{"ProjectionType":"ALL"}}\
                """;
        assertThat(create(index + "," + index)).contains("Duplicate index name: idx");
        assertThat(create(index.replace("\"ALL\"", "\"SOME\"")))
                .contains("failed to satisfy constraint: Member must satisfy enum value set");
        assertThat(create(index)).contains("GlobalSecondaryIndexes is not yet supported");
    }

    private static String create(String indexes) {
        return call(
                "CreateTable",
                """
                {"TableName":"indexed","BillingMode":"PAY_PER_REQUEST",
                 "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
                 "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
                 "GlobalSecondaryIndexes":[\
                """
                        + indexes
                        + "]}");
    }
}
