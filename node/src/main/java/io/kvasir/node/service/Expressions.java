package io.kvasir.node.service;

import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.BoundUpdate;
import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.Projection;
import io.kvasir.model.expression.ProjectionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.expression.UpdateExpression;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Expression;

/// Expressions of requests, each distinct text parsed once.
///
/// All methods throw `InvalidArgumentException`, with the service's text, where an expression is
/// malformed.
public final class Expressions {
    private static final int TEXTS_MAX = 1024;

    private final TextCache<ConditionExpression> conditions = new TextCache<>(TEXTS_MAX);
    private final TextCache<ConditionExpression> filters = new TextCache<>(TEXTS_MAX);
    private final TextCache<UpdateExpression> updates = new TextCache<>(TEXTS_MAX);
    private final TextCache<ProjectionExpression> projections = new TextCache<>(TEXTS_MAX);

    BoundCondition condition(Expression wire) {
        return conditions
                .get(wire.getText(), text -> ConditionExpression.parse(text))
                .bind(substitutions(wire));
    }

    BoundCondition filter(Expression wire) {
        return filters.get(
                        wire.getText(),
                        text -> ConditionExpression.parse(ExpressionKind.FILTER, text))
                .bind(substitutions(wire));
    }

    BoundUpdate update(Expression wire) {
        return updates.get(wire.getText(), UpdateExpression::parse).bind(substitutions(wire));
    }

    Projection projection(io.kvasir.proto.internal.v1.Projection wire) {
        Substitutions substitutions =
                Substitutions.of(wire.getNamesCount() == 0 ? null : wire.getNamesMap(), null);
        return projections
                .get(wire.getExpression(), ProjectionExpression::parse)
                .bind(substitutions);
    }

    private static Substitutions substitutions(Expression wire) {
        return Substitutions.of(
                wire.getNamesCount() == 0 ? null : wire.getNamesMap(),
                wire.getValuesCount() == 0 ? null : ItemCodec.fromWire(wire.getValuesMap()));
    }
}
