package io.kvasir.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyConditionExpressionTest {
    private static final KeyspaceId KEYSPACE = new KeyspaceId(9);
    private static final Map<String, AttributeValue> VALUES =
            Map.of(
                    ":a", AttributeValue.of("a"),
                    ":b", AttributeValue.of("b"),
                    ":typeS", AttributeValue.of("S"),
                    ":n", AttributeValue.of(1),
                    ":empty", AttributeValue.of(""));

    private static KeyCondition keyCondition(String text) {
        return KeyConditionExpression.parse(text)
                .bind(Substitutions.of(null, VALUES))
                .keyCondition();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a-b                                            | Invalid KeyConditionExpression: Syntax error; token: "-", near: "a-b"
                    attribute_type(a, :typeS)                      | Invalid operator used in KeyConditionExpression: attribute_type
                    a > b and size(b) > c or a > c                 | Invalid operator used in KeyConditionExpression: OR
                    a in (b, size(c), d)                           | Invalid operator used in KeyConditionExpression: IN
                    attribute_exists(a)                            | Invalid operator used in KeyConditionExpression: attribute_exists
                    contains(a.d, b)                               | Invalid operator used in KeyConditionExpression: contains
                    not a > b                                      | Invalid operator used in KeyConditionExpression: NOT
                    a <> b                                         | Invalid operator used in KeyConditionExpression: <>
                    :a between size(b) and size(a) and b > :b      | Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand
                    begins_with(:a, b) and a > :b                  | Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand
                    size(b) > a AND a.b > b AND b > c              | KeyConditionExpressions cannot contain nested operations
                    a between size(b) and size(d)                  | KeyConditionExpressions cannot contain nested operations
                    b > a.b                                        | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
                    begins_with(a, b)                              | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
                    b.d > a AND c.d > e.f                          | KeyConditionExpressions cannot have conditions on nested attributes
                    b[0] > a                                       | KeyConditionExpressions cannot have conditions on nested attributes
                    :b > :a AND a < :b                             | Invalid condition in KeyConditionExpression: No key attribute specified
                    b > :a AND b < :a and c = :a and d = :a        | Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key
                    a between :b and :a                            | Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}
                    """)
    void refusesWithTheServicesText(String text, String error) {
        assertThatThrownBy(() -> keyCondition(text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    z = :a                    | Query condition missed key schema element: a
                    a = :a AND z = :a         | Query condition missed key schema element: b
                    a = :a AND b = :n AND z = :a | The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)
                    a > :a                    | Query key condition not supported
                    a > :a AND b = :n         | Query key condition not supported
                    begins_with(a, :a)        | Query key condition not supported
                    a = :n                    | One or more parameter values were invalid: Condition parameter type does not match schema type
                    a = :a AND b = :b         | One or more parameter values were invalid: Condition parameter type does not match schema type
                    a = :empty                | One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: a
                    """)
    void refusesWhatDoesNotFitTheSchema(String text, String error) {
        KeySchema schema = KeySchema.of("a", KeyType.S, "b", KeyType.N);
        assertThatThrownBy(() -> keyCondition(text).range(schema, KEYSPACE))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(error);
    }

    @Test
    void aTableWithoutSortKeyTakesOneCondition() {
        KeySchema schema = KeySchema.of("a", KeyType.S);
        assertThatThrownBy(() -> keyCondition("a = :a AND b = :b").range(schema, KEYSPACE))
                .hasMessage("Query key condition not supported");
        assertThat(keyCondition(":a = a").partitionKey(schema)).isEqualTo(AttributeValue.of("a"));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void theRangeHoldsExactlyTheKeysThatMeetTheCondition(KeyType type) {
        KeySchema schema = KeySchema.of("p", KeyType.S, "s", type);
        List<String> forms =
                List.of(
                        "",
                        "s = :x",
                        "s < :x",
                        "s <= :x",
                        ":x < s",
                        ":x <= s",
                        "s BETWEEN :x AND :y",
                        "begins_with(s, :x)");
        RandomRuns.each(
                KeyConditionExpressionTest.class,
                1500,
                dice -> {
                    AttributeValue x = sortKey(type, dice);
                    AttributeValue y = sortKey(type, dice);
                    String form = forms.get(dice.nextInt(forms.size()));
                    boolean isOrdered = Values.compare(x, y) <= 0;
                    if ((form.contains(":y") && !isOrdered)
                            || (form.startsWith("begins") && type == KeyType.N)) {
                        return;
                    }
                    Map<String, AttributeValue> values = new LinkedHashMap<>();
                    values.put(":p", AttributeValue.of("p"));
                    values.put(":x", x);
                    values.put(":y", y);
                    KeyCondition condition =
                            KeyConditionExpression.parse(
                                            "p = :p" + (form.isEmpty() ? "" : " AND " + form))
                                    .bind(Substitutions.of(null, values))
                                    .keyCondition();
                    KeyRange range = condition.range(schema, KEYSPACE);
                    for (int i = 0; i < 5; i++) {
                        Item key =
                                Item.of("p", AttributeValue.of(dice.nextInt(9) == 0 ? "q" : "p"))
                                        .with("s", i == 0 ? x : sortKey(type, dice));
                        assertThat(range.contains(globalKey(key, type)))
                                .as("%s on %s", condition, key)
                                .isEqualTo(condition.matches(key.attributes()));
                    }
                });
    }

    private static AttributeValue sortKey(KeyType type, RandomGenerator dice) {
        return switch (type) {
            case S -> AttributeValue.of("a" + RandomValues.text(dice, 3));
            case N -> AttributeValue.of(RandomValues.decimal(dice));
            case B ->
                    AttributeValue.of(
                            Bytes.ofHex(dice.nextBoolean() ? "ff" : "00")
                                    .concat(RandomValues.bytes(dice, 2)));
        };
    }

    private static Bytes globalKey(Item key, KeyType type) {
        return GlobalKey.of(
                KEYSPACE,
                GlobalKey.ordered("p", KeyType.S, key.attributes().get("p")),
                GlobalKey.ordered("s", type, key.attributes().get("s")));
    }
}
