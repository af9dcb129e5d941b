package io.kvasir.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;
import io.kvasir.model.item.AttributeValue.StringSet;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateExpressionTest {
    private static final Item ITEM =
            Item.of("id", text("1"))
                    .with("n", number(5))
                    .with("tags", strings("x", "y"))
                    .with("lst", list(text("a"), text("b"), text("c"), text("d")))
                    .with("doc", map("k", number(1), "subdoc", map("z", number(2))));

    private static AttributeValue text(String value) {
        return AttributeValue.of(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.of(value);
    }

    private static AttributeValue strings(String... elements) {
        return new StringSet(new LinkedHashSet<>(List.of(elements)));
    }

    private static AttributeValue list(AttributeValue... elements) {
        return new ListValue(List.of(elements));
    }

    private static AttributeValue map(Object... namesAndValues) {
        LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.put((String) namesAndValues[i], (AttributeValue) namesAndValues[i + 1]);
        }
        return new MapValue(entries);
    }

    private static final Map<String, AttributeValue> VALUES =
            Map.of(
                    ":one", number(1),
                    ":s", text("s"),
                    ":set", strings("y", "z"),
                    ":l", list(text("e")),
                    ":m", map(),
                    ":all", strings("x", "y"));

    private static Item apply(String update) {
        return result(update).item();
    }

    private static UpdateResult result(String update) {
        return UpdateExpression.parse(update).bind(Substitutions.of(null, VALUES)).apply(ITEM);
    }

    @Test
    void setsWholeAttributesAndNestedOnes() {
        assertThat(apply("SET a = :s").get("a")).isEqualTo(text("s"));
        assertThat(apply("SET doc.subdoc.y = :s, doc.k = n").get("doc"))
                .isEqualTo(map("k", number(5), "subdoc", map("z", number(2), "y", text("s"))));
        assertThat(apply("SET lst[1] = :one, lst[9] = :s, lst[7] = :one").get("lst"))
                .isEqualTo(list(text("a"), number(1), text("c"), text("d"), number(1), text("s")));
    }

    @Test
    void computesFromTheItemAsItWas() {
        Item swapped = apply("SET n = doc.k, doc.k = n, a = n + :one, b = (n) - (:one)");
        assertThat(swapped.get("n")).isEqualTo(number(1));
        assertThat(swapped.get("doc"))
                .isEqualTo(map("k", number(5), "subdoc", map("z", number(2))));
        assertThat(swapped.get("a")).isEqualTo(number(6));
        assertThat(swapped.get("b")).isEqualTo(number(4));
        Item defaults =
                apply(
                        "SET a = if_not_exists(a, :one), n = if_not_exists(n, :one) + :one,"
                                + " e = list_append(if_not_exists(e, :l), lst)");
        assertThat(defaults.get("a")).isEqualTo(number(1));
        assertThat(defaults.get("n")).isEqualTo(number(6));
        assertThat(defaults.get("e"))
                .isEqualTo(list(text("e"), text("a"), text("b"), text("c"), text("d")));
    }

    @Test
    void removesByPlacesInTheOldList() {
        Item removed = apply("REMOVE lst[1], lst[2], doc.subdoc, absent, lst[77]");
        assertThat(removed.get("lst")).isEqualTo(list(text("a"), text("d")));
        assertThat(removed.get("doc")).isEqualTo(map("k", number(1)));
    }

    @Test
    void addsAndDeletes() {
        Item changed = apply("ADD n :one, fresh :one, tags :set, doc.t :set DELETE more :all");
        assertThat(changed.get("n")).isEqualTo(number(6));
        assertThat(changed.get("fresh")).isEqualTo(number(1));
        assertThat(changed.get("tags")).isEqualTo(strings("x", "y", "z"));
        assertThat(apply("DELETE tags :set").get("tags")).isEqualTo(strings("x"));
        assertThat(apply("DELETE tags :all").get("tags")).isNull();
    }

    @Test
    void tellsWhatTheTouchedPathsHeld() {
        UpdateResult result = result("SET doc.k = :s, fresh = :one REMOVE lst[0]");
        assertThat(result.updatedOld(ITEM))
                .isEqualTo(Item.of("doc", map("k", number(1))).with("lst", list(text("a"))));
        assertThat(result.updatedNew())
                .isEqualTo(
                        Item.of("doc", map("k", text("s")))
                                .with("fresh", number(1))
                                .with("lst", list(text("b"))));
        assertThat(result.updatedOld(Item.EMPTY)).isEqualTo(Item.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    INVALID SYNTAX HERE                     | Syntax error; token: "INVALID", near: "INVALID SYNTAX"
                    set a                                   | Syntax error; token: "<EOF>", near: "a"
                    SET                                     | Syntax error; token: "<EOF>", near: "SET"
                    ADD hits : incr                         | Syntax error; token: ":", near: "hits : incr"
                    set a=set                               | Syntax error; token: "set", near: "=set"
                    remove a = b                            | Syntax error; token: "=", near: "a = b"
                    delete a b                              | Syntax error; token: "b", near: "a b"
                    set a = b / c                           | Syntax error; token: "/", near: "b / c"
                    set a[1] = 1                            | Syntax error; token: "1", near: "= 1"
                    set a = b + c + d                       | Syntax error; token: "+", near: "c + d"
                    set a = (b.c).d + e                     | Syntax error; token: ".", near: ").d"
                    set (a = (b + c))                       | Syntax error; token: "(", near: "set (a"
                    SET if_not_exist(a, b) = a              | Syntax error; token: "(", near: "if_not_exist(a"
                    set #c = :c set abOrt = true            | Attribute name is a reserved keyword; reserved keyword: abOrt
                    SET name = :s                           | Attribute name is a reserved keyword; reserved keyword: name
                    set #c = if_not_exist(:c) set c = d     | Invalid function name; function: if_not_exist
                    set c = size(d)                         | The function is not allowed in an update expression; function: size
                    set a = #c set c = :d                   | The "SET" section can only be used once in an update expression;
                    SET #c = if_not_exists(:c)              | An expression attribute name used in the document path is not defined; attribute name: #c
                    SET a = if_not_exists(:c)               | An expression attribute value used in expression is not defined; attribute value: :c
                    set d[1] = a, d.b = a, c[1].a = a, c = if_not_exists(a) | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [c, [1], a], path two: [c]
                    set a = b, a.b = c                      | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]
                    remove a.c set a[1] = d                 | Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, c], path two: [a, [1]]
                    set b = list_append(:s, a) add a.b :s   | Incorrect operand type for operator or function; operator: ADD, operand type: STRING
                    delete a :one                           | Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER
                    set a = if_not_exists(c)                | Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1
                    set a = if_not_exists(:one, c)          | Operator or function requires a document path; operator or function: if_not_exists
                    set a = list_append(a, :one)            | Incorrect operand type for operator or function; operator or function: list_append, operand type: N
                    set a = a - :m                          | Incorrect operand type for operator or function; operator or function: -, operand type: M
                    """)
    void refusesWithTheServicesText(String text, String error) {
        assertThatThrownBy(() -> apply(text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("Invalid UpdateExpression: " + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SET a = absent             | The provided expression refers to an attribute that does not exist in the item
                    SET a = doc.absent.deeper  | The provided expression refers to an attribute that does not exist in the item
                    SET absent.a = :s          | The document path provided in the update expression is invalid for update
                    SET n.a = :s                | The document path provided in the update expression is invalid for update
                    SET doc[0] = :s             | The document path provided in the update expression is invalid for update
                    SET lst.a = :s             | The document path provided in the update expression is invalid for update
                    REMOVE absent.a            | The document path provided in the update expression is invalid for update
                    ADD id :one                 | An operand in the update expression has an incorrect data type
                    ADD n :set                  | An operand in the update expression has an incorrect data type
                    DELETE n :set               | An operand in the update expression has an incorrect data type
                    SET a = id + :one           | An operand in the update expression has an incorrect data type
                    SET a = list_append(n, :l)  | An operand in the update expression has an incorrect data type
                    """)
    void refusesWhatDoesNotFitTheItem(String text, String error) {
        assertThatThrownBy(() -> apply(text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(error);
    }

    @Test
    void refusesToChangeAKey() {
        KeySchema schema = KeySchema.of("id", KeyType.S, "n", KeyType.N);
        Substitutions values = Substitutions.of(null, VALUES);
        assertThatThrownBy(() ->
                        UpdateExpression.parse("SET a = :s, id = :s")
                                .bind(values)
                                .requireKeysUntouched(schema))
                .hasMessage(
                        "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key");
        assertThatThrownBy(() ->
                        UpdateExpression.parse("SET a = n.x")
                                .bind(values)
                                .requireKeysUntouched(schema))
                .hasMessage(
                        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: n");
    }

    @Test
    void refusesAnItemThatGrowsTooLarge() {
        Map<String, AttributeValue> values = Map.of(":big", text("x".repeat(400 * 1024)));
        BoundUpdate update =
                UpdateExpression.parse("SET a = :big").bind(Substitutions.of(null, values));
        assertThatThrownBy(() -> update.apply(ITEM))
                .hasMessage("Item size to update has exceeded the maximum allowed size");
    }

    @Test
    void tellsUnusedPlaceholders() {
        Substitutions given =
                Substitutions.of(
                        new LinkedHashMap<>(Map.of("#a", "a")),
                        new LinkedHashMap<>(Map.of(":v", number(1))));
        UpdateExpression.parse("SET #a = b").bind(given);
        assertThatThrownBy(given::requireAllUsed)
                .hasMessage(
                        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}");
    }
}
