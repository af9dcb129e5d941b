package io.kvasir.router.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// PartiQL statements at the endpoint: alone, in batches and in transactions.
class PartiqlTest {
    private static final Pattern NEXT_TOKEN = Pattern.compile("\"NextToken\":\"([^\"]+)\"");

    private final LocalEndpoint endpoint = new LocalEndpoint();

    @BeforeEach
    void makeTable() {
        endpoint.call(
                "CreateTable",
                """
                {"TableName":"music","BillingMode":"PAY_PER_REQUEST",
                 "AttributeDefinitions":[{"AttributeName":"artist","AttributeType":"S"},
                                         {"AttributeName":"year","AttributeType":"N"}],
                 "KeySchema":[{"AttributeName":"artist","KeyType":"HASH"},
                              {"AttributeName":"year","KeyType":"RANGE"}]}
                """);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void whatIsInsertedIsSelected() {
        assertThat(
                        execute(
                                "INSERT INTO music VALUE {'artist': ?, 'year': 1, 'tags': {'a': [1, 2]}}",
                                "\"Parameters\":[{\"S\":\"x\"}],\"ReturnConsumedCapacity\":\"TOTAL\""))
                .isEqualTo(
                        "{\"Items\":[],\"ConsumedCapacity\":{\"TableName\":\"music\",\"CapacityUnits\":1.0}}");

        assertThat(execute("SELECT year, tags.a[1] FROM music WHERE artist = 'x' AND year = 1"))
                .isEqualTo("{\"Items\":[{\"year\":{\"N\":\"1\"},\"a[1]\":{\"N\":\"2\"}}]}");
    }

    @Test
    void insertingOverAnItemIsADuplicate() {
        insert("x", 1, 0);

        assertThat(execute("INSERT INTO music VALUE {'artist': 'x', 'year': 1}"))
                .contains("#DuplicateItemException", "Duplicate primary key exists in table");
    }

    @Test
    void updatesReturnWhatTheyAreAskedFor() {
        insert("x", 1, 5);
        String update = "UPDATE music SET n = n + 2 WHERE artist = 'x' AND year = 1";

        assertThat(execute(update + " RETURNING MODIFIED NEW *"))
                .isEqualTo("{\"Items\":[{\"n\":{\"N\":\"7\"}}]}");
        assertThat(execute(update + " RETURNING MODIFIED OLD *"))
                .isEqualTo("{\"Items\":[{\"n\":{\"N\":\"7\"}}]}");
        assertThat(execute(update + " RETURNING ALL NEW *"))
                .contains("\"artist\":{\"S\":\"x\"}", "\"n\":{\"N\":\"11\"}");
        assertThat(execute(update)).isEqualTo("{\"Items\":[]}");
    }

    @Test
    void updatingWhatIsNotThereFailsItsCondition() {
        assertThat(execute("UPDATE music SET n = 1 WHERE artist = 'x' AND year = 1"))
                .contains("#ConditionalCheckFailedException", "The conditional request failed");
        assertThat(execute("SELECT * FROM music")).isEqualTo("{\"Items\":[]}");
    }

    @Test
    void aFailedConditionShowsTheItemWhereItIsAskedFor() {
        insert("x", 1, 5);

        assertThat(
                        execute(
                                "UPDATE music SET n = 1 WHERE artist = 'x' AND year = 1 AND n > 5",
                                "\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\""))
                .contains("#ConditionalCheckFailedException", "\"Item\":{", "\"n\":{\"N\":\"5\"}");
    }

    @Test
    void aWriteMustNameItsWholeKey() {
        assertThat(execute("UPDATE music SET n = 1 WHERE artist = 'x'"))
                .contains(
                        "#ValidationException",
                        "Where clause does not contain a mandatory equality on all key attributes");
    }

    @Test
    void deletesReturnTheOldItemAndSucceedWhereThereIsNone() {
        insert("x", 1, 5);
        String delete = "DELETE FROM music WHERE artist = 'x' AND year = 1";

        assertThat(execute(delete + " AND n = 6")).contains("#ConditionalCheckFailedException");
        assertThat(execute(delete + " AND n = 5 RETURNING ALL OLD *"))
                .contains("\"n\":{\"N\":\"5\"}");
        assertThat(execute(delete + " AND n = 5 RETURNING ALL OLD *")).isEqualTo("{\"Items\":[]}");
        assertThat(execute(delete + " RETURNING ALL NEW *")).contains("#ValidationException");
    }

    @Test
    void tokensLeadThroughAllItemsOfAllPartitionsInOrder() {
        for (int year = 1; year <= 3; year++) {
            insert("x", year, year);
            insert("y", year, year + 3);
        }
        String statement = "SELECT n FROM music WHERE artist IN ['x', 'y'] ORDER BY year DESC";
        StringBuilder seen = new StringBuilder();
        String more = "";
        int calls = 0;
        do {
            String reply = execute(statement, "\"Limit\":2" + more);
            Matcher n = Pattern.compile("\"n\":\\{\"N\":\"(\\d)\"}").matcher(reply);
            while (n.find()) {
                seen.append(n.group(1));
            }
            Matcher token = NEXT_TOKEN.matcher(reply);
            more = token.find() ? ",\"NextToken\":\"" + token.group(1) + "\"" : "";
            calls++;
        } while (!more.isEmpty() && calls < 10);

        assertThat(seen.toString()).isEqualTo("321654");
    }

    @Test
    void aTokenIsOnlyGoodForItsStatement() {
        insert("x", 1, 1);
        insert("x", 2, 1);
        Matcher token = NEXT_TOKEN.matcher(execute("SELECT * FROM music", "\"Limit\":1"));
        assertThat(token.find()).isTrue();
        String next = "\"NextToken\":\"" + token.group(1) + "\"";

        assertThat(execute("SELECT n FROM music", next))
                .contains("#ValidationException", "NextToken does not match request");
        assertThat(execute("SELECT * FROM music", "\"NextToken\":\"AQID\""))
                .contains("#ValidationException", "Invalid NextToken");
        assertThat(execute("SELECT * FROM music", next)).contains("\"year\":{\"N\":\"2\"}");
    }

    @Test
    void conditionsOnKeysBesidesTheRangeAreTested() {
        for (int year = 1; year <= 4; year++) {
            insert("x", year, year);
        }

        assertThat(
                        execute(
                                "SELECT n FROM music WHERE artist = 'x' AND year > 1 AND year <> 3 AND n < 9"))
                .isEqualTo("{\"Items\":[{\"n\":{\"N\":\"2\"}},{\"n\":{\"N\":\"4\"}}]}");
        assertThat(
                        execute(
                                "SELECT n FROM music WHERE begins_with(artist, 'x') AND n BETWEEN 2 AND 3"))
                .isEqualTo("{\"Items\":[{\"n\":{\"N\":\"2\"}},{\"n\":{\"N\":\"3\"}}]}");
    }

    @Test
    void whatIsNoStatementOrNoTableIsSaid() {
        assertThat(execute("FETCH * FROM music"))
                .contains("#ValidationException", "Statement wasn't well formed");
        assertThat(execute("SELECT * FROM other")).contains("#ResourceNotFoundException");
        assertThat(execute("SELECT * FROM music.byYear"))
                .contains("The table does not have the specified index");
        assertThat(execute("SELECT * FROM music ORDER BY year"))
                .contains("Must have WHERE clause in the statement when using ORDER BY clause.");
        assertThat(execute("EXISTS(SELECT * FROM music WHERE artist = 'x' AND year = 1)"))
                .contains("#ValidationException");
    }

    @Test
    void eachStatementOfABatchHasAnOutcomeOfItsOwn() {
        insert("x", 1, 5);

        assertThat(
                        batch(
                                "INSERT INTO music VALUE {'artist': 'x', 'year': 1}",
                                "INSERT INTO music VALUE {'artist': 'x', 'year': 2}",
                                "UPDATE music SET n = 6 WHERE artist = 'x' AND year = 3",
                                "UPDATE music SET n = 6 WHERE artist = 'x' AND year = 1 RETURNING MODIFIED NEW *",
                                "DELETE FROM other WHERE a = 1",
                                "nonsense"))
                .contains(
                        "{\"Error\":{\"Code\":\"DuplicateItem\",\"Message\":\"Duplicate primary key exists"
                                + " in table\"},\"TableName\":\"music\"},{\"TableName\":\"music\"},"
                                + "{\"Error\":{\"Code\":\"ConditionalCheckFailed\",\"Message\":\"The conditional"
                                + " request failed\"},\"TableName\":\"music\"},"
                                + "{\"TableName\":\"music\",\"Item\":{\"n\":{\"N\":\"6\"}}},"
                                + "{\"Error\":{\"Code\":\"ResourceNotFound\"",
                        "{\"Error\":{\"Code\":\"ValidationError\",\"Message\":\"Statement wasn't well formed");
    }

    @Test
    void selectsOfABatchNameOneItemEach() {
        insert("x", 1, 5);

        assertThat(
                        batch(
                                "SELECT n FROM music WHERE artist = 'x' AND year = 1",
                                "SELECT n FROM music WHERE artist = 'x' AND year = 1 AND n = 6",
                                "SELECT n FROM music WHERE artist = 'x'"))
                .isEqualTo(
                        "{\"Responses\":[{\"TableName\":\"music\",\"Item\":{\"n\":{\"N\":\"5\"}}},"
                                + "{\"TableName\":\"music\"},{\"Error\":{\"Code\":\"ValidationError\","
                                + "\"Message\":\"Select statements within BatchExecuteStatement must specify"
                                + " the primary key in the where clause.\"},\"TableName\":\"music\"}]}");
    }

    @Test
    void aBatchDoesNotMixReadsAndWrites() {
        assertThat(
                        batch(
                                "SELECT n FROM music WHERE artist = 'x' AND year = 1",
                                "DELETE FROM music WHERE artist = 'x' AND year = 1"))
                .contains("#ValidationException");
    }

    @Test
    void aTransactionIsAllOrNothing() {
        insert("x", 1, 5);
        String check = "EXISTS(SELECT * FROM music WHERE artist = 'x' AND year = 1 AND n = 5)";

        assertThat(
                        transaction(
                                check,
                                "INSERT INTO music VALUE {'artist': 'x', 'year': 2}",
                                "INSERT INTO music VALUE {'artist': 'x', 'year': 1}"))
                .contains(
                        "#TransactionCanceledException",
                        "[None, None, DuplicateItem]",
                        "{\"Code\":\"DuplicateItem\",\"Message\":\"Duplicate primary key exists in table\"}");
        assertThat(execute("SELECT * FROM music WHERE artist = 'x' AND year = 2"))
                .isEqualTo("{\"Items\":[]}");

        assertThat(transaction(check, "INSERT INTO music VALUE {'artist': 'x', 'year': 2}"))
                .isEqualTo("{\"Responses\":[]}");
        assertThat(
                        transaction(
                                "SELECT n FROM music WHERE artist = 'x' AND year = 1",
                                "SELECT n FROM music WHERE artist = 'z' AND year = 1"))
                .isEqualTo("{\"Responses\":[{\"Item\":{\"n\":{\"N\":\"5\"}}},{}]}");
    }

    @Test
    void aTransactionDoesNotMixReadsAndWrites() {
        assertThat(
                        transaction(
                                "SELECT n FROM music WHERE artist = 'x' AND year = 1",
                                "DELETE FROM music WHERE artist = 'x' AND year = 1"))
                .contains("#ValidationException");
    }

    private void insert(String artist, int year, int n) {
        assertThat(
                        execute(
                                "INSERT INTO music VALUE {'artist': '%s', 'year': %d, 'n': %d}"
                                        .formatted(artist, year, n)))
                .isEqualTo("{\"Items\":[]}");
    }

    private String execute(String statement) {
        return endpoint.call("ExecuteStatement", "{\"Statement\":\"" + statement + "\"}");
    }

    private String execute(String statement, String more) {
        return endpoint.call(
                "ExecuteStatement", "{\"Statement\":\"" + statement + "\"," + more + "}");
    }

    private String batch(String... statements) {
        return endpoint.call("BatchExecuteStatement", "{\"Statements\":" + list(statements) + "}");
    }

    private String transaction(String... statements) {
        return endpoint.call(
                "ExecuteTransaction", "{\"TransactStatements\":" + list(statements) + "}");
    }

    private static String list(String... statements) {
        StringBuilder list = new StringBuilder("[");
        for (String statement : statements) {
            list.append(list.length() > 1 ? "," : "")
                    .append("{\"Statement\":\"")
                    .append(statement)
                    .append("\"}");
        }
        return list.append("]").toString();
    }
}
