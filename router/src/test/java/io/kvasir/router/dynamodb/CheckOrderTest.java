package io.kvasir.router.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which fault a request with several is refused for, and numbers that the service's newer and
/// older checks read differently. In bodies, `^40` stands for a value nested 40 levels deep.
class CheckOrderTest {
    private static final Pattern DEEP = Pattern.compile("\\^(\\d+)");
    private static LocalEndpoint endpoint;

    @BeforeAll
    static void start() {
        endpoint = new LocalEndpoint();
        call(
                "CreateTable",
                """
                {"TableName":"tab","BillingMode":"PAY_PER_REQUEST",
                 "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                         {"AttributeName":"sk","AttributeType":"N"}],
                 "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                              {"AttributeName":"sk","KeyType":"RANGE"}]}\
                """);
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    private static String call(String operation, String body) {
        Matcher deep = DEEP.matcher(body);
        return endpoint.call(
                operation,
                deep.replaceAll(found -> {
                    int levels = Integer.parseInt(found.group(1));
                    return "{\"M\":{\"n\":".repeat(levels)
                            + "{\"S\":\"leaf\"}"
                            + "}}".repeat(levels);
                }));
    }

    private static String message(String reply) {
        String escaped = reply.replace("\\\"", "'");
        return escaped.replaceAll(".*\"[mM]essage\":\"([^\"]*)\".*", "$1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    1e99999999999       | Number overflow. Attempting to store a number with magnitude larger than supported range | The parameter cannot be converted to a numeric value: 1e99999999999
                    1e-99999999999      | Number underflow. Attempting to store a number with magnitude smaller than supported range | The parameter cannot be converted to a numeric value: 1e-99999999999
                    1e2147483648        | Number overflow. Attempting to store a number with magnitude larger than supported range | The parameter cannot be converted to a numeric value: 1e2147483648
                    1e2147483647        | Number overflow. Attempting to store a number with magnitude larger than supported range | Number underflow. Attempting to store a number with magnitude smaller than supported range
                    1e9223372036854775808 | The parameter cannot be converted to a numeric value: 1e9223372036854775808 | The parameter cannot be converted to a numeric value: 1e9223372036854775808
                    1e126               | Number overflow. Attempting to store a number with magnitude larger than supported range | Number overflow. Attempting to store a number with magnitude larger than supported range
                    0e126               | Number overflow. Attempting to store a number with magnitude larger than supported range | Number overflow. Attempting to store a number with magnitude larger than supported range
                    0e-131              | Number underflow. Attempting to store a number with magnitude smaller than supported range | Number underflow. Attempting to store a number with magnitude smaller than supported range
                    1.2.3e4             | The parameter cannot be converted to a numeric value: 1.2.3e4 | The parameter cannot be converted to a numeric value: 1.2.3e4
                    """)
    void numbersAreReadByTwoRules(String number, String current, String older) {
        String item =
                "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"},\"n\":{\"N\":\"" + number + "\"}}";
        assertThat(message(call("PutItem", "{\"TableName\":\"tab\",\"Item\":" + item + "}")))
                .isEqualTo("1 validation error detected: " + current);
        assertThat(
                        message(
                                call(
                                        "BatchWriteItem",
                                        "{\"RequestItems\":{\"tab\":[{\"PutRequest\":{\"Item\":"
                                                + item
                                                + "}}]}}")))
                .isEqualTo(older);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    UpdateItem | {"TableName":"","UpdateExpression":"SET a = b","ReturnValues":"X"} | 3 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'X' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; Value null at 'key' failed to satisfy constraint: Member must not be null
                    UpdateItem | {"TableName":"","Key":{},"ReturnValues":"X"} | 1 validation error detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1
                    UpdateItem | {"TableName":"tab","ConditionalOperator":"XOR"} | 2 validation errors detected: Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]; Value null at 'key' failed to satisfy constraint: Member must not be null
                    PutItem | {"TableName":"tab","Item":{"pk":{"S":"a"}},"ConditionalOperator":"XOR","Expected":{"a":{"Value":^40}}} | 1 validation error detected: Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]
                    PutItem | {"TableName":"tab","Item":{"pk":{"S":"a"}},"ConditionalOperator":"XOR","Expected":{"a":{"Value":^63}}} | 1 validation error detected: Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]
                    Query | {"TableName":"tab","ConditionalOperator":"XOR","Select":"X"} | Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]
                    PutItem | {"TableName":"tab","Item":{"pk":{"S":"a"},"d":^62},"ReturnValues":"ALL_NEW"} | Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit
                    DeleteItem | {"TableName":"tab","Key":{"pk":^63},"ReturnValues":"ALL_NEW"} | ReturnValues can only be ALL_OLD or NONE
                    PutItem | {"TableName":"tab","Item":{"":{"S":"a"},"n":{"N":""}}} | Empty attribute name
                    TransactWriteItems | {"ReturnConsumedCapacity":"X","ClientRequestToken":"","TransactItems":[]} | 3 validation errors detected: Value '' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1
                    TransactWriteItems | {"TransactItems":[{"Put":{"TableName":"tab","Item":{"d":^100,"":{"S":"x"}}}}]} | Empty attribute name
                    TransactWriteItems | {"TransactItems":[{"Delete":{"TableName":"tab","Key":{"d":^100},"ConditionExpression":"a = = b"}}]} | Invalid ConditionExpression: Syntax error; token: '=', near: '= = b'
                    TransactWriteItems | {"TransactItems":[{"Delete":{"TableName":"tab","Key":{"d":^100}}}]} | Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit
                    BatchGetItem | {"RequestItems":{"b!":{"Keys":[{"a":{"S":"x"}}],"ConsistentRead":true}},"ReturnConsumedCapacity":"X"} | 2 validation errors detected: Value '{'b!':{'Keys':[{'a':{'S':'x'}}],'ConsistentRead':true}}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]; Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]
                    BatchGetItem | {"RequestItems":{"tab":{"Keys":[]}}} | 1 validation error detected: Value at 'RequestItems.tab.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1
                    BatchWriteItem | {"RequestItems":{"b!":[{"PutRequest":{"Item":{}}}]},"ReturnConsumedCapacity":"X"} | 1 validation error detected: Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]
                    Query | {"TableName":"tab","KeyConditionExpression":"pk = :a AND sk > :n AND x = :a","ExpressionAttributeValues":{":a":{"S":"a"},":n":{"N":"1"}}} | The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)
                    PutItem | {"TableName":"tab","Item":{"pk":{}},"ExpressionAttributeNames":{"#a":"a"}} | 1 validation error detected: ExpressionAttributeNames can only be specified when using expressions
                    Query | {"TableName":"tab","KeyConditionExpression":"z = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":{"x":{"S":"a"},"sk":{"N":"1"}}} | The provided starting key is invalid
                    Query | {"TableName":"tab","KeyConditionExpression":"z = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":{"pk":{"N":"1"},"x":{"N":"1"}}} | The provided key element does not match the schema
                    Query | {"TableName":"tab","KeyConditionExpression":"z = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"S":"a"}}} | Query condition missed key schema element: pk
                    Query | {"TableName":"tab","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"b"},"sk":{"S":"a"}}} | The provided key element does not match the schema
                    Query | {"TableName":"tab","KeyConditionExpression":"pk = :a AND sk > :n","ExpressionAttributeValues":{":a":{"S":"a"},":n":{"N":"5"}},"ExclusiveStartKey":{"pk":{"S":"b"},"sk":{"N":"5"}}} | The provided starting key does not match the range key predicate
                    Query | {"TableName":"tab","KeyConditionExpression":"pk = :a AND sk > :n","ExpressionAttributeValues":{":a":{"S":"a"},":n":{"N":"5"}},"ExclusiveStartKey":{"pk":{"S":"b"},"sk":{"N":"6"}}} | The query can return at most one row and cannot be restarted
                    UpdateTable | {"TableName":"tab","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"none"}}]} | Requested resource not found
                    UpdateTable | {"TableName":"tab","GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"none"}}]} | One or more parameter values were invalid: GlobalSecondaryIndexUpdates is not yet supported
                    ExecuteTransaction | {"TransactStatements":[{"Statement":"SELECT * FROM tab WHERE"}]} | Validation failed in TransactStatements[0]: Statement wasn't well formed, can't be processed: Unexpected term
                    ExecuteTransaction | {"TransactStatements":[{"Statement":"SELECT"},{"Statement":"SELECT * FROM tab WHERE pk = ?","Parameters":[{"N":"1e2147483648"}]}]} | The parameter cannot be converted to a numeric value: 1e2147483648
                    ExecuteTransaction | {"TransactStatements":[{"Statement":"SELECT * FROM tab WHERE pk = 'a'"}]} | Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.
                    ExecuteTransaction | {"TransactStatements":[{"Statement":"SELECT * FROM tab WHERE pk = 'a' AND sk = 1 AND (a = 1 OR attribute_exists(b))"}]} | Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.
                    ExecuteTransaction | {"TransactStatements":[{"Statement":"SELECT * FROM tab.i WHERE pk = 'a' AND sk = 1"}]} | Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.
                    ExecuteTransaction | {"TransactStatements":[{"Statement":"EXISTS(SELECT * FROM tab WHERE pk = 'a' AND sk = 1)"}]} | Validation failed in TransactStatements[0]: EXISTS() must contain a single item read with additional condition
                    ExecuteTransaction | {"TransactStatements":[{"Statement":"DELETE FROM tab WHERE pk = 'a' AND sk = 1 RETURNING ALL OLD *"}]} | Validation failed in TransactStatements[0]: RETURNING clause is not supported in ExecuteTransaction.
                    ExecuteStatement | {"Statement":"DELETE FROM tab WHERE pk = 'a' AND sk = 1 RETURNING MODIFIED OLD *"} | Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.
                    """)
    void theFirstFaultOfTheServicesOrderIsTold(String operation, String body, String expected) {
        assertThat(message(call(operation, body))).isEqualTo(expected);
    }
}
