package io.kvasir.model.expression.partiql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.RandomRuns;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.ExpressionWriter;
import io.kvasir.model.expression.KeyCondition;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.expression.UpdateExpression;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
    private static final KeySchema SCHEMA = KeySchema.of("pk", KeyType.S, "sk", KeyType.N);

    private static Statement parse(String text, AttributeValue... parameters) {
        return Statement.parse(text, List.of(parameters));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.of(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.of(value);
    }

    private static AttributeValue map(Object... namesAndValues) {
        LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.put((String) namesAndValues[i], (AttributeValue) namesAndValues[i + 1]);
        }
        return new AttributeValue.MapValue(entries);
    }

    @Test
    void insertsAnItemOfLiteralsAndParameters() {
        Statement statement =
                parse(
                        "insert into \"Mu.sic\" value {'pk': ?, 'sk': -1.5e1, 'it''s': [TRUE, null, {}],"
                                + " 'set': <<1, 2>>} ;",
                        text("x"));
        assertThat(statement)
                .isEqualTo(
                        new Statement.Insert(
                                "Mu.sic",
                                Item.of("pk", text("x"))
                                        .with("sk", number(-15))
                                        .with(
                                                "it's",
                                                new AttributeValue.ListValue(
                                                        List.of(
                                                                AttributeValue.of(true),
                                                                new AttributeValue.NullValue(),
                                                                map())))
                                        .with(
                                                "set",
                                                AttributeValue.setOfNumbers(
                                                        List.of(Decimal.of(1), Decimal.of(2))))));
    }

    @Test
    void anUpdateNamesOneItemAndMayAskMoreOfIt() {
        Statement.Update update =
                (Statement.Update)
                        parse(
                                "UPDATE things SET a = a + 1, d.\"x y\" = list_append(d.l, ?) REMOVE e[2]"
                                        + " SET f = set_add(f, <<'q'>>) WHERE sk = 7 AND pk = ? AND a > 3"
                                        + " RETURNING MODIFIED OLD *",
                                new AttributeValue.ListValue(List.of(number(9))),
                                text("k"));
        KeyedCondition keyed = update.keyed(SCHEMA);
        assertThat(keyed.key()).isEqualTo(Item.of("sk", number(7)).with("pk", text("k")));
        assertThat(update.returning()).isEqualTo(Returning.MODIFIED_OLD);

        Item old =
                keyed.key()
                        .with("a", number(4))
                        .with("d", map("l", new AttributeValue.ListValue(List.of(number(8)))))
                        .with(
                                "e",
                                new AttributeValue.ListValue(
                                        List.of(number(0), number(1), number(2))));
        ExpressionWriter writer = new ExpressionWriter();
        String condition = writer.condition(keyed.rest().orElseThrow());
        String changes = writer.update(update.actions());
        Substitutions given = Substitutions.of(writer.names(), writer.values());
        assertThat(ConditionExpression.parse(condition).bind(given).test(old)).isTrue();
        Item updated = UpdateExpression.parse(changes).bind(given).apply(old).item();
        given.requireAllUsed();
        assertThat(updated.get("a")).isEqualTo(number(5));
        assertThat(updated.get("e"))
                .isEqualTo(new AttributeValue.ListValue(List.of(number(0), number(1))));
        assertThat(updated.get("f")).isEqualTo(AttributeValue.setOfStrings(List.of("q")));
        assertThat(updated.get("d"))
                .isEqualTo(
                        map(
                                "l",
                                new AttributeValue.ListValue(List.of(number(8))),
                                "x y",
                                new AttributeValue.ListValue(List.of(number(8), number(9)))));
    }

    @Test
    void aSelectWithItsPartitionKeyIsAQuery() {
        SelectPlan plan =
                select("SELECT * FROM t WHERE pk = 'a' AND 3 < sk AND (b = 1 OR c = 2)")
                        .plan(SCHEMA);
        assertThat(plan.queries()).hasSize(1);
        KeyCondition query = plan.queries().getFirst();
        assertThat(query.partitionKey(SCHEMA)).isEqualTo(text("a"));
        assertThat(query.matches(Item.of("pk", text("a")).with("sk", number(4)).attributes()))
                .isTrue();
        assertThat(query.matches(Item.of("pk", text("a")).with("sk", number(3)).attributes()))
                .isFalse();
        assertThat(plan.filter().orElseThrow())
                .hasToString("b = " + value(1) + " OR c = " + value(2));
        assertThat(
                        select("SELECT * FROM t WHERE pk IN ['a', 'b', 'a'] ORDER BY sk DESC")
                                .plan(SCHEMA))
                .satisfies(both -> {
                    assertThat(both.queries()).hasSize(2);
                    assertThat(both.descending()).isTrue();
                    assertThat(both.filter()).isEmpty();
                });
        for (String range : List.of("sk BETWEEN 1 AND 2", "sk >= 1", "sk = 1")) {
            assertThat(select("SELECT * FROM t WHERE pk = 'a' AND " + range).plan(SCHEMA).filter())
                    .isEmpty();
        }
    }

    private static String value(long number) {
        return new io.kvasir.model.expression.Operand.Constant(number(number)).toString();
    }

    @Test
    void anyOtherSelectIsAScan() {
        for (String where :
                List.of(
                        "",
                        " WHERE a = 1",
                        " WHERE pk = 'a' OR b = 1",
                        " WHERE pk > 'a'",
                        " WHERE pk.x = 'a'",
                        " WHERE NOT pk = 'a'")) {
            SelectPlan plan = select("SELECT * FROM t" + where).plan(SCHEMA);
            assertThat(plan.isScan()).isTrue();
            assertThat(plan.filter().isPresent()).isEqualTo(!where.isEmpty());
        }
    }

    private static Statement.Select select(String text) {
        return (Statement.Select) parse(text);
    }

    @Test
    void columnsHaveTheNamesOfTheirLastSteps() {
        Statement.Select select =
                select(
                        "SELECT a, d.x, l[1], d.l[0][1] FROM \"t-1\".\"i.x\" WHERE a IS NOT MISSING");
        assertThat(select.index()).hasValue("i.x");
        AttributeValue list = new AttributeValue.ListValue(List.of(number(1), number(2)));
        Item item =
                Item.of("a", number(1))
                        .with("l", list)
                        .with(
                                "d",
                                map(
                                        "x",
                                        text("y"),
                                        "l",
                                        new AttributeValue.ListValue(List.of(list))));
        assertThat(select.project(item))
                .isEqualTo(
                        Item.of("a", number(1))
                                .with("x", text("y"))
                                .with("l[1]", number(2))
                                .with("l[0][1]", number(2)));
        assertThat(select("SELECT * FROM t").project(item)).isEqualTo(item);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a = 1                        | true
                    a <> 1                       | false
                    a != 2                       | true
                    a BETWEEN 0 AND 1            | true
                    a NOT BETWEEN 0 AND 1        | false
                    a IN (1, 2)                  | true
                    a NOT IN [1, 2]              | false
                    NOT a = 2 AND s = 'it''s'    | true
                    a = 2 OR s = 'it''s'         | true
                    (a = 2 OR a = 1) AND a = 3   | false
                    missing1 IS MISSING          | true
                    a IS MISSING                 | false
                    n IS NULL                    | true
                    a IS NULL                    | false
                    n IS NOT NULL                | false
                    a IS NOT MISSING             | true
                    Begins_With("s", 'it')       | true
                    contains(s, '''')            | true
                    attribute_type(a, 'N')       | true
                    size(s) > 3                  | true
                    attribute_exists(m.x)        | true
                    ATTRIBUTE_EXISTS(m.y)        | false
                    NOT attribute_not_exists(a)  | true
                    attribute_exists(a) = true   | true
                    attribute_exists(a) <> TRUE  | false
                    attribute_exists(b) = false  | true
                    attribute_exists(b) <> false | false
                    s IS STRING                  | true
                    s IS INT                     | false
                    a IS NOT DOUBLE PRECISION    | false
                    a IS BAG                     | false
                    m.x = 1 AND m['x'] = 1       | true
                    """)
    void conditionsAnswer(String where, boolean expected) {
        Item item =
                Item.of("a", number(1))
                        .with("s", text("it's"))
                        .with("n", new AttributeValue.NullValue())
                        .with("m", map("x", number(1)));
        ExpressionWriter writer = new ExpressionWriter();
        String text =
                writer.condition(select("SELECT * FROM t WHERE " + where).where().orElseThrow());
        assertThat(
                        ConditionExpression.parse(ExpressionKind.FILTER, text)
                                .bind(Substitutions.of(writer.names(), values(writer)))
                                .test(item))
                .isEqualTo(expected);
    }

    private static Map<String, AttributeValue> values(ExpressionWriter writer) {
        return writer.values().isEmpty() ? null : new LinkedHashMap<>(writer.values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    NOT A STATEMENT                           | Statement wasn't well formed, can't be processed: Expected data manipulation
                    SELECT * FROM                             | Statement wasn't well formed, can't be processed: Unexpected term
                    SELECT * FROM t WHERE pk = 'a' garbage    | Statement wasn't well formed, can't be processed: Unexpected token after expression
                    INSERT INTO t u VALUE {'pk': 'a'}         | Statement wasn't well formed, can't be processed: Unexpected token after expression
                    DELETE FROM t WHERE pk = 'a' ORDER BY pk  | Statement wasn't well formed, can't be processed: Unexpected token after expression
                    SELECT * FROM t u WHERE pk = 'a'          | Aliasing is not supported
                    SELECT * FROM t AS u WHERE pk = 'a'       | Aliasing is not supported
                    UPDATE t u SET a = 1 WHERE pk = 'a'       | Aliasing is not supported
                    DELETE FROM t u WHERE pk = 'a'            | Aliasing is not supported
                    SELECT * FROM t WHERE (pk = 'a'           | Statement wasn't well formed, can't be processed: Expected RIGHT_PAREN
                    SELECT select FROM t                      | Statement wasn't well formed, can't be processed: Unexpected keyword
                    SELECT * FROM t WHERE pk = 'a             | Statement wasn't well formed, can't be processed: Unterminated string
                    SELECT * FROM t WHERE a = ?               | Number of parameters in request and statement don't match.
                    SELECT * FROM t WHERE val < TRUE          | Incorrect operand type for operator or function; operator or function: <, operand type: BOOL
                    SELECT * FROM t WHERE nope(a) = 1         | Unrecognized function: nope at 1:23:4
                    SELECT * FROM t WHERE a[9999999999] = 1   | List index is not within the allowable range; index: [9999999999]
                    INSERT INTO t VALUE {'a': <<>>}           | Empty bags are not supported
                    SELECT * FROM t WHERE pk = 'a' AND         | Statement wasn't well formed, can't be processed: Missing right-hand side expression of infix operator
                    SELECT * FROM t WHERE pk = ;               | Statement wasn't well formed, can't be processed: Missing right-hand side expression of infix operator
                    SELECT * FROM t WHERE pk = LIKE            | Statement wasn't well formed, can't be processed: Unexpected operator
                    SELECT * FROM t WHERE IS NULL              | Statement wasn't well formed, can't be processed: Unexpected operator
                    SELECT * FROM t WHERE x IS FOO             | Statement wasn't well formed, can't be processed: Expected type name
                    x IS DOUBLE PRECISION                      | Unsupported operation: IsType
                    DELETE FROM WHERE pk = 'a'                 | Statement wasn't well formed, can't be processed: Expected identifier for simple path
                    SELECT * FROM t.i.j                        | A path may contain at most 2 components in the FROM clause
                    SELECT * FROM "" WHERE a = 1               | Path component cannot be an empty string
                    SELECT * FROM t.""                         | Path component cannot be an empty string
                    SELECT size(a) FROM t                      | Unexpected path component at 1:8:4
                    SELECT * FROM t WHERE m.inner = 1          | Statement wasn't well formed, can't be processed: Invalid path dot component
                    SELECT * FROM t WHERE attribute_exists('a') | Operator or function requires a document path; operator or function: attribute_exists
                    SELECT * FROM t WHERE attribute_exists()   | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0
                    SELECT * FROM t WHERE a = 1e126            | Number overflow. Attempting to store a number with magnitude larger than supported range under root
                    INSERT INTO t VALUE {'a': {'b': [1, 1e-131]}} | Number underflow. Attempting to store a number with magnitude smaller than supported range under root.b[1]
                    INSERT INTO t VALUE {'a': size(b)}         | Unsupported data type: size under key root at 1:27:4
                    UPDATE t SET a = set_add(b, <<1>>)         | The first argument to SET_ADD must equal the assignment value at 1:18:7
                    UPDATE t SET a = set_add(a, 1)             | The second argument to SET_ADD must be a value with type SET at 1:26:1
                    UPDATE t SET a = set_delete(a)             | SET_DELETE must have exactly two arguments at 1:18:10
                    FROM t SET a = 1 WHERE pk = 'a'            | Statement wasn't well formed, can't be processed: Unexpected token after expression
                    INSERT INTO t VALUE {'a': <<'x','x'>>}    | One or more parameter values were invalid: Input collection [x, x] contains duplicates.
                    """)
    void refusesWithTheServicesText(String statement, String error) {
        assertThatThrownBy(() -> parse(statement))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    DELETE FROM t                                    | Where clause does not contain a mandatory equality on all key attributes
                    DELETE FROM t WHERE pk = 'a'                     | Where clause does not contain a mandatory equality on all key attributes
                    DELETE FROM t WHERE pk = 'a' AND sk > 1          | Where clause does not contain a mandatory equality on all key attributes
                    DELETE FROM t WHERE pk = 'a' OR sk = 1           | Where clause does not contain a mandatory equality on all key attributes
                    DELETE FROM t WHERE pk = 'a' AND sk = 1 AND sk=2 | Multiple conditions on same key are not supported
                    """)
    void aWriteNamesItsItem(String statement, String error) {
        Statement.Delete delete = (Statement.Delete) parse(statement);
        assertThatThrownBy(() -> delete.keyed(SCHEMA)).hasMessage(error);
    }

    @Test
    void anUpdateMayBeginWithItsCondition() {
        Statement.Update update =
                (Statement.Update)
                        parse(
                                "FROM t WHERE pk = 'a' AND sk = 1 SET b = 2 REMOVE c RETURNING ALL NEW *");
        assertThat(update)
                .isEqualTo(
                        parse(
                                "UPDATE t SET b = 2 REMOVE c WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW *"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    1e2147483648    | Statement wasn't well formed, can't be processed:
                    1.5e-2147483647 | Statement wasn't well formed, can't be processed:
                    1e99999999999   | Statement wasn't well formed, can't be processed:
                    1e-2147483647   | Number underflow. Attempting to store a number with magnitude smaller than supported range under root
                    1e+0000000005   | Number of parameters in request and statement don't match.
                    """)
    void numbersWithExponentsBeyond32BitsAreNone(String digits, String error) {
        assertThatThrownBy(() -> parse("SELECT * FROM t WHERE a = " + digits + " AND b = ?"))
                .message()
                .isEqualToIgnoringWhitespace(error);
    }

    @Test
    void branchesThatFindAnItemTwiceAreRefused() {
        for (String where :
                List.of(
                        "pk = 'a' AND b = 1 OR pk = 'a' AND sk = 2",
                        "pk = 'a' AND sk = 2 OR pk = 'a'")) {
            Statement.Select select = select("SELECT * FROM t WHERE " + where);
            assertThatThrownBy(() -> select.plan(SCHEMA))
                    .hasMessage(
                            "Overlapping conditions with range keys are not supported in where clause");
        }
        for (String where :
                List.of(
                        "pk = 'a' AND sk = 1 OR pk = 'a' AND sk = 2",
                        "pk = 'a' AND NOT sk = 1 OR pk = 'a' AND sk = 2",
                        "pk = 'a' OR pk = 'b' AND sk = 2",
                        "b = 1 OR pk = 'a' AND sk = 2")) {
            assertThat(select("SELECT * FROM t WHERE " + where).plan(SCHEMA).isScan()).isTrue();
        }
    }

    @Test
    void existsIsForTransactions() {
        Statement.Exists exists =
                (Statement.Exists)
                        parse("EXISTS(SELECT * FROM t WHERE pk = 'a' AND sk = 1 AND b IS MISSING)");
        assertThat(exists.table()).isEqualTo("t");
        assertThat(exists.keyed(SCHEMA).key())
                .isEqualTo(Item.of("pk", text("a")).with("sk", number(1)));
        assertThat(exists.keyed(SCHEMA).rest()).isPresent();
    }

    @Test
    void noTextDoesMoreThanBeRefused() {
        List<String> words =
                List.of(
                        "SELECT",
                        "*",
                        "FROM",
                        "t",
                        "WHERE",
                        "pk",
                        "=",
                        "'a'",
                        "AND",
                        "?",
                        "(",
                        ")",
                        "[",
                        "]",
                        "{",
                        "}",
                        "<<",
                        ">>",
                        ",",
                        ":",
                        "UPDATE",
                        "SET",
                        "REMOVE",
                        "INSERT",
                        "INTO",
                        "VALUE",
                        "DELETE",
                        "EXISTS",
                        "NOT",
                        "IN",
                        "BETWEEN",
                        "1",
                        "-",
                        ".",
                        "'",
                        "\"",
                        "IS",
                        "MISSING",
                        "size",
                        "--",
                        "/*",
                        "ü",
                        ";",
                        "list_append",
                        "RETURNING");
        RandomRuns.each(
                StatementTest.class,
                2000,
                dice -> {
                    StringBuilder text =
                            new StringBuilder(
                                    List.of(
                                                    "",
                                                    "SELECT * FROM t WHERE ",
                                                    "UPDATE t SET a = ",
                                                    "INSERT INTO t VALUE {'a': ")
                                            .get(dice.nextInt(4)));
                    boolean isMonotone = dice.nextInt(10) == 0;
                    String word = words.get(dice.nextInt(words.size()));
                    for (int left = dice.nextInt(isMonotone ? 2000 : 20); left > 0; left--) {
                        text.append(isMonotone ? word : words.get(dice.nextInt(words.size())))
                                .append(' ');
                    }
                    try {
                        Statement statement = parse(text.toString(), number(1), text("x"));
                        if (statement instanceof Statement.Select select) {
                            select.plan(SCHEMA);
                        }
                    } catch (InvalidArgumentException e) {
                        assertThat(e.getMessage()).isNotBlank();
                    }
                });
    }
}
