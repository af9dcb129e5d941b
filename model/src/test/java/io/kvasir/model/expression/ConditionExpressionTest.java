package io.kvasir.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionExpressionTest {
    private static final Item ITEM = item();

    private static Item item() {
        return Item.of("id", AttributeValue.of("1"))
                .with("n", AttributeValue.of(5))
                .with("s", AttributeValue.of("hello"))
                .with("flag", AttributeValue.of(true))
                .with("nil", new AttributeValue.NullValue())
                .with("tags", new AttributeValue.StringSet(new LinkedHashSet<>(List.of("x", "y"))))
                .with(
                        "ns",
                        new AttributeValue.NumberSet(
                                new LinkedHashSet<>(List.of(Decimal.of(1), Decimal.of(2)))))
                .with(
                        "lst",
                        new AttributeValue.ListValue(
                                List.of(AttributeValue.of("e0"), AttributeValue.of(7))))
                .with(
                        "doc",
                        new AttributeValue.MapValue(
                                new LinkedHashMap<>(
                                        Map.of(
                                                "inn",
                                                new AttributeValue.ListValue(
                                                        List.of(AttributeValue.of(9)))))));
    }

    private static final Map<String, AttributeValue> VALUES = values();

    private static Map<String, AttributeValue> values() {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        values.put(":five", AttributeValue.of(5));
        values.put(":six", AttributeValue.of(6));
        values.put(":nine", AttributeValue.of(9));
        values.put(":two", AttributeValue.of(2));
        values.put(":hello", AttributeValue.of("hello"));
        values.put(":he", AttributeValue.of("he"));
        values.put(":ell", AttributeValue.of("ell"));
        values.put(":x", AttributeValue.of("x"));
        values.put(":e0", AttributeValue.of("e0"));
        values.put(":typeS", AttributeValue.of("S"));
        values.put(":typeSS", AttributeValue.of("SS"));
        values.put(":true", AttributeValue.of(true));
        values.put(":list", new AttributeValue.ListValue(List.of()));
        values.put(":yx", new AttributeValue.StringSet(new LinkedHashSet<>(List.of("y", "x"))));
        return values;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    n = :five                                    | true
                    n = :six                                     | false
                    n <> :six                                    | true
                    absent <> :six                              | true
                    absent = :six                               | false
                    absent = gone                               | false
                    absent < :six                               | false
                    n < :six AND n > :two                        | true
                    n >= :five and n <= :five                    | true
                    s < :six                                     | false
                    n = :hello                                   | false
                    :five = n                                    | true
                    n BETWEEN :two AND :six                      | true
                    n between :six and :nine                     | false
                    n IN (:two, :five)                           | true
                    n in (:two, :six)                            | false
                    absent IN (:two)                            | false
                    NOT n IN (:two, :six)                        | true
                    attribute_exists(doc.inn[0])                  | true
                    attribute_exists(doc.inn[1])                  | false
                    attribute_not_exists(doc.outt)                | true
                    attribute_exists(nil)                       | true
                    attribute_type(s, :typeS)                    | true
                    attribute_type(tags, :typeSS)                | true
                    attribute_type(absent, :typeS)              | false
                    begins_with(s, :he)                          | true
                    begins_with(s, :ell)                         | false
                    begins_with(n, :he)                          | false
                    contains(s, :ell)                            | true
                    contains(tags, :x)                           | true
                    contains(tags, :he)                          | false
                    contains(ns, :two)                           | true
                    contains(lst, :e0)                          | true
                    contains(lst, :hello)                       | false
                    contains(n, :five)                           | false
                    size(s) = :five                              | true
                    size(tags) = :two                            | true
                    size(n) = :five                              | false
                    size(absent) < :five                        | false
                    doc.inn[0] = :nine                            | true
                    tags = :yx                                   | true
                    flag = :true                                 | true
                    n = :six OR n = :five AND s = :hello         | true
                    (n = :six OR n = :five) AND s = :he          | false
                    NOT n = :six AND n = :five                   | true
                    NOT (n = :five AND s = :hello)               | false
                    NOT NOT n = :five                            | true
                    ((n) = (:five)) AND (s = :hello)             | true
                    (doc.inn)[0] = :nine                          | true
                    """)
    void answersAsTheServiceDoes(String text, boolean expected) {
        assertThat(bind(text).test(ITEM)).isEqualTo(expected);
    }

    private static BoundCondition bind(String text) {
        return ConditionExpression.parse(text).bind(Substitutions.of(null, VALUES));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    things are not gonna be ok                   | Syntax error; token: "are", near: "things are not"
                    a-b                                          | Syntax error; token: "-", near: "a-b"
                    a > 4                                        | Syntax error; token: "4", near: "> 4"
                    a >                                          | Syntax error; token: "<EOF>", near: ">"
                    a = :five b                                  | Syntax error; token: "b", near: ":five b"
                    #a attribute_not_exists :six                 | Syntax error; token: "attribute_not_exists", near: "#a attribute_not_exists :six"
                    hits : incr                                  | Syntax error; token: ":", near: "hits : incr"
                    attribute_exists(Pictures..RearView)         | Syntax error; token: ".", near: "..RearView"
                    a in b, c                                    | Syntax error; token: "b", near: "in b,"
                    a in (b,c,)                                  | Syntax error; token: ")", near: ",)"
                    a > between                                  | Syntax error; token: "between", near: "> between"
                    a > :things.stuff                            | Syntax error; token: ".", near: ":things.stuff"
                    b[:a] > a                                    | Syntax error; token: ":a", near: "[:a]"
                    size(a).b > a                                | Syntax error; token: ".", near: ").b"
                    (size(a))[0] > a                             | Syntax error; token: "[", near: ")[0"
                    a = b = c                                    | Syntax error; token: "=", near: "b = c"
                    a AND b = c                                  | Syntax error; token: "AND", near: "a AND b"
                    ü > a                                        | Syntax error; token: "ü", near: "ü >"
                    a > ((b))                                    | The expression has redundant parentheses;
                    ((a = b AND c = d))                          | The expression has redundant parentheses;
                    (a)between(((b.c)).d)and(c)                  | The expression has redundant parentheses;
                    a = b AND whatever((:things)) > a            | Invalid function name; function: whatever
                    attRIbute_exIsts((v), #a)                    | Invalid function name; function: attRIbute_exIsts
                    if_not_exists(a, :five) = :five              | The function is not allowed in a condition expression; function: if_not_exists
                    attribute_exists(things) > b                 | The function is not allowed to be used this way in an expression; function: attribute_exists
                    size(contains(a, b)) > a                     | The function is not allowed to be used this way in an expression; function: contains
                    size(things)                                 | The function is not allowed to be used this way in an expression; function: size
                    a in (b, attribute_exists(things))           | The function is not allowed to be used this way in an expression; function: attribute_exists
                    :five < abOrT                                | Attribute name is a reserved keyword; reserved keyword: abOrT
                    a[99999999999] = :five                       | List index is not within the allowable range; index: [99999999999]
                    attribute_exists(#Pictures.v, :a) and a=a    | An expression attribute name used in the document path is not defined; attribute name: #Pictures
                    :five < :b                                   | An expression attribute value used in expression is not defined; attribute value: :b
                    attribute_exists(things, a) and a=a          | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2
                    begins_with(things, size(a), b)              | Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 3
                    a = a                                        | The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]
                    contains(ab.bc[1].a, ab.bc[1].a)             | The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [ab, bc, [1], a]
                    attribute_type(a, :five)                     | Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N
                    attribute_type(a, b)                         | Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}
                    attribute_type(a, :hello)                    | Invalid attribute type name found; type: hello, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}
                    begins_with(a, size(b)) and a = :five        | Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
                    size(:true) > a                              | Incorrect operand type for operator or function; operator or function: size, operand type: BOOL
                    attribute_exists(:five)                      | Operator or function requires a document path; operator or function: attribute_exists
                    a < :list                                    | Incorrect operand type for operator or function; operator or function: <, operand type: L
                    a between :hello and :five                   | The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:hello}, upper bound operand: AttributeValue: {N:5}
                    a between :six and :five                     | The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:6}, upper bound operand: AttributeValue: {N:5}
                    """)
    void refusesWithTheServicesText(String text, String error) {
        assertThatThrownBy(() -> bind(text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("Invalid ConditionExpression: " + error);
    }

    @Test
    void refusesABlankText() {
        for (String text : List.of("", " \t\r\n")) {
            assertThatThrownBy(() -> ConditionExpression.parse(ExpressionKind.FILTER, text))
                    .hasMessage("Invalid FilterExpression: The expression can not be empty;");
        }
    }

    @Test
    void refusesTextsBeyondTheLimitsAndTakesThoseAtThem() {
        String longest = "a = :v" + " ".repeat(4090);
        assertThat(ConditionExpression.parse(longest).toString()).isEqualTo("a = :v");
        assertThatThrownBy(() -> ConditionExpression.parse(longest + " "))
                .hasMessage(
                        "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097");
        String[] three = new String[300];
        Arrays.fill(three, "a<b");
        String most = String.join(" OR ", three);
        assertThat(ConditionExpression.parse(most)).isNotNull();
        assertThatThrownBy(() -> ConditionExpression.parse(most + " OR a<b"))
                .hasMessage(
                        "Invalid ConditionExpression: The expression contains too many operators; operator count: 301");
        String hundred = "a IN (b" + ",b".repeat(99);
        assertThat(ConditionExpression.parse(hundred + ")")).isNotNull();
        assertThatThrownBy(() -> ConditionExpression.parse(hundred + ",b)"))
                .hasMessage(
                        "Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101");
        String deep = "a" + ".a".repeat(31);
        assertThat(bind("attribute_exists(" + deep + ")").test(ITEM)).isFalse();
        assertThatThrownBy(() -> bind("attribute_exists(" + deep + ".a)"))
                .hasMessage(
                        "Invalid ConditionExpression: The document path has too many nesting levels; nesting levels: 33");
    }
}
