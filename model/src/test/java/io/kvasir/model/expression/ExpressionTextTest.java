package io.kvasir.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Trees and texts against each other, and texts that are none.
class ExpressionTextTest {
    private static final List<String> WORDS =
            List.of(
                    "a",
                    "b",
                    "#n",
                    ":v",
                    "(",
                    "((",
                    ")",
                    "))",
                    "[",
                    "]",
                    "[0]",
                    ".",
                    ",",
                    "=",
                    "<>",
                    "<",
                    "<=",
                    ">",
                    ">=",
                    "+",
                    "-",
                    "AND",
                    "or",
                    "NOT",
                    "between",
                    "IN",
                    "SET",
                    "remove",
                    "ADD",
                    "DELETE",
                    "size(",
                    "contains(",
                    "begins_with(",
                    "if_not_exists(",
                    "list_append(",
                    "attribute_exists(a)",
                    "#",
                    ":",
                    "ü",
                    "😀",
                    "\uD800",
                    "\u0000",
                    "name",
                    "99999999999",
                    "a.b",
                    "a = :v",
                    " ",
                    "\n",
                    "'",
                    "\"");

    @Test
    void aConditionsTextGivesTheConditionBack() {
        RandomRuns.each(
                ExpressionTextTest.class,
                1000,
                dice -> {
                    Condition condition = RandomExpressions.condition(dice, 4);
                    String text = condition.toString();
                    if (ItemSize.utf8Length(text) <= 4096) {
                        ConditionExpression parsed = ConditionExpression.parse(text);
                        assertThat(parsed.condition()).isEqualTo(condition);
                        assertThat(parsed).hasToString(text);
                    }
                });
    }

    @Test
    void anUpdatesTextGivesTheSameUpdate() {
        RandomRuns.each(
                ExpressionTextTest.class,
                1000,
                dice -> {
                    List<UpdateAction> actions = RandomExpressions.actions(dice);
                    UpdateExpression parsed = UpdateExpression.parse(text(actions));
                    assertThat(parsed.actions()).containsExactlyInAnyOrderElementsOf(actions);
                    assertThat(UpdateExpression.parse(parsed.toString()))
                            .hasToString(parsed.toString());
                });
    }

    private static String text(List<UpdateAction> actions) {
        Map<Class<?>, List<UpdateAction>> sections =
                actions.stream().collect(Collectors.groupingBy(Object::getClass));
        return sections.entrySet().stream()
                .map(section ->
                        section.getKey().getSimpleName().toUpperCase(java.util.Locale.ROOT)
                                + " "
                                + section.getValue().stream()
                                        .map(UpdateAction::toString)
                                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void noTextDoesMoreThanBeRefused() {
        Assertions.assertTimeout(
                Duration.ofSeconds(60),
                () ->
                        RandomRuns.each(
                                ExpressionTextTest.class,
                                1000,
                                dice -> tryAll(randomText(dice), dice)));
    }

    private static String randomText(RandomGenerator dice) {
        StringBuilder text = new StringBuilder();
        String between = dice.nextBoolean() ? " " : "";
        String repeated = WORDS.get(dice.nextInt(WORDS.size()));
        boolean isMonotone = dice.nextInt(10) == 0;
        for (int left = dice.nextInt(isMonotone ? 2000 : 30); left > 0; left--) {
            text.append(isMonotone ? repeated : WORDS.get(dice.nextInt(WORDS.size())))
                    .append(between);
        }
        return text.toString();
    }

    /// Puts a text through everything that takes one; each step may refuse it, and only that.
    static void tryAll(String text, RandomGenerator dice) {
        Item item = RandomValues.item(dice);
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":v", RandomValues.value(dice, 2));
        for (int i = 0; i < 4; i++) {
            values.put(":v" + i, RandomValues.value(dice, 2));
        }
        Map<String, String> names = Map.of("#n", "a", "#n0", "b", "#n1", "c", "#n2", "x.y");
        Substitutions given = Substitutions.of(names, values);
        refusedAtMost(() -> {
            ConditionExpression parsed = ConditionExpression.parse(text);
            assertThat(ConditionExpression.parse(parsed.toString())).hasToString(parsed.toString());
            parsed.bind(given).test(item);
        });
        refusedAtMost(() -> {
            UpdateExpression parsed = UpdateExpression.parse(text);
            assertThat(UpdateExpression.parse(parsed.toString())).hasToString(parsed.toString());
            UpdateResult result = parsed.bind(given).apply(item);
            result.updatedNew();
            result.updatedOld(item);
        });
        refusedAtMost(() -> {
            ProjectionExpression parsed = ProjectionExpression.parse(text);
            assertThat(ProjectionExpression.parse(parsed.toString()))
                    .hasToString(parsed.toString());
            parsed.bind(given).project(item);
        });
        refusedAtMost(() -> KeyConditionExpression.parse(text).bind(given).keyCondition());
    }

    private static void refusedAtMost(Runnable attempt) {
        try {
            attempt.run();
        } catch (InvalidArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void wellFormedTextsOnRandomItemsDoNoMoreThanBeRefused() {
        RandomRuns.each(
                ExpressionTextTest.class,
                500,
                dice -> {
                    tryAll(RandomExpressions.condition(dice, 2).toString(), dice);
                    tryAll(text(RandomExpressions.actions(dice)), dice);
                });
    }

    @Test
    void deepNestingIsRefusedWithoutHarmToTheStack() {
        for (String opening : List.of("(", "NOT ", "size(", "a = (", "NOT (")) {
            for (int times : List.of(900, 4096 / opening.length())) {
                String text = opening.repeat(times);
                refusedAtMost(() -> ConditionExpression.parse(text));
                refusedAtMost(() -> UpdateExpression.parse("SET a = " + text));
            }
        }
        String half = "(".repeat(900) + "a = :v" + ")".repeat(900);
        Assertions.assertThrows(
                InvalidArgumentException.class, () -> ConditionExpression.parse(half));
    }

    @Test
    void theBenchmarksExpressionsFitTheirItem() {
        ExpressionBenchmark benchmark = new ExpressionBenchmark();
        assertThat(benchmark.conditionTest()).isTrue();
        assertThat(benchmark.updateApply()).isNotNull();
        assertThat(benchmark.projectionProject()).isNotEqualTo(Item.EMPTY);
    }
}
