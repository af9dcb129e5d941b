package io.kvasir.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Limits;
import io.kvasir.model.item.AttributeValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubstitutionsTest {
    private static final AttributeValue ONE = AttributeValue.of(1);

    private static void refused(
            Map<String, String> names, Map<String, AttributeValue> values, String error) {
        assertThatThrownBy(() -> Substitutions.of(names, values)).hasMessage(error);
    }

    @Test
    void malformedMapsAreRefused() {
        refused(Map.of(), null, "ExpressionAttributeNames must not be empty");
        refused(null, Map.of(), "ExpressionAttributeValues must not be empty");
        refused(
                Map.of("a", "a"),
                null,
                "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"");
        refused(
                Map.of("#a-b", "a"),
                null,
                "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#a-b\"");
        refused(
                null,
                Map.of(":", ONE),
                "ExpressionAttributeValues contains invalid key: Syntax error; key: \":\"");
        refused(
                Map.of("#a", ""),
                null,
                "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
    }

    @Test
    void placeholdersHave255BytesAtMost() {
        String longest = "#" + "a".repeat(Limits.PLACEHOLDER_BYTES_MAX - 1);
        assertThatCode(() -> Substitutions.of(Map.of(longest, "a"), null))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Substitutions.of(Map.of(longest + "a", "a"), null))
                .hasMessageContaining("its length of 256 exceeds the limit of 255");
    }

    @Test
    void allTogetherHaveTwoMegabytesAtMost() {
        int half = Limits.SUBSTITUTIONS_BYTES_MAX / 2;
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        values.put(":a", AttributeValue.of("x".repeat(half - 2)));
        values.put(":b", AttributeValue.of("x".repeat(half - 2)));
        assertThatCode(() -> Substitutions.of(null, values)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Substitutions.of(Map.of("#a", "a"), values))
                .hasMessageStartingWith("ExpressionAttributeValues exceeds max size");
    }

    @Test
    void oneUseInAnyExpressionIsEnough() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("#a", "a");
        names.put("#b", "b");
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        values.put(":v", ONE);
        values.put(":w", ONE);
        Substitutions given = Substitutions.of(names, values);
        UpdateExpression.parse("SET #a = :v").bind(given);
        assertThatThrownBy(given::requireAllUsed)
                .hasMessage(
                        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}");
        ConditionExpression.parse("#b > :v").bind(given);
        assertThatThrownBy(given::requireAllUsed)
                .hasMessage(
                        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}");
        ConditionExpression.parse("#b > :w").bind(given);
        given.requireAllUsed();
        Substitutions.none().requireAllUsed();
    }

    @Test
    void thereAre573ReservedWordsInAnyCase() {
        assertThat(ReservedWords.count()).isEqualTo(573);
        assertThat(ReservedWords.contains("zOnE")).isTrue();
        assertThat(ReservedWords.contains("Abort")).isTrue();
        assertThat(ReservedWords.contains("id")).isFalse();
    }
}
