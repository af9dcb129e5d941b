package io.kvasir.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionExpressionTest {
    private static final AttributeValue ONE = AttributeValue.of(1);
    private static final AttributeValue TWO = AttributeValue.of(2);
    private static final Item ITEM =
            Item.of("id", ONE)
                    .with("l", list(ONE, map("k", TWO), list(ONE, TWO)))
                    .with("m", map("x", ONE, "y", map("z", TWO, "w", ONE)));

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

    private static Item project(String text) {
        Map<String, String> names = Map.of("#x", "x", "#dotted", "m.x");
        return ProjectionExpression.parse(text).bind(Substitutions.of(names, null)).project(ITEM);
    }

    @Test
    void givesWhatStandsAtThePaths() {
        assertThat(project("id, absent")).isEqualTo(Item.of("id", ONE));
        assertThat(project("m.y.z, m.#x"))
                .isEqualTo(Item.of("m", map("x", ONE, "y", map("z", TWO))));
        assertThat(project("m.y.z.deeper, l[7], id.a")).isEqualTo(Item.EMPTY);
        assertThat(project("m[0], l.k")).isEqualTo(Item.EMPTY);
        assertThat(project("#dotted")).isEqualTo(Item.EMPTY);
    }

    @Test
    void listElementsMoveTogetherInTheirOrder() {
        assertThat(project("l[2][1], l[0]")).isEqualTo(Item.of("l", list(ONE, list(TWO))));
        assertThat(project("l[1].k")).isEqualTo(Item.of("l", list(map("k", TWO))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a,               | Syntax error; token: "<EOF>", near: ","
                    a b              | Syntax error; token: "b", near: "a b"
                    a..b             | Syntax error; token: ".", near: "..b"
                    a[b]             | Syntax error; token: "b", near: "[b]"
                    a[-1]            | Syntax error; token: "-", near: "[-1"
                    a, :v            | Syntax error; token: ":v", near: ", :v"
                    size(a)          | Syntax error; token: "(", near: "size(a"
                    a, status        | Attribute name is a reserved keyword; reserved keyword: status
                    a, a             | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
                    a.b, c, a.b.c[1] | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, b, c, [1]]
                    a.#x, a.x.y      | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, x], path two: [a, x, y]
                    a[1].b, a.c      | Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, [1], b], path two: [a, c]
                    #nope            | An expression attribute name used in the document path is not defined; attribute name: #nope
                    """)
    void refusesWithTheServicesText(String text, String error) {
        assertThatThrownBy(() -> project(text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("Invalid ProjectionExpression: " + error);
    }

    @Test
    void keysAreScalars() {
        Projection inside = ProjectionExpression.parse("a, m.x, id[0]").bind(Substitutions.none());
        assertThatThrownBy(() -> inside.requireScalarKeys(KeySchema.of("id", KeyType.N)))
                .hasMessage(
                        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: id");
        inside.requireScalarKeys(KeySchema.of("a", KeyType.N));
    }

    @Test
    void aFilterMayNotLookAtTheKey() {
        BoundCondition filter =
                ConditionExpression.parse(ExpressionKind.FILTER, "a = b OR id > a")
                        .bind(Substitutions.none());
        assertThatThrownBy(() -> filter.requireNoKeys(KeySchema.of("id", KeyType.N)))
                .hasMessage(
                        "Filter Expression can only contain non-primary key attributes: Primary key attribute: id");
        filter.requireNoKeys(KeySchema.of("c", KeyType.N));
    }
}
