package io.kvasir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.KeyConditionExpression;
import io.kvasir.model.expression.ProjectionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.expression.UpdateExpression;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionTest {
    private static final AttributeValue ONE = AttributeValue.of(1);
    private static final AttributeValue TWO = AttributeValue.of(2);

    @Test
    void whatTheMethodsMakeParsesAndUsesAllItsPlaceholders() {
        Expression condition =
                Expression.exists("name")
                        .and(Expression.compared("päron size", ">=", ONE))
                        .or(Expression.notExists("x_y"));
        Substitutions of = substitutions(condition);
        ConditionExpression.parse(ExpressionKind.CONDITION, condition.text()).bind(of);
        of.requireAllUsed();

        Expression update =
                UpdateItem.in("t-a-b", Item.EMPTY)
                        .set("size", ONE)
                        .set("SET ", TWO)
                        .remove("old.one")
                        .add("count", ONE)
                        .update();
        Substitutions ofUpdate = substitutions(update);
        UpdateExpression.parse(update.text()).bind(ofUpdate);
        ofUpdate.requireAllUsed();

        Expression key = Query.of("t-a-b", "pk", ONE).sortKeyBetween("sk", ONE, TWO).keyCondition();
        Substitutions ofKey = substitutions(key);
        KeyConditionExpression.parse(key.text()).bind(ofKey).keyCondition();
        ofKey.requireAllUsed();

        Expression projection = Expression.attributes(List.of("a", "b c", "size"));
        Substitutions ofProjection = Substitutions.of(projection.names(), null);
        ProjectionExpression.parse(projection.text()).bind(ofProjection);
        ofProjection.requireAllUsed();
    }

    @Test
    void theSameAttributeAlwaysHasTheSamePlaceholder() {
        assertThat(Expression.equalTo("a b", ONE)).isEqualTo(Expression.equalTo("a b", ONE));
        assertThat(Expression.namePlaceholder("x_61"))
                .isNotEqualTo(Expression.namePlaceholder("a"));
    }

    @Test
    void onePlaceholderForTwoThingsIsRefused() {
        assertThatThrownBy(() -> Expression.equalTo("a", ONE).and(Expression.equalTo("a", TWO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(":is_a");
    }

    private static Substitutions substitutions(Expression expression) {
        return Substitutions.of(
                expression.names(), expression.values().isEmpty() ? null : expression.values());
    }
}
